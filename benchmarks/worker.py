"""The process that holds the competitors of one backend: it is asked over a pipe, one JSON line each way.

Run as `python -m benchmarks.worker tensorflow`. Between questions it waits in a blocking read and uses no processor.
"""

import gc
import json
import os
import sys
import time

from benchmarks import competitors, limit, workloads
from benchmarks.data import Data

# How long a warm-up runs once everything is compiled.
SETTLE = 0.3


class Bench:
    """Competitors by name, kept alive between slices.

    Args:
        backend: String.
        entries: List of `competitors.Entry`. Defaults to `None`, everyone.
        known: Dict of workloads by name. Defaults to `None`, all of `workloads.py`.
    """

    def __init__(self, backend, entries=None, known=None):
        everyone = competitors.everyone() if entries is None else entries
        self.entries = {entry.name: entry for entry in everyone if entry.backend == backend}
        self.known = workloads.WORKLOADS if known is None else known
        self.backend = backend
        self.running = {}
        self.rates = {}
        self.products = None

    def answer(self, question):
        """Returns the answer to a question, `{"do": method, **arguments}`; an error is an answer too."""
        question = dict(question)
        try:
            return getattr(self, question.pop("do"))(**question)
        except Exception as error:
            return {"error": f"{type(error).__name__}: {' '.join(str(error).split())}"[:300]}

    def warm_up(self, workload, name):
        """Builds and compiles each variant of a competitor, keeps the fastest; returns its name and first step."""
        found = []
        for variant, make in self.entries[name].variants(self.known[workload]).items():
            start = time.perf_counter()
            competitor = make(self.known[workload], Data(self.known[workload]))
            competitor.run(competitor.chunk)
            first = time.perf_counter() - start
            found.append((self.settle(competitor), variant, first, competitor))
        found.sort(key=lambda one: one[0])
        for *_, loser in found[:-1]:
            loser.close()
        self.rates[name], variant, first, self.running[name] = found[-1]
        tried = {variant: rate for rate, variant, _, _ in found}
        return {"variant": variant, "first_step": first, "tried": tried}

    def settle(self, competitor):
        """Runs a competitor for a while; returns its steps per second in the second half."""
        for _ in range(2):
            steps, start = 0, time.perf_counter()
            while steps == 0 or time.perf_counter() - start < SETTLE / 2:
                competitor.run(competitor.chunk)
                steps += competitor.chunk
        return steps / (time.perf_counter() - start)

    def slice(self, name, seconds):
        """Runs a competitor for about that long; returns steps per second."""
        competitor = self.running[name]
        steps = competitor.chunk * max(1, round(self.rates[name] * seconds / competitor.chunk))
        start = time.perf_counter()
        competitor.run(steps)
        self.rates[name] = steps / (time.perf_counter() - start)
        return {"rate": self.rates[name]}

    def matmul(self, seconds):
        """Returns the rates of large matrix products, in operations per second, by library."""
        self.products = self.products or limit.products(self.backend)
        return {name: limit.measure(product, seconds / 2) for name, product in self.products.items()}

    def forget(self):
        """Ends all competitors, before another workload."""
        for competitor in self.running.values():
            competitor.close()
        self.running.clear()
        gc.collect()
        return {}


def main():
    """Answers questions until the pipe closes; what the libraries print goes nowhere."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    bench = Bench(sys.argv[1])
    for line in sys.stdin:
        answers.write(json.dumps(bench.answer(json.loads(line))) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()

"""Who works when: all competitors of a workload in turn, round after round, two worker processes per backend.

One of them is ours, so that what kerasgan sets for its process (`kerasgan/training/heap.py`) is no gift to the others.
Only one works at a time. Each round begins one competitor later than the one before, so that a machine that slows down
or is shared treats all alike; ratios are taken within a round.
"""

import contextlib
import importlib.metadata
import importlib.util
import json
import os
import platform
import statistics
import subprocess
import sys
from typing import NamedTuple

from benchmarks import competitors, flops
from benchmarks.workloads import WORKLOADS

OURS = "kerasgan fit_gan"


class Worker:
    """A process of one backend, asked over a pipe.

    Args:
        backend: String.
    """

    def __init__(self, backend):
        environment = {**os.environ, "KERAS_BACKEND": backend, "TF_CPP_MIN_LOG_LEVEL": "3"}
        command = [sys.executable, "-W", "ignore", "-m", "benchmarks.worker", backend]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen(command, env=environment, text=True, **pipes)

    def ask(self, **question):
        """Returns the worker's answer, a dict; with `error` where something failed."""
        try:
            self.process.stdin.write(json.dumps(question) + "\n")
            self.process.stdin.flush()
            line = self.process.stdout.readline()
        except BrokenPipeError:
            line = ""
        return json.loads(line) if line else {"error": f"the worker ended with status {self.process.wait()}"}

    def close(self):
        """Closes the pipe, whereupon the process ends."""
        with contextlib.suppress(BrokenPipeError):  # it is dead already
            self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()


def measure(names, backends, seconds, rounds, *, connect=Worker, entries=None, known=None, installed=None, say=print):
    """Measures everyone on each workload.

    Args:
        names: List of workload names.
        backends: List of backends.
        seconds: Float, the length of a slice.
        rounds: Integer, slices of each competitor.
        connect: Function `backend -> worker`. Defaults to `Worker`, a process.
        entries: List of `competitors.Entry`. Defaults to `None`, everyone.
        known: Dict of workloads by name. Defaults to `None`, all of `workloads.py`.
        installed: Function `package -> bool`. Defaults to `None`, whether Python finds it.
        say: Function that is told what goes on. Defaults to `print`.

    Returns:
        Dict in plain types: what the JSON file holds.
    """
    entries = competitors.everyone() if entries is None else entries
    known = WORKLOADS if known is None else known
    there = [backend for backend in backends if (installed or is_installed)(backend)]
    skipped = [f"{e.name} ({e.backend})" for e in entries if e.backend in set(backends) - set(there)]
    homes = sorted({home_of(e.name, e.backend) for e in entries if e.backend in there})
    workers = {home: connect(home.backend) for home in homes}
    result = {"machine": machine(), "seconds": seconds, "rounds": rounds, "skipped": skipped, "workloads": {}}
    try:
        for name in names:
            rows = [row(e) for e in entries if e.backend in there and e.fits(name)]
            result["workloads"][name] = one_workload(known[name], rows, workers, seconds, rounds, say)
    finally:
        for worker in workers.values():
            worker.close()
    return result


class Home(NamedTuple):
    """Which worker an entry works in."""

    backend: str
    ours: bool


def home_of(name, backend):
    """Returns the `Home` of a competitor."""
    return Home(backend, name.startswith(OURS))


def row(entry):
    """Returns the empty record of a competitor."""
    return {"name": entry.name, "backend": entry.backend, "rates": [], "error": None}


def one_workload(workload, rows, workers, seconds, rounds, say):
    """Returns the record of one workload: warm-ups, then rounds."""
    for one in rows:
        say(f"{workload.name}: {one['name']} ({one['backend']}), warm-up")
        answer = workers[home_of(one["name"], one["backend"])].ask(
            do="warm_up", workload=workload.name, name=one["name"]
        )
        one.update(answer)
    products = []
    for number in range(rounds):
        say(f"{workload.name}: round {number + 1} of {rounds}")
        products.append(best_product(workers, seconds))
        for one in rotated([one for one in rows if not one["error"]], number):
            take_slice(one, workers[home_of(one["name"], one["backend"])], seconds)
    for worker in workers.values():
        worker.ask(do="forget")
    return summary(workload, rows, products)


def take_slice(one, worker, seconds):
    """Adds one slice to a competitor's record, or the error that ended it."""
    answer = worker.ask(do="slice", name=one["name"], seconds=seconds)
    if "error" in answer:
        one["error"] = answer["error"]
    else:
        one["rates"].append(answer["rate"])


def best_product(workers, seconds):
    """Returns the best rate of matrix products of this round, in operations per second."""
    homes = {home.backend: worker for home, worker in sorted(workers.items(), reverse=True)}  # one of each backend
    answers = [worker.ask(do="matmul", seconds=seconds) for worker in homes.values()]
    return max((rate for answer in answers if "error" not in answer for rate in answer.values()), default=float("nan"))


def rotated(rows, number):
    """Returns the rows, beginning one later in each round."""
    start = number % len(rows) if rows else 0
    return rows[start:] + rows[:start]


def summary(workload, rows, products):
    """Returns the record of a workload: the limit, and each competitor's median, spread and ratios."""
    operations = flops.step(workload)
    limit = {"name": "limit", "backend": "", "error": None, "rates": [rate / operations for rate in products]}
    ours = {one["backend"]: one["rates"] for one in rows if one["name"] == OURS and not one["error"]}
    rows = [*rows, limit]
    for one in rows:
        if not one["error"]:
            low, high = min(one["rates"]), max(one["rates"])
            one.update(median=statistics.median(one["rates"]), low=low, high=high)
            one["of_limit"] = ratio(one["rates"], limit["rates"])
            one["ours_against_it"] = {backend: ratio(rates, one["rates"]) for backend, rates in ours.items()}
    return {"batch": workload.batch, "operations": operations, "products_per_second": products, "rows": rows}


def ratio(rates, others):
    """Returns the median over the rounds of `rates` / `others`."""
    return statistics.median(a / b for a, b in zip(rates, others))


def is_installed(package):
    """Tells whether Python finds a package."""
    return importlib.util.find_spec(package) is not None


def machine():
    """Returns what the numbers depend on: processor, cores, versions."""
    packages = [name for name in ("keras", "tensorflow", "jax", "torch", "numpy") if is_installed(name)]
    versions = {name: importlib.metadata.version(name) for name in packages}
    return {"processor": processor(), "cores": cores(), "python": platform.python_version(), "versions": versions}


def processor():
    """Returns the processor's name, where the system tells."""
    try:
        with open("/proc/cpuinfo") as lines:
            return next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def cores():
    """Returns how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()

"""`python -m benchmarks.tables FILE`: GANs of a table side by side in one run, with time and memory.

`ours` is `kerasgan.tables.build_gan` with its defaults; `ctgan` is the package of that name, where it is installed.
`real` are training rows, `shuffled` the same with each column shuffled by itself: the best that can be, and what
a generator gets that knows nothing of pairs. The peers take turns, each in a process of its own.
"""

import argparse
import json
import pathlib
import pickle
import resource
import subprocess
import sys
import tempfile
import time

import numpy as np
from rich.console import Console
from rich.table import Table

from kerasgan import metrics
from kerasgan.datasets.table import TableFile

COLUMNS = {
    "shape": "shape error, %",
    "trend": "trend error, %",
    "auc": "AUC",
    "rmse": "RMSE",
    "distance": "nearest record",
    "real_distance": "that of held-out rows",
    "copies": "copies, %",
    "seconds": "seconds",
    "modes": "CPU seconds before the first step",
    "epoch": "CPU seconds an epoch",
    "memory": "peak MB",
}


class Spent:
    """The time that a peer takes: `modes` is what went by until `begun` was called, the rest is of the epochs."""

    def __init__(self):
        self.wall, self.cpu = time.perf_counter(), time.process_time()
        self.modes = 0.0

    def begun(self):
        """Says that the next thing is the first step."""
        self.modes = time.process_time() - self.cpu

    def figures(self, epochs):
        """Returns what was spent, a dict."""
        return {
            "seconds": time.perf_counter() - self.wall,
            "modes": self.modes,
            "epoch": (time.process_time() - self.cpu - self.modes) / epochs,
            "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }


def ours(frame, chosen, seed, spent):
    """Returns a function `n -> rows` of our GAN, trained."""
    import keras

    import kerasgan

    keras.utils.set_random_seed(seed)
    gan = kerasgan.tables.build_gan(frame)
    spent.begun()
    kerasgan.fit_gan(gan, frame, epochs=chosen.epochs, batch_size=chosen.batch_size, seed=seed, verbose=0)
    return lambda n: gan.sample(n, seed=seed)


def ctgan(frame, chosen, seed, spent):
    """Returns the same of the package `ctgan`, with its own defaults but for the epochs."""
    import torch
    from ctgan import CTGAN
    from ctgan.synthesizers import ctgan as module

    class Sampler(module.DataSampler):  # made between the modes and the first step
        def __init__(self, *arguments):
            super().__init__(*arguments)
            spent.begun()

    module.DataSampler = Sampler
    torch.manual_seed(seed)
    np.random.seed(seed)
    discrete = [name for name in frame if frame[name].dtype.kind not in "iuf"]
    model = CTGAN(epochs=chosen.epochs)
    model.fit(frame, discrete)
    return model.sample


def real(frame, chosen, seed, spent):
    """Returns a function that draws training rows."""
    return lambda n: frame.sample(n, random_state=seed, replace=n > len(frame)).reset_index(drop=True)


def shuffled(frame, chosen, seed, spent):
    """Returns a function that draws each column by itself."""
    rng = np.random.default_rng(seed)
    return lambda n: frame.apply(lambda column: rng.choice(column.to_numpy(), n))


PEERS = {"real": real, "shuffled": shuffled, "ours": ours, "ctgan": ctgan}
TRAINED = ("ours", "ctgan")


def worked(name, chosen, seed, to_file):
    """Trains one peer in this process, and writes its rows and what it spent to a file."""
    data, spent = TableFile(chosen.file, target=chosen.target), Spent()
    sample = PEERS[name](data.frame, chosen, seed, spent)
    figures = spent.figures(chosen.epochs) if name in TRAINED else {}
    to_file.write_bytes(pickle.dumps((sample(chosen.rows), figures)))


def made(name, arguments, seed):
    """Returns the rows of one peer and what it spent, from a process of its own; `None` where it is not installed."""
    with tempfile.TemporaryDirectory() as folder:
        to_file = pathlib.Path(folder) / "rows.pickle"
        call = [sys.executable, "-m", "benchmarks.tables", *arguments, "--work", name, str(seed), str(to_file)]
        done = subprocess.run(call, stderr=subprocess.PIPE, text=True)
        if to_file.is_file():
            return pickle.loads(to_file.read_bytes())
        Console().print(f"{name} is left out: {(done.stderr.strip().splitlines() or ['no reason'])[-1]}")
        return None


def measured(rows, spent, data, seed):
    """Returns the figures of the rows of one peer with one seed, a dict."""
    held_out = data.held_out
    near = metrics.nearest_record(data.frame, rows, held_out=held_out, seed=seed)
    utility = metrics.table_utility(data.frame, rows, target=data.target, held_out=held_out, seed=seed)
    return {
        "shape": 100 * (1 - metrics.table_shape(held_out, rows)),
        "trend": 100 * (1 - metrics.table_trend(held_out, rows)),
        "auc": utility.auc,
        "rmse": utility.rmse,
        "distance": near.distance,
        "real_distance": near.real_distance,
        "copies": 100 * near.copies,
        **spent,
    }


def shown(found):
    """Returns a table of the means over the seeds, and their standard deviations; of what there is for any peer."""
    there = [
        key for key in COLUMNS if any(np.isfinite(one.get(key, np.nan)) for rounds in found.values() for one in rounds)
    ]
    table = Table("", *(COLUMNS[key] for key in there))
    for name, rounds in found.items():
        table.add_row(name, *(cell([one.get(key, np.nan) for one in rounds]) for key in there))
    return table


def cell(values):
    """Returns the mean of some values and their standard deviation as text, nothing where there are none."""
    if not np.isfinite(values).all():
        return ""
    return f"{np.mean(values):.4g}" + (f" ± {np.std(values, ddof=1):.2g}" if len(values) > 1 else "")


def parser():
    """Returns the parser of the command line."""
    found = argparse.ArgumentParser(prog="python -m benchmarks.tables", description="GANs of a table, side by side.")
    found.add_argument("file", help="a .csv or .parquet file, such as adult.csv")
    found.add_argument("--target", help="the column that utility predicts; default: the last one")
    found.add_argument("--peers", nargs="+", choices=PEERS, default=list(PEERS), help="default: all that are installed")
    found.add_argument("--epochs", type=int, default=100, help="default: 100")
    found.add_argument("--batch-size", type=int, default=256, help="of ours; default: 256")
    found.add_argument("--rows", type=int, default=8000, help="how many are generated; default: 8000")
    found.add_argument("--seeds", type=int, default=3, help="how many; default: 3")
    found.add_argument("--json", type=pathlib.Path, help="file to write all figures to")
    found.add_argument("--work", nargs=3, help=argparse.SUPPRESS)  # a peer, a seed and a file, in a process of its own
    return found


def main(arguments=None):
    """Runs the command line."""
    arguments = sys.argv[1:] if arguments is None else arguments
    chosen = parser().parse_args(arguments)
    if chosen.work:
        name, seed, to_file = chosen.work
        return worked(name, chosen, int(seed), pathlib.Path(to_file))
    data, found = TableFile(chosen.file, target=chosen.target), {}
    peers = list(chosen.peers)
    for seed in range(chosen.seeds):
        for name in list(peers):
            rows = made(name, arguments, seed)
            if rows is None:
                peers.remove(name)
            else:
                found.setdefault(name, []).append(measured(*rows, data, seed))
                Console().print(f"{name}, seed {seed}", found[name][-1])
    Console().print(shown(found))
    if chosen.json:
        chosen.json.write_text(json.dumps(found, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()

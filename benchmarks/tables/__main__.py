"""`python -m benchmarks.tables FILE`: GANs of a table side by side in one run, with time and memory.

`ours` is `kerasgan.tables.build_gan` with its defaults; `ctgan` is the package of that name, where it is installed.
`real` are training rows, `shuffled` the same with each column shuffled by itself: the best that can be, and what
a generator gets that knows nothing of pairs. The peers take turns, each in a process of its own.
"""

import argparse
import json
import pathlib
import pickle
import shutil
import subprocess
import sys
import tempfile

import numpy as np
import pandas
from rich.console import Console
from rich.table import Table

from benchmarks.tables.peers import PEERS, packed
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
    "modes": "CPU seconds before the first step",
    "first": "CPU seconds of the first epoch",
    "epoch": "CPU seconds of each further epoch",
    "wall": "seconds of each further epoch",
    "seconds": "seconds in all",
    "memory": "peak MB",
}


def made(name, frame, chosen, seed):
    """Returns the rows of one peer and what it spent, from a process of its own; `None` where it is not installed."""
    options = {"seed": seed, "epochs": chosen.epochs, "batch_size": chosen.batch_size, "rows": chosen.rows}
    with tempfile.TemporaryDirectory() as folder:
        from_file, to_file = (pathlib.Path(folder) / part for part in ("frame", "rows"))
        from_file.write_bytes(pickle.dumps((packed(frame), options)))
        python = dict(chosen.python).get(name, sys.executable)
        call = [python, "-m", "benchmarks.tables.peers", name, from_file, to_file]
        done = subprocess.run(call, stderr=subprocess.PIPE, text=True)
        if to_file.is_file():
            columns, spent = pickle.loads(to_file.read_bytes())
            return pandas.DataFrame(columns), spent
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
    table = Table("", *found)
    for key in there:
        table.add_row(COLUMNS[key], *(cell([one.get(key, np.nan) for one in rounds]) for rounds in found.values()))
    return table


def cell(values):
    """Returns the mean of some values and their standard deviation as text, nothing where there are none."""
    if not np.isfinite(values).all():
        return ""
    return f"{np.mean(values):.4g}" + (f" ± {np.std(values, ddof=1):.2g}" if len(values) > 1 else "")


def python_of(text):
    """Returns a peer and its Python of `NAME=PATH`."""
    name, equals, path = text.partition("=")
    if not equals or name not in PEERS or shutil.which(path) is None:
        raise argparse.ArgumentTypeError(f"expected a peer and its Python, ctgan=PATH. Received: {text!r}.")
    return name, path


def parser():
    """Returns the parser of the command line."""
    found = argparse.ArgumentParser(prog="python -m benchmarks.tables", description="GANs of a table, side by side.")
    found.add_argument("file", help="a .csv or .parquet file, such as adult.csv")
    found.add_argument("--target", help="the column that utility predicts; default: the last one")
    found.add_argument("--peers", nargs="+", choices=PEERS, default=list(PEERS), help="default: all that are installed")
    found.add_argument("--python", nargs="+", type=python_of, default=[], help="NAME=PATH, the Python of a peer")
    found.add_argument("--epochs", type=int, default=100, help="default: 100")
    found.add_argument("--batch-size", type=int, default=256, help="of ours; default: 256")
    found.add_argument("--rows", type=int, default=8000, help="how many are generated; default: 8000")
    found.add_argument("--seeds", type=int, default=3, help="how many; default: 3")
    found.add_argument("--json", type=pathlib.Path, help="file to write all figures to")
    return found


def main(arguments=None):
    """Runs the command line."""
    chosen = parser().parse_args(arguments)
    data, found = TableFile(chosen.file, target=chosen.target), {}
    peers = list(chosen.peers)
    for seed in range(chosen.seeds):
        for name in list(peers):
            rows = made(name, data.frame, chosen, seed)
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

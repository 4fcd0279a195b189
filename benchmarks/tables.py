"""`python -m benchmarks.tables FILE`: GANs of a table side by side in one run, with time and memory.

`ours` is `kerasgan.tables.build_gan` with its defaults; `ctgan` is the package of that name, where it is installed.
`real` are training rows, `shuffled` the same with each column shuffled by itself: the best that can be, and what
a generator gets that knows nothing of pairs.
"""

import argparse
import json
import pathlib
import resource
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
    "distance": "nearest record (held-out)",
    "copies": "copies, %",
    "seconds": "seconds",
    "cpu": "CPU seconds",
    "memory": "peak MB",
}


def ours(frame, epochs, batch_size, seed):
    """Returns a function `n -> rows` of our GAN, trained."""
    import keras

    import kerasgan

    keras.utils.set_random_seed(seed)
    gan = kerasgan.tables.build_gan(frame)
    kerasgan.fit_gan(gan, frame, epochs=epochs, batch_size=batch_size, seed=seed, verbose=0)
    return lambda n: gan.sample(n, seed=seed)


def ctgan(frame, epochs, batch_size, seed):
    """Returns the same of the package `ctgan`, with its own defaults but for the epochs."""
    import torch
    from ctgan import CTGAN

    torch.manual_seed(seed)
    np.random.seed(seed)
    discrete = [name for name in frame if frame[name].dtype.kind not in "iuf"]
    model = CTGAN(epochs=epochs)
    model.fit(frame, discrete)
    return model.sample


def real(frame, epochs, batch_size, seed):
    """Returns a function that draws training rows."""
    return lambda n: frame.sample(n, random_state=seed, replace=n > len(frame)).reset_index(drop=True)


def shuffled(frame, epochs, batch_size, seed):
    """Returns a function that draws each column by itself."""
    rng = np.random.default_rng(seed)
    return lambda n: frame.apply(lambda column: rng.choice(column.to_numpy(), n))


PEERS = {"real": real, "shuffled": shuffled, "ours": ours, "ctgan": ctgan}


def measured(make, data, chosen, seed):
    """Returns the figures of one peer with one seed, a dict."""
    began, cpu = time.perf_counter(), time.process_time()
    sample = make(data.frame, chosen.epochs, chosen.batch_size, seed)
    spent = {"seconds": time.perf_counter() - began, "cpu": time.process_time() - cpu}
    rows, held_out = sample(chosen.rows), data.held_out
    near = metrics.nearest_record(data.frame, rows, held_out=held_out, seed=seed)
    utility = metrics.table_utility(data.frame, rows, target=data.target, held_out=held_out, seed=seed)
    return {
        "shape": 100 * (1 - metrics.table_shape(held_out, rows)),
        "trend": 100 * (1 - metrics.table_trend(held_out, rows)),
        "auc": utility.auc,
        "distance": near.distance - near.real_distance,
        "copies": 100 * near.copies,
        **spent,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def shown(found):
    """Returns a table of the means over the seeds, and their standard deviations."""
    table = Table("", *COLUMNS.values())
    for name, rounds in found.items():
        cells = []
        for key in COLUMNS:
            values = np.array([one[key] for one in rounds], float)
            cells.append(f"{values.mean():.4g}" + (f" ± {values.std(ddof=1):.2g}" if len(values) > 1 else ""))
        table.add_row(name, *cells)
    return table


def parser():
    """Returns the parser of the command line."""
    found = argparse.ArgumentParser(prog="python -m benchmarks.tables", description="GANs of a table, side by side.")
    found.add_argument("file", help="a .csv or .parquet file, such as adult.csv")
    found.add_argument("--target", help="the column that utility predicts; default: the last one")
    found.add_argument("--peers", nargs="+", choices=PEERS, default=list(PEERS), help="default: all that are installed")
    found.add_argument("--epochs", type=int, default=300)
    found.add_argument("--batch-size", type=int, default=512, help="of ours; default: 512")
    found.add_argument("--rows", type=int, default=8000, help="how many are generated; default: 8000")
    found.add_argument("--seeds", type=int, default=3, help="how many; default: 3")
    found.add_argument("--json", type=pathlib.Path, help="file to write all figures to")
    return found


def main(arguments=None):
    """Runs the command line."""
    chosen = parser().parse_args(arguments)
    data, found = TableFile(chosen.file, target=chosen.target), {}
    for name in chosen.peers:
        try:
            found[name] = [measured(PEERS[name], data, chosen, seed) for seed in range(chosen.seeds)]
        except ImportError as error:
            Console().print(f"{name} is left out: {error}")
    Console().print(shown(found))
    if chosen.json:
        chosen.json.write_text(json.dumps(found, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()

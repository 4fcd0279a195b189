"""The points that the pictures show: one file per run, and beside the page those of all first seeds in one archive."""

import pathlib

import numpy as np

NAME = "samples.npz"


def path_of(folder, record):
    """Returns the file of what one run generated."""
    name = f"{record['data']}-{record['name']}-{record['seed']}.npy"
    return pathlib.Path(folder) / "samples" / name


def write(folder, record, points):
    """Writes what a run generated, `(n, 2)`."""
    path = path_of(folder, record)
    path.parent.mkdir(parents=True, exist_ok=True)
    np.save(path, points)


def read(folder, record):
    """Returns what a run generated, or `None` where that is not kept."""
    path = path_of(folder, record)
    return np.load(path) if path.exists() else None


def pack(folder, runs, archive):
    """Writes the points of `runs`, as far as they are there, into one file, in half precision: they are to be seen."""
    found = {path_of(folder, run).stem: read(folder, run) for run in runs}
    np.savez_compressed(archive, **{name: p.astype("float16") for name, p in found.items() if p is not None})


def adopt(archive, folder):
    """Takes up the points of a page's archive, where there is one; those of a run that is there already stay."""
    if not pathlib.Path(archive).exists():
        return
    to = pathlib.Path(folder) / "samples"
    to.mkdir(parents=True, exist_ok=True)
    with np.load(archive) as kept:
        for name in set(kept.files) - {path.stem for path in to.glob("*.npy")}:
            np.save(to / f"{name}.npy", kept[name].astype("float32"))

"""The peers, and the process of one of them: `python -m benchmarks.tables.peers NAME FROM TO`.

It imports what that peer needs and no more, so that its memory is its own, and so that a peer can have a Python of its
own (`--python`), in which kerasgan is not installed.
"""

import pathlib
import pickle
import sys
import time

import numpy as np
import pandas

from benchmarks import memory


class Spent:
    """The time that a peer takes: until `begun` was called, then epoch by epoch."""

    def __init__(self):
        self.start = self.clocks()
        self.ends = []

    def clocks(self):
        """Returns seconds that went by, and seconds of all cores of this process."""
        return np.array([time.perf_counter(), time.process_time()])

    def begun(self):
        """Says that the next thing is the first step."""
        self.ends = [self.clocks()]

    def epoch(self):
        """Says that an epoch is over."""
        self.ends.append(self.clocks())

    def figures(self):
        """Returns what was spent, a dict: the first epoch holds what is compiled, the others are alike."""
        passed = np.diff(self.ends, axis=0)
        wall, cpu = passed[1:].mean(axis=0) if len(passed) > 1 else (np.nan, np.nan)
        found = {
            "modes": (self.ends[0] - self.start)[1],
            "first": passed[0, 1],
            "epoch": cpu,
            "wall": wall,
            "seconds": (self.ends[-1] - self.start)[0],
            "memory": memory.peak() / 2**20,
        }
        return {name: float(value) for name, value in found.items() if np.isfinite(value)}


def ours(frame, options, spent):
    """Returns a function `n -> rows` of our GAN, trained."""
    import keras

    import kerasgan

    class Told(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            spent.epoch()

    seed = options["seed"]
    keras.utils.set_random_seed(seed)
    gan = kerasgan.tables.build_gan(frame)
    spent.begun()
    length = {"epochs": options["epochs"], "batch_size": options["batch_size"]}
    kerasgan.fit_gan(gan, frame, **length, seed=seed, verbose=0, callbacks=[Told()])
    return lambda n: gan.sample(n, seed=seed)


def ctgan(frame, options, spent):
    """Returns the same of the package `ctgan`, with its own defaults but for the epochs."""
    import torch
    from ctgan import CTGAN
    from ctgan.synthesizers import ctgan as module

    class Sampler(module.DataSampler):  # made between the modes and the first step
        def __init__(self, *arguments):
            super().__init__(*arguments)
            spent.begun()

    class Told:  # in the place of the bar that goes over the epochs
        def __init__(self, epochs, **others):
            self.epochs = epochs

        def __iter__(self):
            for epoch in self.epochs:
                yield epoch
                spent.epoch()

    module.DataSampler, module.tqdm = Sampler, Told
    torch.manual_seed(options["seed"])
    np.random.seed(options["seed"])
    model = CTGAN(epochs=options["epochs"])
    model.fit(frame, [name for name in frame if frame[name].dtype.kind not in "iuf"])
    return model.sample


def real(frame, options, spent):
    """Returns a function that draws training rows."""
    return lambda n: frame.sample(n, random_state=options["seed"], replace=n > len(frame)).reset_index(drop=True)


def shuffled(frame, options, spent):
    """Returns a function that draws each column by itself."""
    rng = np.random.default_rng(options["seed"])
    return lambda n: frame.apply(lambda column: rng.choice(column.to_numpy(), n))


PEERS = {"real": real, "shuffled": shuffled, "ours": ours, "ctgan": ctgan}


def packed(frame):
    """Returns the columns of a frame as NumPy's arrays, which pandas of any version can read."""
    return {name: frame[name].to_numpy() for name in frame}


def main(name, from_file, to_file):
    """Trains one peer, and writes its rows and what it spent to a file."""
    columns, options = pickle.loads(pathlib.Path(from_file).read_bytes())
    frame, spent = pandas.DataFrame(columns), Spent()
    sample = PEERS[name](frame, options, spent)
    figures = spent.figures() if spent.ends else {}
    pathlib.Path(to_file).write_bytes(pickle.dumps((packed(sample(options["rows"])), figures)))


if __name__ == "__main__":
    main(*sys.argv[1:])

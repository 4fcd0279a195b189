"""Data sets by name: one source, one file."""

import inspect

from kerasgan import checks
from kerasgan.datasets.normal_200d import Normal200D

SOURCES = {"normal_200d": Normal200D}


def names():
    """Returns the names that `load` knows, sorted."""
    return sorted(SOURCES)


def load(name, **options):
    """Returns a data set that `fit_gan` takes.

    Args:
        name: String, one of `names()`.
        **options: What the data set takes.

    Returns:
        For a distribution a sampler, called as `sampler(batch_size, rng)`.

    Raises:
        ValueError: If there is no data set of that name, or it does not take an option.

    Example:

    >>> kerasgan.datasets.load("normal_200d")(4, np.random.default_rng(0)).shape
    (4, 200)
    """
    checks.raise_all(checks.one_of("name", name, SOURCES))
    known = inspect.signature(SOURCES[name]).parameters
    checks.raise_all(checks.no_unknown(f"The data set {name!r}", options, known))
    return SOURCES[name](**options)

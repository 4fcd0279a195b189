"""The sliced Wasserstein distance."""

import numpy as np
from numpy.typing import ArrayLike

from kerasgan import checks
from kerasgan.metrics import arrays


def sliced_wasserstein(real: ArrayLike, fake: ArrayLike, *, projections: int = 256, seed: int = 0) -> float:
    """Returns the sliced Wasserstein-1 distance: how far mass has to be moved, seen from random directions.

    Formula, with p a random unit vector and the quantile function Q of a sample's projection on it:

    ```python
    distance = mean over p of integral of abs(Q_real(t) - Q_fake(t)) dt   # t from 0 to 1
    ```

    Args:
        real: Array `(n, d)`.
        fake: Array `(m, d)`; `m` may differ from `n`.
        projections: Integer, the number of random directions. Defaults to `256`.
        seed: Integer, of the directions: the same ones make results comparable. Defaults to `0`.

    Returns:
        Float, in the unit of the data; 0 for equal samples. Two samples of one distribution give more than 0: compare
        with that value, real against real of the same size.

    Raises:
        ValueError: If an array is not `(n, d)`, empty or not finite, or the widths differ.

    Example:

    >>> sliced_wasserstein(np.zeros((5, 1)), np.full((5, 1), 2.0))
    2.0

    Reference: Bonneel et al., Sliced and Radon Wasserstein Barycenters of Measures, 2015. They take the square of the
    gaps (Wasserstein-2); here it is the mean gap itself.
    """
    options = checks.positive_integer("projections", projections) + checks.seed(seed)
    real, fake = arrays.features(real=real, fake=fake, problems=options)
    directions = np.random.default_rng(seed).standard_normal((real.shape[1], projections))
    directions /= np.linalg.norm(directions, axis=0)
    # Column by column: a matrix of all projections at once would not fit for large samples.
    return float(np.mean([_wasserstein(real @ p, fake @ p) for p in directions.T]))


def _wasserstein(a, b):
    """Returns the mean gap between the quantiles of two samples."""
    a, b = np.sort(a), np.sort(b)
    if len(a) == len(b):
        return np.abs(a - b).mean()
    edges = np.union1d(np.arange(len(a) + 1) / len(a), np.arange(len(b) + 1) / len(b))
    middle = (edges[:-1] + edges[1:]) / 2
    gaps = np.abs(a[(middle * len(a)).astype(int)] - b[(middle * len(b)).astype(int)])
    return np.sum(gaps * np.diff(edges))

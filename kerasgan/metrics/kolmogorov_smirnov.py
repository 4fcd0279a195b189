"""The Kolmogorov-Smirnov distance of each feature."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from kerasgan.metrics import arrays


def kolmogorov_smirnov(real: ArrayLike | Callable, fake: ArrayLike) -> np.ndarray:
    """Returns the Kolmogorov-Smirnov distance between real and generated values, feature by feature.

    Formula, with F the share of real values up to x and G that of the generated ones:

    ```python
    distance = max(abs(F(x) - G(x)))   # over all x
    ```

    Args:
        real: Array `(n, d)` of real samples, or a function `cdf(x)`, the known distribution of each feature.
        fake: Array `(m, d)` of generated samples.

    Returns:
        float64 array `(d,)`, each value from 0 (the same distribution) to 1. Samples of the right distribution give
        about 0.87 / sqrt(m) against a `cdf`, not 0: show that value beside the result.

    Raises:
        ValueError: If an array is not `(n, d)`, empty or not finite.

    Example:

    >>> kolmogorov_smirnov(np.array([[0.0], [1.0]]), np.array([[2.0], [3.0]]))
    array([1.])
    """
    if callable(real):
        (fake,) = arrays.features(fake=fake)
        return _to_cdf(np.sort(fake, axis=0), real)
    real, fake = arrays.features(real=real, fake=fake)
    return np.array([_two_samples(np.sort(a), np.sort(b)) for a, b in zip(real.T, fake.T)])


def _to_cdf(ordered, cdf):
    # The empirical distribution jumps from i/m to (i+1)/m at the i-th value: the largest gap is at one of the two ends.
    count = len(ordered)
    steps = np.arange(count)[:, None] / count
    exact = cdf(ordered)
    return np.maximum(exact - steps, steps + 1 / count - exact).max(axis=0)


def _two_samples(a, b):
    everywhere = np.concatenate([a, b])
    share_a = np.searchsorted(a, everywhere, side="right") / len(a)
    share_b = np.searchsorted(b, everywhere, side="right") / len(b)
    return np.abs(share_a - share_b).max()

"""How well samples fit a normal distribution with independent features."""

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from kerasgan.metrics import arrays
from kerasgan.metrics.kolmogorov_smirnov import kolmogorov_smirnov


def normal_fit(samples: ArrayLike, mu: float = 0.0, sigma: float = 1.0) -> dict[str, float]:
    """Returns four figures that say how close samples are to N(mu, sigma)^d with independent features.

    Args:
        samples: Array `(n, d)`.
        mu: Float, the mean of each feature. Defaults to `0.0`.
        sigma: Float, the standard deviation of each feature. Defaults to `1.0`.

    Returns:
        Dict of floats, of the standardised samples `(samples - mu) / sigma`, so that the ideal is 0, 1, 0, 0:

        - `"mean_error"`: mean over the features of the absolute mean;
        - `"std"`: mean over the features of the standard deviation;
        - `"ks"`: mean over the features of the Kolmogorov-Smirnov distance to N(0, 1);
        - `"off_diagonal"`: root mean square of the covariances between different features.

        Real samples don't reach the ideal either: show the figures of as many real samples beside them.

    Raises:
        ValueError: If `samples` is not `(n, d)`, has one sample, or is not finite, or `sigma` is not above 0.

    Example:

    >>> figures = normal_fit(np.random.default_rng(0).standard_normal((1000, 3)))
    >>> round(figures["std"], 1)
    1.0
    """
    (samples,) = arrays.features(samples=samples)
    if len(samples) < 2:
        raise ValueError("`samples`: expected at least 2 samples to have a spread. Received 1.")
    if not sigma > 0:
        raise ValueError(f"`sigma`: expected a number above 0. Received: {sigma!r}.")
    scaled = (samples - mu) / sigma
    covariance = np.atleast_2d(np.cov(scaled, rowvar=False))
    apart = covariance[~np.eye(len(covariance), dtype=bool)]
    return {
        "mean_error": float(np.abs(scaled.mean(axis=0)).mean()),
        "std": float(scaled.std(axis=0).mean()),
        "ks": float(kolmogorov_smirnov(stats.norm.cdf, scaled).mean()),
        "off_diagonal": float(np.sqrt(np.mean(apart**2))) if len(apart) else 0.0,
    }

"""The Fréchet distance of two sets of features."""

import contextlib
import warnings

import numpy as np
from numpy.typing import ArrayLike

from kerasgan.metrics import arrays
from kerasgan.metrics.moments import Moments


def frechet_distance(real: ArrayLike, fake: ArrayLike) -> float:
    """Returns the Fréchet distance between normal distributions fitted to two samples; of Inception features, the FID.

    Formula, with the means m and the unbiased covariances C of the two samples:

    ```python
    distance = sum((m1 - m2) ** 2) + trace(C1 + C2 - 2 * sqrtm(C1 @ C2))
    ```

    Args:
        real: Array `(n, d)`, `n` of at least 2, better many times `d`.
        fake: Array `(m, d)`.

    Returns:
        Float, in the square of the features' unit; 0 for equal means and covariances. It is biased: two samples of one
        distribution give more than 0, the more the fewer they are. Compare with that value (`metrics.compare`), and
        only values of the same features and sample sizes. Warns where a sample has no more members than features.

    Raises:
        ValueError: If an array is not `(n, d)`, has fewer than 2 samples or is not finite, or the widths differ.

    Example:

    >>> real = np.array([[0.0], [2.0]])
    >>> frechet_distance(real, real + 3)
    9.0

    Reference: Dowson and Landau, The Fréchet distance between multivariate normal distributions, 1982; Heusel et al.,
    GANs Trained by a Two Time-Scale Update Rule, 2017. Where they take the root of the product C1 C2, we sum the
    singular values of the product of the covariances' symmetric factors: the same number without complex parts, and
    right where a covariance is singular.
    """
    real, fake = arrays.features(real=real, fake=fake, least=2)
    return of_moments(Moments(real), Moments(fake))


def of_moments(real, fake):
    """Returns the distance of two `Moments`, and warns of covariances that can't have full rank."""
    few = [f"`{name}` has {group.count}" for name, group in (("real", real), ("fake", fake)) if _is_few(group)]
    if few:
        warnings.warn(
            f"The Fréchet distance of {len(real.mean)} features from so few samples is far too large: "
            f"{', '.join(few)}. Use many times more samples than features, or fewer features, or "
            "`kernel_distance`, which has no bias.",
            stacklevel=3,
        )
    mean = np.sum((real.mean - fake.mean) ** 2)
    a, b = real.covariance(), fake.covariance()
    # With C1 = A'A and C2 = B'B the eigenvalues of C1 C2 are the squared singular values of A B'.
    shared = np.linalg.svd(_factor(a) @ _factor(b).T, compute_uv=False).sum()
    return float(mean + max(0.0, np.trace(a) + np.trace(b) - 2 * shared))


def _is_few(group):
    return group.count <= len(group.mean)


def _factor(covariance):
    """Returns A of C = A'A, `(rank, d)`: without eigenvalues within rounding of 0, whose roots would count.

    Where the covariance is far from singular there are none, and Cholesky's factor does, at a tenth of the time.
    """
    with contextlib.suppress(np.linalg.LinAlgError):
        lower = np.linalg.cholesky(covariance)
        pivots = np.diag(lower) ** 2
        if pivots.min() > 1e-8 * pivots.max():
            return lower.T
    values, vectors = np.linalg.eigh(covariance)
    kept = values > values[-1] * len(values) * np.finfo("float64").eps
    return np.sqrt(values[kept])[:, None] * vectors[:, kept].T

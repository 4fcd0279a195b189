"""How far the mean and the covariance are off."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from kerasgan.metrics import arrays
from kerasgan.metrics.moments import Moments


class MomentError(NamedTuple):
    """How far the mean and the covariance are off."""

    mean: float
    covariance: float


def moment_error(real: ArrayLike, fake: ArrayLike) -> MomentError:
    """Returns how far the fakes' mean and covariance are from those of the real samples.

    Formula, with the means m and the unbiased covariances C:

    ```python
    mean = sqrt(sum((m_real - m_fake) ** 2))
    covariance = sqrt(sum((C_real - C_fake) ** 2))
    ```

    Args:
        real: Array `(n, d)`, `n` of at least 2.
        fake: Array `(m, d)`, `m` of at least 2.

    Returns:
        Tuple `(mean, covariance)` of floats, in the unit of the data and in its square; 0 where they agree.

    Raises:
        ValueError: If an array is not `(n, d)`, has fewer than 2 samples or is not finite, or the widths differ.

    Example:

    >>> real = np.array([[0.0, 0.0], [2.0, 0.0]])
    >>> moment_error(real, real + [3.0, 4.0])
    MomentError(mean=5.0, covariance=0.0)

    Source: the Euclidean and the Frobenius norm of what a normal distribution is known by.
    """
    real, fake = (Moments(samples) for samples in arrays.features(real=real, fake=fake, least=2))
    covariance = np.linalg.norm(real.covariance() - fake.covariance())
    return MomentError(float(np.linalg.norm(real.mean - fake.mean)), float(covariance))

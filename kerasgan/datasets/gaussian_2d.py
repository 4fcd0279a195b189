"""`gaussian_2d`: one correlated normal distribution in the plane, with a narrow axis that is easy to miss."""

import numpy as np
from numpy.typing import ArrayLike

from kerasgan import checks


class Gaussian2D:
    """A sampler of x = u A + b with u ~ N(0, I_2): a normal distribution with mean b and covariance A^T A.

    By default its variances along the two axes of the ellipse are 5.165 and 0.095: a GAN whose discriminator is down to
    50 % may still have missed the narrow one, so compare mean and covariance.

    Attributes: `mean`, float64 array `(2,)`, and `covariance`, float64 array `(2, 2)`.

    Args:
        A: Two rows of two floats. Defaults to `((1.0, 2.0), (-0.1, 0.5))`.
        b: Two floats, the mean. Defaults to `(1.0, 2.0)`.

    Raises:
        ValueError: If `A` is not two rows of two finite numbers, or `b` not two finite numbers.

    Example:

    >>> sampler = kerasgan.datasets.load("gaussian_2d")
    >>> sampler.covariance.round(2).tolist()
    [[1.01, 1.95], [1.95, 4.25]]

    Parameters from the chapter on GANs of Lipton and others, "Deep Learning: The Straight Dope", 2017. There the data
    are 1,000 points, here they are drawn fresh for each batch.
    """

    value_range = (-np.inf, np.inf)
    kind = "gaussian"

    def __init__(self, A: ArrayLike = ((1.0, 2.0), (-0.1, 0.5)), b: ArrayLike = (1.0, 2.0)) -> None:
        checks.raise_all(_array_problems("A", A, (2, 2)) + _array_problems("b", b, (2,)))
        self.A = np.asarray(A, "float64")
        self.mean = np.asarray(b, "float64")
        self.covariance = self.A.T @ self.A

    def __call__(self, batch_size, rng):
        """Draws a batch.

        Args:
            batch_size: Integer.
            rng: `numpy.random.Generator`.

        Returns:
            float32 array `(batch_size, 2)`.
        """
        return (rng.standard_normal((batch_size, 2)) @ self.A + self.mean).astype("float32")


def _array_problems(argument, received, shape):
    try:
        values = np.asarray(received, "float64")
    except (TypeError, ValueError):
        values = np.array(np.nan)
    if values.shape == shape and np.isfinite(values).all():
        return []
    return [f"`{argument}`: expected finite numbers of shape {shape}. Received: {received!r}."]

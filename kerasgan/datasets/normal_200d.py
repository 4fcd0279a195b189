"""`normal_200d`: 200 independent normal values, drawn fresh for each batch."""

import numpy as np

from kerasgan import checks

MOST_DIMENSIONS = 2**24


class Normal200D:
    """A sampler of x ~ N(mu, sigma)^200, the data of the first GAN of a book on security and GANs, section 13.3.

    Args:
        mu: Float, the mean. Defaults to `0.0`.
        sigma: Float, the standard deviation. Defaults to `1.0`.
        dim: Integer, the number of dimensions. Defaults to `200`.

    Raises:
        ValueError: If `mu` or `sigma` is no finite number, `sigma` is negative, or `dim` is less than 1.

    Example:

    >>> sampler = kerasgan.datasets.load("normal_200d", mu=3.0)
    >>> float(sampler(1000, np.random.default_rng(0)).mean().round(1))
    3.0
    """

    value_range = (-np.inf, np.inf)
    kind = "normal"

    def __init__(self, mu: float = 0.0, sigma: float = 1.0, dim: int = 200) -> None:
        found = checks.finite_number("mu", mu) + checks.finite_number("sigma", sigma, at_least=0)
        found += checks.positive_integer("dim", dim)
        if not found and dim > MOST_DIMENSIONS:
            found.append(f"`dim`: expected at most {MOST_DIMENSIONS:,}. Received: {dim:,}.")
        checks.raise_all(found)
        self.mu = mu
        self.sigma = sigma
        self.dim = dim

    def __call__(self, batch_size, rng):
        """Draws a batch.

        Args:
            batch_size: Integer.
            rng: `numpy.random.Generator`.

        Returns:
            float32 array `(batch_size, dim)`.
        """
        values = rng.standard_normal((batch_size, self.dim), dtype=np.float32)
        return np.float32(self.mu) + np.float32(self.sigma) * values

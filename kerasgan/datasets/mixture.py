"""What `ring_8` and `grid_25` share: equal normal modes in the plane, the usual data for counting lost modes."""

import numpy as np


class Mixture:
    """A sampler of x ~ N(c, std^2 I), c one of `centers`, each as likely as the other.

    Args:
        centers: Array `(modes, dim)`, the mean of each mode.
        std: Float, the standard deviation of every mode in every direction.

    Example:

    >>> sampler = kerasgan.datasets.load("ring_8", std=0.0)
    >>> np.unique(sampler(1000, np.random.default_rng(0)), axis=0).shape
    (8, 2)
    """

    value_range = (-np.inf, np.inf)
    kind = "mixture"

    def __init__(self, centers, std):
        self.centers = np.asarray(centers, "float32")
        self.std = std

    def __call__(self, batch_size, rng):
        """Draws a batch.

        Args:
            batch_size: Integer.
            rng: `numpy.random.Generator`.

        Returns:
            float32 array `(batch_size, dim)`.
        """
        modes = rng.integers(len(self.centers), size=batch_size)
        noise = rng.standard_normal((batch_size, self.centers.shape[1]), dtype=np.float32)
        return self.centers[modes] + np.float32(self.std) * noise

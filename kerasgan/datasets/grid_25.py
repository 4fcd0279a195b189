"""`grid_25`: 25 narrow normal modes on a square grid."""

import numpy as np

from kerasgan import checks
from kerasgan.datasets.mixture import Mixture


class Grid25(Mixture):
    """A sampler of 25 equal normal modes on a 5 x 5 grid around the origin, at spacing * {-2, -1, 0, 1, 2}^2.

    Attributes: `centers`, float32 array `(25, 2)`, and `std`.

    Args:
        spacing: Float, between neighbouring modes. Defaults to `2.0`.
        std: Float, the standard deviation of each mode. Defaults to `0.05`.

    Raises:
        ValueError: If one of the two is negative or no finite number.

    Example:

    >>> sampler = kerasgan.datasets.load("grid_25")
    >>> sampler.centers.min(), sampler.centers.max()
    (np.float32(-4.0), np.float32(4.0))

    Spacing and deviation are those of Lin et al., "PacGAN: The power of two samples in generative adversarial
    networks", 2018. Points are drawn fresh for each batch, where PacGAN's come from a fixed set of 100,000.
    """

    def __init__(self, spacing: float = 2.0, std: float = 0.05) -> None:
        checks.raise_all(checks.finite_number("spacing", spacing, at_least=0) + checks.finite_number("std", std, 0))
        steps = np.arange(-2, 3)
        super().__init__(spacing * np.stack(np.meshgrid(steps, steps, indexing="ij"), axis=-1).reshape(25, 2), std)
        self.spacing = spacing

"""`ring_8`: eight narrow normal modes on a circle."""

import numpy as np

from kerasgan import checks
from kerasgan.datasets.mixture import Mixture


class Ring8(Mixture):
    """A sampler of eight equal normal modes on a circle; mode i is at radius * (cos 2 pi i/8, sin 2 pi i/8).

    Attributes: `centers`, float32 array `(8, 2)`, and `std`.

    Args:
        radius: Float, of the circle. Defaults to `1.0`.
        std: Float, the standard deviation of each mode. Defaults to `0.01`.

    Raises:
        ValueError: If one of the two is negative or no finite number.

    Example:

    >>> sampler = kerasgan.datasets.load("ring_8")
    >>> sampler(4, np.random.default_rng(0)).shape
    (4, 2)

    Radius and deviation are those of Lin et al., "PacGAN: The power of two samples in generative adversarial networks",
    2018; the lineage of WGAN-GP has radius 2 and deviation 0.02. Widely copied code takes the angles from
    `linspace(0, 2 * pi, 8)`, which has both ends of the circle, and so draws seven modes, one of them twice as often;
    here there are eight. Points are drawn fresh for each batch, where PacGAN's come from a fixed set of 100,000.
    """

    def __init__(self, radius: float = 1.0, std: float = 0.01) -> None:
        checks.raise_all(checks.finite_number("radius", radius, at_least=0) + checks.finite_number("std", std, 0))
        angles = 2 * np.pi * np.arange(8) / 8
        super().__init__(radius * np.stack([np.cos(angles), np.sin(angles)], axis=1), std)
        self.radius = radius

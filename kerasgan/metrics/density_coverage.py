"""Density and coverage of generated samples."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from kerasgan.metrics import arrays, neighbours


class DensityCoverage(NamedTuple):
    """How densely fakes lie among the real samples, and how many real samples have one near."""

    density: float
    coverage: float


def density_coverage(real: ArrayLike, fake: ArrayLike, *, k: int = 5) -> DensityCoverage:
    """Returns how densely the fakes lie among the real samples, and the share of real samples with a fake near.

    Formula, where a real sample's ball reaches to its k-th nearest real neighbour, the surface left out:

    ```python
    density = (number of pairs of a fake and a ball that it is in) / (k * m)
    coverage = mean(a ball has any fake in it)
    ```

    Args:
        real: Array `(n, d)`, `n` larger than `k`.
        fake: Array `(m, d)`.
        k: Integer, which neighbour a ball reaches to. Defaults to `5`.

    Returns:
        Tuple `(density, coverage)` of floats. Density is about 1 for samples of one distribution and can be larger;
        coverage is from 0 to 1, for large samples of one distribution and equal size about 1 - 0.5 ** k.

    Raises:
        ValueError: If an array is not `(n, d)`, empty or not finite, the widths differ, or `k` is too large.

    Example:

    >>> real = np.array([[0.0], [1.0], [2.0]])
    >>> density_coverage(real, np.array([[0.5], [9.0]]), k=1)
    DensityCoverage(density=1.0, coverage=0.6666666666666666)

    Reference: Naeem et al., Reliable Fidelity and Diversity Metrics for Generative Models, 2020.
    """
    real, fake = arrays.features(real=real, fake=fake, problems=arrays.neighbours(k, real=real))
    pairs, reached = 0, np.zeros(len(real), dtype=bool)
    for block in neighbours.inside(fake, real, neighbours.radii(real, k), closed=False):
        pairs += int(block.sum())
        reached |= block.any(axis=0)
    return DensityCoverage(pairs / (k * len(fake)), float(reached.mean()))

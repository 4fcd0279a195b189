"""Precision and recall of generated samples."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from kerasgan.metrics import arrays, neighbours


class PrecisionRecall(NamedTuple):
    """How much of what is generated looks real, and how much of what is real can be generated."""

    precision: float
    recall: float


def precision_recall(real: ArrayLike, fake: ArrayLike, *, k: int = 3) -> PrecisionRecall:
    """Returns the share of fakes among the real samples, and of real samples among the fakes.

    Formula, where a sample's ball reaches to its k-th nearest neighbour of its own kind:

    ```python
    precision = mean(fake is in any ball of real)
    recall = mean(real is in any ball of fake)
    ```

    Args:
        real: Array `(n, d)`, `n` larger than `k`.
        fake: Array `(m, d)`, `m` larger than `k`.
        k: Integer, which neighbour a ball reaches to. Defaults to `3`.

    Returns:
        Tuple `(precision, recall)` of floats from 0 to 1. Both depend on `k`, `n` and `m`, and samples of one
        distribution don't reach 1: compare with that value.

    Raises:
        ValueError: If an array is not `(n, d)`, empty or not finite, the widths differ, or `k` is too large.

    Example:

    >>> real = np.array([[0.0], [1.0], [2.0]])
    >>> precision_recall(real, np.array([[0.9], [1.0], [1.1]]), k=1)
    PrecisionRecall(precision=1.0, recall=0.3333333333333333)

    Reference: Kynkäänniemi et al., Improved Precision and Recall Metric for Assessing Generative Models, 2019. As in
    their code a ball's surface belongs to it.
    """
    real, fake = arrays.features(real=real, fake=fake, problems=arrays.neighbours(k, real=real, fake=fake))
    return PrecisionRecall(_covered(fake, real, k), _covered(real, fake, k))


def _covered(queries, points, k):
    blocks = neighbours.inside(queries, points, neighbours.radii(points, k), closed=True)
    return float(np.concatenate([block.any(axis=1) for block in blocks]).mean())

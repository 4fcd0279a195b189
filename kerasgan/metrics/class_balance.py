"""How evenly classes are generated."""

import numbers
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from kerasgan import checks
from kerasgan.metrics import arrays


class ClassBalance(NamedTuple):
    """Counts of classes against the wanted distribution."""

    classes: int
    kl: float
    chi_square: float
    p_value: float
    counts: np.ndarray
    ideal_kl: float


def class_balance(labels: ArrayLike, wanted: ArrayLike) -> ClassBalance:
    """Returns how the classes of generated samples agree with the wanted distribution.

    Formula, with p the shares among the labels, and q the wanted ones:

    ```python
    kl = sum(p * log(p / q))
    chi_square = n * sum((p - q) ** 2 / q)
    ```

    Args:
        labels: Integers `(n,)`, what a classifier recognises, from 0.
        wanted: Integer, the number of classes, all alike; or array `(classes,)` of probabilities above 0 that sum to 1.

    Returns:
        Tuple:

        - `classes`: integer, how many classes occur (the modes of stacked MNIST);
        - `kl`: float, 0 where the shares agree;
        - `chi_square`: float, about the number of classes less 1 for a perfect sampler;
        - `p_value`: how probable at least this `chi_square` is for a perfect sampler;
        - `counts`: int array `(classes,)`;
        - `ideal_kl`: float, the `kl` of a perfect sampler, on average over many.

    Raises:
        ValueError: If `labels` are not whole numbers from 0 below the number of classes, or `wanted` is not a
            distribution, or gives a class no share.

    Example:

    >>> class_balance(np.array([0, 0, 1, 1]), wanted=2).kl
    0.0

    Reference: Pearson, On the criterion, 1900, for chi-square; the KL is that of VEEGAN (Srivastava et al., 2017) and
    those after it on stacked MNIST, the generated distribution first.
    """
    shares = _shares(wanted)
    checks.raise_all([*arrays.label_problems(labels=labels), *_problems(shares, wanted)])
    (labels,) = arrays.labels(labels=labels)
    if labels.max() >= len(shares):
        raise ValueError(f"`labels`: expected labels below {len(shares)}, as `wanted` says. Received {labels.max()}.")
    counts = np.bincount(labels, minlength=len(shares))
    expected = len(labels) * shares / shares.sum()
    some = counts > 0
    kl = np.sum(counts[some] * np.log(counts[some] / expected[some])) / len(labels)
    square = np.sum((counts - expected) ** 2 / expected)
    freedom = len(shares) - 1
    p_value = float(special.chdtrc(freedom, square)) if freedom else 1.0
    return ClassBalance(
        int(some.sum()), float(max(0.0, kl)), float(square), p_value, counts, freedom / (2 * len(labels))
    )


def _shares(wanted):
    if isinstance(wanted, numbers.Integral) and not isinstance(wanted, bool) and wanted > 0:
        return np.full(int(wanted), 1 / wanted)
    return np.asarray(wanted)


def _problems(shares, wanted):
    if shares.ndim != 1:
        return [
            f"`wanted`: expected a number of classes, or an array (classes,) of probabilities. Received: {wanted!r}."
        ]
    problems = arrays.probabilities("wanted", shares)
    empty = [] if problems else np.flatnonzero(shares == 0).tolist()
    return problems or (
        [f"`wanted`: expected a share above 0 for each class. Received none for: {empty}."] if empty else []
    )

"""Whether conditional samples are of the class asked for."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from kerasgan import checks
from kerasgan.metrics import arrays, intervals

# The largest label: a confusion matrix of 10,000 classes has 800 MB.
MOST = 9_999


class LabelAgreement(NamedTuple):
    """How often the class recognised is the one asked for."""

    accuracy: float
    low: float
    high: float
    classes: np.ndarray
    per_class: np.ndarray
    confusion: np.ndarray


def label_agreement(asked: ArrayLike, recognised: ArrayLike) -> LabelAgreement:
    """Returns how often a classifier recognises the class that a conditional generator was asked for.

    Formula:

    ```python
    accuracy = mean(asked == recognised)
    ```

    Args:
        asked: Integers `(n,)`, the labels given to the generator, from 0.
        recognised: Integers `(n,)`, the labels that a classifier gives to the samples.

    Returns:
        Tuple:

        - `accuracy`: float from 0 to 1; real samples don't reach 1, compare with the classifier's accuracy on them;
        - `low`, `high`: its 95 % confidence interval (Wilson's);
        - `classes`: int array, the classes that were asked for, sorted;
        - `per_class`: float array, the accuracy of each of them;
        - `confusion`: int array `(k, k)`, how often row was asked and column recognised, with k the largest label + 1.

    Raises:
        ValueError: If the labels are not whole numbers from 0, as many of one as of the other.

    Example:

    >>> label_agreement(np.array([0, 0, 1, 1]), np.array([0, 0, 1, 0])).accuracy
    0.75

    Source: a confusion matrix's trace; the "intra-class" part of what Odena et al., Conditional Image Synthesis with
    Auxiliary Classifier GANs, 2017, call discriminability.
    """
    checks.raise_all(arrays.label_problems(asked=asked, recognised=recognised))
    asked, recognised = arrays.labels(asked=asked, recognised=recognised)
    size = int(max(asked.max(), recognised.max())) + 1
    checks.raise_all(_too_large(size - 1))
    confusion = np.bincount(asked * size + recognised, minlength=size * size).reshape(size, size)
    classes = np.unique(asked)
    right, total = np.diag(confusion), confusion.sum(axis=1)
    interval = intervals.wilson(right.sum(), len(asked))
    return LabelAgreement(
        float(right.sum() / len(asked)), *interval, classes, right[classes] / total[classes], confusion
    )


def _too_large(label):
    """Checks that labels are classes that are numbered, and no other numbers of things."""
    if label <= MOST:
        return []
    return [
        f"`asked`, `recognised`: expected classes from 0 to {MOST:,} at most. Received: {label:,}. Number them: "
        "`names = np.unique([*asked, *recognised])`, `np.searchsorted(names, asked)`."
    ]

"""The inception score."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from kerasgan import checks
from kerasgan.metrics import arrays


class InceptionScore(NamedTuple):
    """The score's mean and standard deviation over the splits."""

    mean: float
    std: float


def inception_score(probabilities: ArrayLike, *, splits: int = 10) -> InceptionScore:
    """Returns the inception score: how sure a classifier is of each sample, and how evenly it names all classes.

    Formula, with p the probabilities of a sample, within each split:

    ```python
    score = exp(mean(sum(p * log(p / mean(p)))))
    ```

    Args:
        probabilities: Array `(n, classes)`, a classifier's softmax of generated samples.
        splits: Integer, in how many parts of consecutive samples to score. Defaults to `10`.

    Returns:
        Tuple `(mean, std)` over the splits, from 1 to the number of classes. It never looks at real samples' features:
        compare with the score of real samples.

    Raises:
        ValueError: If rows are not probabilities that sum to 1, or there are fewer samples than splits.

    Example:

    >>> inception_score(np.eye(4), splits=1)
    InceptionScore(mean=4.0, std=0.0)

    Reference: Salimans et al., Improved Techniques for Training GANs, 2016.
    """
    values = np.asarray(probabilities)
    checks.raise_all([*_problems(values), *_split_problems(values, splits)])
    values = values.astype("float64")
    edges = [i * len(values) // splits for i in range(splits + 1)]
    scores = [_score(values[start:end]) for start, end in zip(edges, edges[1:])]
    return InceptionScore(float(np.mean(scores)), float(np.std(scores)))


def _problems(values):
    if values.ndim != 2 or 0 in values.shape:
        return [f"`probabilities`: expected an array (n, classes). Received shape {values.shape}."]
    return arrays.probabilities("probabilities", values)


def _split_problems(values, splits):
    problems = checks.positive_integer("splits", splits)
    if not problems and values.ndim == 2 and 0 < len(values) < splits:
        problems = [f"`splits`: expected at most {len(values)}, the number of samples. Received: {splits}."]
    return problems


def _score(p):
    overall = np.broadcast_to(p.mean(axis=0), p.shape)
    some = p > 0
    return np.exp(np.sum(p[some] * np.log(p[some] / overall[some])) / len(p))

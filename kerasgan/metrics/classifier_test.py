"""The classifier two-sample test."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from kerasgan import checks
from kerasgan.metrics import arrays, intervals, neighbours


class ClassifierTest(NamedTuple):
    """How well held-out samples can be told apart; 0.5 is chance."""

    accuracy: float
    low: float
    high: float
    p_value: float
    n_test: int
    real_accuracy: float
    fake_accuracy: float
    worse: float


def classifier_test(real: ArrayLike, fake: ArrayLike, *, k: int | None = None, seed: int = 0) -> ClassifierTest:
    """Returns the accuracy on held-out samples of a classifier that tells real samples from fakes; 0.5 is chance.

    The classifier asks the k nearest neighbours: it needs no training, has no architecture to blame, and with enough
    samples sees any difference, where a linear one sees that of the means only. Half of the samples are its neighbours,
    the other half are the test. As many real samples as fakes take part, so that chance is 0.5.

    Formula, over the held-out samples:

    ```python
    accuracy = mean(the majority of the k nearest neighbours is of the sample's own kind)   # a draw counts half
    ```

    Args:
        real: Array `(n, d)`, `n` of at least 4.
        fake: Array `(m, d)`, `m` of at least 4.
        k: Integer, the neighbours asked. Defaults to `None`, the root of their number, as in the paper.
        seed: Integer, of the split; the order of the rows has no influence. Defaults to `0`.

    Returns:
        Tuple:

        - `accuracy`: float;
        - `low`, `high`: its 95 % confidence interval (Wilson's);
        - `p_value`: how probable at least this accuracy is where there is no difference (binomial);
        - `n_test`: integer, the held-out samples;
        - `real_accuracy`, `fake_accuracy`: the same of the real ones alone, and of the fakes alone;
        - `worse`: 0.5 and the distance of the worse of these two from 0.5, from 0.5 to 1. Score this one. Fakes that
          lie closer together than real samples do draw the neighbours of both kinds, so that all fakes are told and no
          real sample is: `accuracy` is 0.5 for them, and `worse` is 1. Chance alone has it above 0.5, in many
          dimensions well above (0.6 in 200): compare it with that of real samples against others.

        An accuracy at chance is no proof of a good fit: few samples or many features hide differences. One clearly
        below means that held-out samples have near copies of the other kind.

    Raises:
        ValueError: If an array is not `(n, d)`, has fewer than 4 samples or is not finite, the widths differ, or `k` is
            more than the neighbours there are.

    Example:

    >>> real = np.arange(20.0).reshape(20, 1)
    >>> classifier_test(real, real + 100).accuracy
    1.0

    Reference: Lopez-Paz and Oquab, Revisiting Classifier Two-Sample Tests, 2017. Neighbours as far as the k-th are all
    asked; the interval is ours.
    """
    options = checks.positive_integer("k", k, optional=True) + checks.seed(seed)
    real, fake = arrays.features(real=real, fake=fake, least=4, problems=options)
    (real_known, real_test), (fake_known, fake_test) = _halves(real, fake, seed)
    known = np.concatenate([real_known, fake_known])
    k = k or max(1, math.isqrt(len(known)))
    if k > len(known):
        raise ValueError(f"`k`: expected at most {len(known)}, half of the samples. Received: {k}.")
    shares = _share_of_real(np.concatenate([real_test, fake_test]), known, len(real_known), k)
    right = np.concatenate([shares[: len(real_test)], 1 - shares[len(real_test) :]])
    return _result(np.where(right == 0.5, 0.5, right > 0.5), len(real_test))


def _halves(real, fake, seed):
    """Splits both alike: of equal samples, equal rows are held out, and no copy of a test sample is among the known."""
    size = min(len(real), len(fake))
    rows = [arrays.shuffled(samples, seed)[:size] for samples in (real, fake)]
    return [(samples[: size // 2], samples[size // 2 :]) for samples in rows]


def _share_of_real(queries, known, n_real, k):
    radii = neighbours.kth_distances(queries, known, k)
    votes = [
        sum(block.sum(axis=0) for block in neighbours.inside(part, queries, radii, closed=True))
        for part in (known[:n_real], known[n_real:])
    ]
    return votes[0] / (votes[0] + votes[1])


def _result(right, n_real):
    n, halves = len(right), (float(right[:n_real].mean()), float(right[n_real:].mean()))
    # The binomial distribution is of whole numbers: with a half, take the probability of the whole number below.
    p_value = (
        special.betainc(math.floor(right.sum()), n - math.floor(right.sum()) + 1, 0.5) if right.sum() >= 1 else 1.0
    )
    worse = 0.5 + max(abs(half - 0.5) for half in halves)
    return ClassifierTest(float(right.mean()), *intervals.wilson(right.sum(), n), float(p_value), n, *halves, worse)

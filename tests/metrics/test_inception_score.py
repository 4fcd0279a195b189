"""The inception score against SciPy's entropies, its bounds, and what is no probability."""

import numpy as np
import pytest
from scipy import stats

from kerasgan.metrics import inception_score


def softmax(rng, n, classes=5):
    scores = np.exp(rng.normal(size=(n, classes)))
    return scores / scores.sum(axis=1, keepdims=True)


def by_scipy(p):
    return np.exp(np.mean([stats.entropy(row, p.mean(axis=0)) for row in p]))


def test_one_split_is_the_mean_divergence_from_the_overall_distribution(rng):
    p = softmax(rng, 40)
    found = inception_score(p, splits=1)
    assert found._fields == ("mean", "std") and found.std == 0
    assert found.mean == pytest.approx(by_scipy(p), rel=1e-12)


@pytest.mark.parametrize("n", [40, 43])
def test_splits_are_consecutive_and_cover_all(rng, n):
    p = softmax(rng, n)
    scores = [by_scipy(p[i * n // 10 : (i + 1) * n // 10]) for i in range(10)]
    assert inception_score(p) == pytest.approx((np.mean(scores), np.std(scores)), rel=1e-12)


def test_the_score_is_from_1_to_the_number_of_classes():
    assert inception_score(np.full((20, 4), 0.25)) == (1.0, 0.0)
    assert inception_score(np.tile(np.eye(4), (10, 1)), splits=10) == pytest.approx((4.0, 0.0))
    assert inception_score(np.tile([[0.0, 1.0, 0.0]], (20, 1))) == (1.0, 0.0)  # sure of it, always the same


@pytest.mark.parametrize(
    "values, options, told",
    [
        (np.ones(3), {}, "`probabilities`: expected an array (n, classes). Received shape (3,)."),
        (np.ones((0, 3)), {}, "`probabilities`: expected an array (n, classes). Received shape (0, 3)."),
        (
            np.full((3, 2), 0.4),
            {"splits": 4},
            "2 problems:\n  1. `probabilities`: expected probabilities that sum to 1. Received a sum of 0.8.\n"
            "  2. `splits`: expected at most 3, the number of samples. Received: 4.",
        ),
        (np.full((3, 1), 1.0), {"splits": 0}, "`splits`: expected a whole number of at least 1. Received: 0."),
    ],
)
def test_bad_input_is_refused(values, options, told):
    with pytest.raises(ValueError) as error:
        inception_score(values, **options)
    assert str(error.value) == told

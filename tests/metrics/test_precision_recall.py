"""Precision and recall: by hand, by all pairs, and the reference's fixture."""

import numpy as np
import pytest

from kerasgan.metrics import precision_recall

REAL, FAKE = np.random.RandomState(0).randn(200, 8), np.random.RandomState(1).randn(200, 8) + 0.3


@pytest.mark.parametrize("k, expected", [(3, (0.835, 0.855)), (5, (0.895, 0.925))])
def test_the_fixture_of_the_reference(k, expected):
    found = precision_recall(REAL, FAKE, k=k)
    assert found._fields == ("precision", "recall")
    assert found == pytest.approx(expected, rel=1e-12)


def test_three_neighbours_unless_told_otherwise():
    assert precision_recall(REAL, FAKE) == precision_recall(REAL, FAKE, k=3)


def test_by_hand():
    """Balls of real reach from -1 to 1, 0 to 2 and 0 to 4; of fake 2.5 to 5.5 and -2 to 10."""
    real, fake = np.array([[0.0], [1.0], [3.0]]), np.array([[4.0], [2.5], [10.0]])
    assert precision_recall(real, fake, k=1) == pytest.approx((2 / 3, 2 / 3))


def test_the_surface_belongs_to_the_ball():
    real = np.array([[0.0], [1.0], [2.0]])
    assert precision_recall(real, np.array([[3.0], [3.0], [3.0]]), k=1).precision == 1
    assert precision_recall(real, np.array([[3.1], [3.1], [3.1]]), k=1).precision == 0


def test_swapping_the_samples_swaps_the_figures():
    assert precision_recall(FAKE, REAL) == precision_recall(REAL, FAKE)[::-1]


def test_equal_samples_have_both_and_samples_apart_none():
    assert precision_recall(REAL, REAL) == (1.0, 1.0)
    assert precision_recall(REAL, REAL + 100) == (0.0, 0.0)


def test_a_collapsed_generator_has_precision_and_no_recall():
    assert precision_recall(REAL, np.repeat(REAL[:1], 50, axis=0)) == (1.0, 1 / 200)


def test_more_neighbours_than_samples_are_refused_with_all_else():
    with pytest.raises(ValueError) as error:
        precision_recall(REAL[:3], FAKE[:4, :5])
    assert str(error.value) == (
        "2 problems:\n  1. Expected the same number of features in each array. Received: `real` 8, `fake` 5.\n"
        "  2. `k`: expected less than the 3 samples of `real`. Received: 3."
    )

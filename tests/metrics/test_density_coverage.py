"""Density and coverage: by hand, by theory, and the reference's fixture."""

import numpy as np
import pytest

from kerasgan.metrics import density_coverage

REAL, FAKE = np.random.RandomState(0).randn(200, 8), np.random.RandomState(1).randn(200, 8) + 0.3


@pytest.mark.parametrize("k, expected", [(3, (0.83, 0.72)), (5, (0.795, 0.845))])
def test_the_fixture_of_the_reference(k, expected):
    found = density_coverage(REAL, FAKE, k=k)
    assert found._fields == ("density", "coverage")
    assert found == pytest.approx(expected, rel=1e-12)


def test_five_neighbours_unless_told_otherwise():
    assert density_coverage(REAL, FAKE) == density_coverage(REAL, FAKE, k=5)


def test_by_hand():
    """Balls reach from -1 to 1, 0 to 2 and 1 to 5: 0.5 is in two of them, 4 in one, 9 in none."""
    real, fake = np.array([[0.0], [1.0], [3.0]]), np.array([[0.5], [4.0], [9.0]])
    assert density_coverage(real, fake, k=1) == (1.0, 1.0)
    assert density_coverage(real, fake[:1], k=1) == (2.0, 2 / 3)


def test_the_surface_does_not_belong_to_the_ball():
    real = np.array([[0.0], [1.0], [2.0]])
    assert density_coverage(real, np.array([[3.0]]), k=1) == (0.0, 0.0)
    assert density_coverage(np.zeros((9, 2)), np.zeros((9, 2))) == (0.0, 0.0)


@pytest.mark.parametrize("k", [3, 5])
def test_samples_of_one_distribution_get_what_theory_says(rng, k):
    """Density 1; coverage 1 - product of (n - i) / (2n - i): that no fake is among the k nearest of 2n - 1."""
    n = 600
    found = density_coverage(rng.normal(size=(n, 2)), rng.normal(size=(n, 2)), k=k)
    coverage = 1 - np.prod([(n - i) / (2 * n - i) for i in range(1, k + 1)])
    assert found == pytest.approx((1, coverage), abs=0.06)


def test_a_fake_far_away_changes_density_by_its_share_only():
    alone, beside = density_coverage(REAL, FAKE), density_coverage(REAL, np.concatenate([FAKE, FAKE + 1e3]))
    assert beside == pytest.approx((alone.density / 2, alone.coverage))


def test_k_needs_as_many_real_samples_only():
    density_coverage(REAL, FAKE[:1])
    with pytest.raises(ValueError) as error:
        density_coverage(REAL[:5], FAKE)
    assert str(error.value) == "`k`: expected less than the 5 samples of `real`. Received: 5."

"""Mode coverage by the protocol of PacGAN, and what a perfect sampler gets."""

import itertools

import numpy as np
import pytest
from scipy import stats

from kerasgan.metrics import mode_coverage

ANGLES = 2 * np.pi * np.arange(8) / 8
RING = np.stack([np.cos(ANGLES), np.sin(ANGLES)], axis=1)
GRID = np.array(list(itertools.product([-4.0, -2.0, 0.0, 2.0, 4.0], repeat=2)))
LINE = np.array([[0.0], [10.0], [20.0]])


def draw(rng, n, centers, std):
    return centers[rng.integers(len(centers), size=n)] + rng.normal(0, std, (n, centers.shape[1]))


def test_by_hand():
    found = mode_coverage(np.array([[0.5], [1.0], [9.0], [5.0], [14.0]]), LINE, 1.0)
    assert found.modes == 2
    assert found.high_quality == 3 / 5
    assert found.counts.tolist() == [2, 1, 0]
    assert found.reverse_kl == pytest.approx(stats.entropy([2, 1, 0], [1, 1, 1]))


def test_three_deviations_are_too_far():
    assert mode_coverage(np.array([[3.0]]), LINE, 1.0).high_quality == 0
    assert mode_coverage(np.array([[2.999]]), LINE, 1.0).high_quality == 1
    assert mode_coverage(np.array([[3.0]]), LINE, 1.01).high_quality == 1


@pytest.mark.parametrize("centers, std, kl", [(RING, 0.01, 0.0014), (GRID, 0.05, 0.0048)])
def test_a_perfect_sampler_gets_what_the_reference_says(rng, centers, std, kl):
    found = [mode_coverage(draw(rng, 2500, centers, std), centers, std) for _ in range(40)]
    assert all(one.modes == len(centers) for one in found)
    assert found[0].ideal_high_quality == pytest.approx(1 - np.exp(-4.5), rel=1e-12)
    assert found[0].ideal_reverse_kl == pytest.approx(kl, abs=6e-5)  # the reference: over all 2500 samples
    assert np.mean([one.high_quality for one in found]) == pytest.approx(1 - np.exp(-4.5), abs=1e-3)
    assert np.mean([one.reverse_kl for one in found]) == pytest.approx(kl, rel=0.25)


@pytest.mark.parametrize("d", [1, 3, 10])
def test_the_ideal_share_is_that_of_a_chi_square(d):
    found = mode_coverage(np.zeros((4, d)), np.zeros((1, d)), 1.0)
    assert found.ideal_high_quality == pytest.approx(stats.chi2.cdf(9, d), rel=1e-12)


def test_a_single_mode_has_the_largest_divergence_and_all_alike_none(rng):
    one = mode_coverage(draw(rng, 100, RING[:1], 0.01), RING, 0.01)
    assert one.modes == 1 and one.reverse_kl == pytest.approx(np.log(8))
    assert mode_coverage(np.repeat(RING, 3, axis=0), RING, 0.01).reverse_kl == pytest.approx(0, abs=1e-12)


def test_nothing_near_any_mode_is_infinitely_far():
    found = mode_coverage(np.array([[5.0]]), LINE, 1.0)
    assert found[:3] == (0, 0.0, float("inf")) and found.counts.tolist() == [0, 0, 0]


@pytest.mark.parametrize("std", [0, -1, np.nan, np.inf, None, "1", [1.0, 2.0], True])
def test_the_deviation_is_a_number_above_0(std):
    with pytest.raises(ValueError) as error:
        mode_coverage(np.zeros((3, 2)), LINE, std)
    assert str(error.value) == (
        "2 problems:\n  1. Expected the same number of features in each array. Received: `samples` 2, `centers` 1.\n"
        f"  2. `std`: expected a number above 0. Received: {std!r}."
    )

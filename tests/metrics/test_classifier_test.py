"""The classifier two-sample test: chance where there is no difference, and no blindness where there is one."""

import numpy as np
import pytest
from scipy import stats
from scipy.spatial import distance

from kerasgan.metrics import classifier_test, intervals


def test_samples_apart_are_always_told_apart(rng):
    found = classifier_test(rng.normal(size=(50, 3)), rng.normal(50, 1, (80, 3)))
    assert found.accuracy == found.high == 1.0
    assert found.n_test == 50  # of 50 real samples and as many fakes, half of each
    assert found.p_value == pytest.approx(2.0**-50)


def test_the_accuracy_of_one_distribution_is_chance(rng):
    found = [classifier_test(rng.normal(size=(60, 3)), rng.normal(size=(60, 3))) for _ in range(200)]
    assert np.mean([one.accuracy for one in found]) == pytest.approx(0.5, abs=0.02)
    covered = np.mean([one.low <= 0.5 <= one.high for one in found])
    assert covered > 0.9
    assert 0.01 < np.mean([one.p_value < 0.05 for one in found]) < 0.11


def test_differences_that_no_linear_classifier_sees_are_seen(rng):
    """Equal means: twice the spread, and correlation instead of none."""
    real = rng.normal(size=(600, 2))
    assert classifier_test(real, rng.normal(0, 2, (600, 2))).low > 0.55
    assert classifier_test(real, np.repeat(rng.normal(size=(600, 1)), 2, axis=1)).low > 0.7


def test_a_collapsed_generator_is_no_ideal(rng):
    """At a third of the spread all fakes are told and no real sample is: 0.5 together. By brute force, with scipy."""
    real, fake = rng.normal(size=(400, 50)), rng.normal(0, 0.34, (400, 50))
    found = classifier_test(real, fake)
    assert found.accuracy == pytest.approx(0.5, abs=0.01)
    assert (found.real_accuracy, found.fake_accuracy, found.worse) == pytest.approx((0, 1, 1), abs=0.02)
    known = np.concatenate([real[:200], fake[:200]])
    nearest = np.argsort(distance.cdist(np.concatenate([real[200:], fake[200:]]), known), axis=1)[:, :20]
    calls_real = np.mean(nearest < 200, axis=1) > 0.5
    assert np.mean(calls_real[:200]) == pytest.approx(found.real_accuracy, abs=0.02)
    assert np.mean(~calls_real[200:]) == pytest.approx(found.fake_accuracy, abs=0.02)


def test_the_halves_make_up_the_whole(rng):
    found = classifier_test(rng.normal(size=(80, 2)), rng.normal(0.5, 0.7, (60, 2)))
    assert found.accuracy == pytest.approx((found.real_accuracy + found.fake_accuracy) / 2)
    assert found.worse - 0.5 == pytest.approx(max(abs(found.real_accuracy - 0.5), abs(found.fake_accuracy - 0.5)))


def test_equal_samples_are_a_draw(rng):
    real = rng.normal(size=(40, 2))
    assert classifier_test(real, real[::-1]).accuracy == 0.5
    assert classifier_test(np.ones((10, 2)), np.ones((10, 2))).accuracy == 0.5


def test_by_hand():
    """One neighbour, halves of two: a held-out sample's nearest is of its own kind wherever they were split."""
    real, fake = np.array([[0.0], [1.0], [2.0], [3.0]]), np.array([[10.0], [11.0], [12.0], [13.0]])
    found = classifier_test(real, fake, k=1)
    assert (found.accuracy, found.n_test) == (1.0, 4)
    assert found.p_value == pytest.approx(1 / 16)


def test_the_probability_is_that_of_the_binomial_distribution(rng):
    found = classifier_test(rng.normal(size=(80, 2)), rng.normal(0.5, 1, (80, 2)), k=5)
    right = round(found.accuracy * found.n_test)
    assert found.p_value == pytest.approx(stats.binom.sf(right - 1, found.n_test, 0.5))


def test_the_seed_chooses_the_split(rng):
    real, fake = rng.normal(size=(80, 2)), rng.normal(0.5, 1, (80, 2))
    found = {classifier_test(real, fake, seed=seed).accuracy for seed in range(5)}
    assert len(found) > 1
    assert classifier_test(real, fake) == classifier_test(real, fake, seed=0)


@pytest.mark.parametrize(
    "n, k, told",
    [
        (
            3,
            None,
            "2 problems:\n  1. `real`: expected at least 4 samples. Received 3.\n  2. `fake`: expected at least 4",
        ),
        (8, 9, "`k`: expected at most 8, half of the samples. Received: 9."),
        (8, 0, "`k`: expected a whole number of at least 1. Received: 0."),
    ],
)
def test_bad_input_is_refused(n, k, told):
    with pytest.raises(ValueError) as error:
        classifier_test(np.zeros((n, 1)), np.zeros((n, 1)), k=k)
    assert str(error.value).startswith(told)


@pytest.mark.parametrize("right, total", [(0, 10), (10, 10), (7, 20), (500, 1000)])
def test_intervals_are_those_of_scipy(right, total):
    expected = stats.binomtest(right, total).proportion_ci(method="wilson")
    assert intervals.wilson(right, total) == pytest.approx((expected.low, expected.high), abs=1e-12)

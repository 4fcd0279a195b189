"""The sliced Wasserstein distance against SciPy's, projection by projection, and what any distance has to do."""

import math

import numpy as np
import pytest
from scipy import stats

from kerasgan.metrics import sliced_wasserstein


def by_scipy(real, fake, projections, seed):
    directions = np.random.default_rng(seed).standard_normal((real.shape[1], projections))
    directions /= np.linalg.norm(directions, axis=0)
    return np.mean([stats.wasserstein_distance(real @ p, fake @ p) for p in directions.T])


@pytest.mark.parametrize("n, m", [(40, 40), (40, 60), (60, 40), (7, 13), (49, 63), (1, 5), (5, 1), (1, 1)])
def test_every_projection_agrees_with_scipy(rng, n, m):
    real, fake = rng.normal(size=(n, 4)), rng.normal(1.0, 2.0, (m, 4))
    found = sliced_wasserstein(real, fake, projections=16, seed=5)
    assert isinstance(found, float)
    assert found == pytest.approx(by_scipy(real, fake, 16, 5), rel=1e-10)


def test_ties_agree_with_scipy(rng):
    real, fake = rng.integers(0, 3, (30, 2)), rng.integers(1, 5, (45, 2))
    assert sliced_wasserstein(real, fake, projections=16, seed=5) == pytest.approx(by_scipy(real, fake, 16, 5))


@pytest.mark.parametrize("n, m", [(30, 30), (20, 31)])
def test_in_one_dimension_it_is_the_wasserstein_distance_itself(rng, n, m):
    real, fake = rng.normal(size=(n, 1)), rng.exponential(size=(m, 1))
    expected = stats.wasserstein_distance(real[:, 0], fake[:, 0])
    assert sliced_wasserstein(real, fake, projections=3) == pytest.approx(expected, rel=1e-10)


@pytest.fixture(params=[(30, 30), (30, 44)], ids=["equal sizes", "different sizes"])
def pair(request, rng):
    n, m = request.param
    return rng.normal(size=(n, 3)), rng.normal(0.3, 1.5, (m, 3))


def test_it_is_0_for_equal_samples_and_only_for_them(rng, pair):
    real, fake = pair
    assert sliced_wasserstein(real, rng.permutation(real)) == 0
    assert sliced_wasserstein(real, np.repeat(real, 3, axis=0)) == pytest.approx(0, abs=1e-12)
    assert sliced_wasserstein(real, fake) > 0.1


def test_it_is_symmetric_and_keeps_the_triangle_inequality(rng, pair):
    real, fake = pair
    between = rng.normal(0.1, 1.2, (25, 3))
    assert sliced_wasserstein(real, fake) == pytest.approx(sliced_wasserstein(fake, real), rel=1e-10)
    way_round = sliced_wasserstein(real, between) + sliced_wasserstein(between, fake)
    assert sliced_wasserstein(real, fake) <= way_round + 1e-12


def test_moving_both_changes_nothing_and_stretching_both_stretches_it(pair):
    real, fake = pair
    found = sliced_wasserstein(real, fake)
    assert sliced_wasserstein(real + [1, -2, 30], fake + [1, -2, 30]) == pytest.approx(found, rel=1e-9)
    assert sliced_wasserstein(-2.5 * real, -2.5 * fake) == pytest.approx(2.5 * found, rel=1e-9)


def test_moving_one_by_a_vector_is_seen_at_the_mean_of_its_projections(rng):
    """Of a shift v each direction sees |p . v|; over the circle that is 2 / pi of its length."""
    real = rng.normal(size=(20, 2))
    found = sliced_wasserstein(real, real + [3.0, 4.0], projections=20000)
    assert found == pytest.approx(5 * 2 / math.pi, rel=0.02)


def test_the_seed_chooses_the_directions(pair):
    assert sliced_wasserstein(*pair) == sliced_wasserstein(*pair, seed=0, projections=256)
    assert sliced_wasserstein(*pair, seed=1) != sliced_wasserstein(*pair, seed=2)


def test_more_directions_narrow_the_spread_between_seeds(pair):
    few, many = ([sliced_wasserstein(*pair, projections=n, seed=s) for s in range(12)] for n in (4, 256))
    assert np.std(many) < np.std(few) / 3


@pytest.mark.parametrize("projections", [0, -1, 2.5, None, True])
def test_projections_are_a_whole_number(projections):
    with pytest.raises(ValueError) as error:
        sliced_wasserstein(np.zeros((2, 2)), np.zeros((2, 2)), projections=projections)
    expected = f"`projections`: expected a whole number of at least 1. Received: {projections!r}."
    assert str(error.value) == expected


def test_widths_have_to_agree():
    with pytest.raises(ValueError) as error:
        sliced_wasserstein(np.zeros((4, 2)), np.zeros((4, 3)))
    assert str(error.value) == "Expected the same number of features in each array. Received: `real` 2, `fake` 3."

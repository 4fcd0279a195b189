"""Ways through the latent space: right at the ends, right in between, for normal and for uniform z."""

import numpy as np
import pytest
from scipy import stats

from kerasgan import latent
from kerasgan.latent import Codes


def by_hand(a, b, t):
    """Shoemake's formula, for one pair."""
    angle = np.arccos(np.dot(a, b) / np.linalg.norm(a) / np.linalg.norm(b))
    return (np.sin((1 - t) * angle) * a + np.sin(t * angle) * b) / np.sin(angle)


def test_slerp_is_the_formula_and_linear_the_line(rng):
    a, b = rng.normal(size=(2, 7))
    found = latent.interpolate(a, b, steps=5)
    np.testing.assert_allclose(found, [by_hand(a, b, t) for t in (0, 0.25, 0.5, 0.75, 1)], atol=1e-12)
    found = latent.interpolate(a, b, steps=3, how="linear")
    np.testing.assert_allclose(found, [a, (a + b) / 2, b], atol=1e-12)


def test_an_arc_turns_evenly():
    found = latent.interpolate([1.0, 0.0], [0.0, 1.0], steps=5)
    np.testing.assert_allclose(np.arctan2(found[:, 1], found[:, 0]), np.linspace(0, np.pi / 2, 5), atol=1e-12)


def test_each_of_several_z_of_any_shape_has_a_way_of_its_own(rng):
    a, b = rng.normal(size=(2, 3, 2, 4)).astype("float32")
    found = latent.interpolate(a, b, steps=4)
    assert found.shape == (4, 3, 2, 4) and found.dtype == "float32"
    np.testing.assert_allclose(found[1, 2].ravel(), by_hand(a[2].ravel(), b[2].ravel(), 1 / 3), rtol=1e-5)


def test_many_points_are_passed_once_each_and_a_closed_way_begins_again(rng):
    points = rng.normal(size=(3, 6))
    found = latent.interpolate(list(points), steps=4)
    assert found.shape == (7, 6)
    np.testing.assert_allclose(found[::3], points, atol=1e-12)
    closed = latent.interpolate(points, steps=4, closed=True)
    assert closed.shape == (9, 6)
    np.testing.assert_allclose(closed[:7], found, atol=1e-12)
    np.testing.assert_allclose(closed[7], by_hand(points[2], points[0], 1 / 3), atol=1e-12)


@pytest.mark.parametrize("name, cdf", [("normal", stats.norm.cdf), ("uniform", stats.uniform(-1, 2).cdf)])
def test_halfway_z_are_as_likely_as_those_that_were_drawn(name, cdf):
    a, b = latent.draw(latent.get(name), (2, 300, 50), np.random.default_rng(3))
    middle = latent.interpolate(a, b, steps=3, latent=name)[1]
    straight = latent.interpolate(a, b, steps=3, how="linear", latent=name)[1]
    assert stats.kstest(middle.ravel(), cdf).statistic < 0.02 < 0.05 < stats.kstest(straight.ravel(), cdf).statistic
    if name == "uniform":
        assert np.abs(middle).max() <= 1


def test_between_the_ends_of_the_uniform_range_nothing_leaves_it():
    found = latent.interpolate([-1.0, 1.0, 0.3], [1.0, 1.0, 0.3], steps=9, latent="uniform")
    np.testing.assert_array_equal(found[[0, -1]], [[-1, 1, 0.3], [1, 1, 0.3]])
    assert np.abs(found).max() <= 1


def test_codes_and_distributions_of_ones_own_are_joined_by_lines(rng):
    a, b = rng.normal(size=(2, 4))
    for distribution in (Codes(noise=1, categorical=(2,), continuous=1), lambda shape, seed: None):
        np.testing.assert_allclose(latent.interpolate(a, b, 3, latent=distribution)[1], (a + b) / 2)
        np.testing.assert_allclose(latent.interpolate(a, b, 3, "slerp", latent=distribution)[1], by_hand(a, b, 0.5))


@pytest.mark.parametrize("b", [[-2.0, 0.0], [0.0, 0.0], [3.0, 0.0]])
def test_where_no_arc_is_the_one_the_way_is_straight(b):
    found = latent.interpolate([1.0, 0.0], b, steps=3)
    np.testing.assert_allclose(found, [[1, 0], [(1 + b[0]) / 2, 0], b], atol=1e-9)


@pytest.mark.parametrize(
    "arguments, options, message",
    [
        (
            ([0.0, 1.0], [1.0]),
            {},
            "`a` and `b`: expected points of one shape, (d,) or (n, *latent_shape). Received: (1,)",
        ),
        (
            ([0.0, np.nan], [1.0, 0.0]),
            {},
            "`a` and `b`: expected finite numbers. Received NaN, infinite values, or no ",
        ),
        ((["a"], ["b"]), {}, "`a` and `b`: expected finite numbers."),
        (([0.0, 1.0],), {}, "`a`: without `b` expected a list of at least two points, such as `[a, b, c]`."),
        (([[0.0, 1.0]],), {}, "`a`: without `b` expected a list of at least two points"),
        ((1.0, 2.0), {}, "`a` and `b`: expected points of one shape"),
        (([0.0, 1.0], [1.0, 0.0]), {"steps": 1}, "`steps`: expected a whole number of at least 2. Received: 1."),
        (
            ([0.0, 1.0], [1.0, 0.0]),
            {"how": "slrp"},
            "expected one of 'linear', 'slerp'. Received: 'slrp'. Did you mean",
        ),
        (([0.0, 1.0], [1.0, 0.0]), {"latent": "unifrom"}, "Did you mean 'uniform'?"),
        (([0.0, 1.0], [1.0, 0.0]), {"closed": 2}, "`closed`: expected True or False. Received: 2."),
    ],
)
def test_points_and_options_have_to_fit(arguments, options, message):
    with pytest.raises(ValueError) as error:
        latent.interpolate(*arguments, **options)
    assert message in str(error.value)

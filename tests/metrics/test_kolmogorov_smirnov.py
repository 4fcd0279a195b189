"""The Kolmogorov-Smirnov distance against SciPy's tests, feature by feature."""

import numpy as np
import pytest
from scipy import stats

from kerasgan.metrics import kolmogorov_smirnov


def draw(rng, n, m, d=3, ties=False):
    real, fake = rng.normal(size=(n, d)), rng.normal([0.0, 0.5, 3.0][:d], [1.0, 2.0, 0.1][:d], (m, d))
    return (real.round(), fake.round()) if ties else (real, fake)


@pytest.mark.parametrize("ties", [False, True], ids=["all different", "with ties"])
@pytest.mark.parametrize("n, m", [(50, 50), (40, 70), (1, 9), (9, 1), (1, 1)])
def test_two_samples_agree_with_scipy(rng, n, m, ties):
    real, fake = draw(rng, n, m, ties=ties)
    expected = [stats.ks_2samp(a, b, method="exact").statistic for a, b in zip(real.T, fake.T)]
    found = kolmogorov_smirnov(real, fake)
    assert found.shape == (3,) and found.dtype == np.float64
    np.testing.assert_allclose(found, expected, rtol=1e-12)


@pytest.mark.parametrize("distribution", [stats.norm, stats.norm(0.5, 2), stats.uniform(-1, 2), stats.expon])
@pytest.mark.parametrize("m", [1, 2, 100])
def test_one_sample_agrees_with_scipy(rng, distribution, m):
    _, fake = draw(rng, 1, m)
    expected = [stats.kstest(column, distribution.cdf).statistic for column in fake.T]
    np.testing.assert_allclose(kolmogorov_smirnov(distribution.cdf, fake), expected, rtol=1e-12)


def test_one_sample_with_ties_agrees_with_scipy(rng):
    fake = rng.normal(size=(60, 2)).round()
    expected = [stats.kstest(column, stats.norm.cdf).statistic for column in fake.T]
    np.testing.assert_allclose(kolmogorov_smirnov(stats.norm.cdf, fake), expected, rtol=1e-12)


def test_equal_samples_have_distance_0_and_samples_apart_1(rng):
    real, _ = draw(rng, 30, 1)
    np.testing.assert_array_equal(kolmogorov_smirnov(real, rng.permutation(real)), np.zeros(3))
    np.testing.assert_array_equal(kolmogorov_smirnov(real, np.repeat(real, 4, axis=0)), np.zeros(3))
    np.testing.assert_array_equal(kolmogorov_smirnov(real, real + 100), np.ones(3))


def test_the_distance_of_two_samples_is_symmetric(rng):
    real, fake = draw(rng, 30, 45)
    np.testing.assert_allclose(kolmogorov_smirnov(real, fake), kolmogorov_smirnov(fake, real), rtol=1e-12)


@pytest.mark.parametrize("change", [lambda x: 3 * x + 7, np.exp, lambda x: x**3])
def test_no_increasing_function_of_the_values_changes_it(rng, change):
    real, fake = draw(rng, 30, 45)
    np.testing.assert_allclose(kolmogorov_smirnov(change(real), change(fake)), kolmogorov_smirnov(real, fake))


def test_features_do_not_mix(rng):
    real, fake = draw(rng, 30, 45)
    alone = [kolmogorov_smirnov(real[:, [i]], fake[:, [i]])[0] for i in range(3)]
    np.testing.assert_array_equal(kolmogorov_smirnov(real, fake), alone)


def test_the_right_distribution_gives_what_the_docstring_says():
    """About 0.87 / sqrt(m), the mean of Kolmogorov's distribution: sqrt(pi / 2) log 2."""
    m = 400
    found = kolmogorov_smirnov(stats.norm.cdf, np.random.default_rng(3).normal(size=(m, 300))).mean()
    assert found == pytest.approx(0.87 / np.sqrt(m), rel=0.05)
    assert np.sqrt(np.pi / 2) * np.log(2) == pytest.approx(0.87, abs=0.002)


def test_widths_have_to_agree():
    with pytest.raises(ValueError) as error:
        kolmogorov_smirnov(np.zeros((4, 2)), np.zeros((4, 3)))
    assert str(error.value) == "Expected the same number of features in each array. Received: `real` 2, `fake` 3."


def test_against_a_distribution_the_generated_samples_are_checked_too():
    with pytest.raises(ValueError, match=r"^`fake`: expected finite numbers\. Received 1 NaN or infinite values\.$"):
        kolmogorov_smirnov(stats.norm.cdf, [[np.nan]])

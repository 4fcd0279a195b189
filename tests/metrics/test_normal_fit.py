"""The four figures of a normal fit, each recomputed with NumPy and SciPy."""

import numpy as np
import pytest
from scipy import stats

from kerasgan.metrics import normal_fit

MU, SIGMA = 2.0, 0.5


@pytest.fixture
def samples(rng):
    mixed = rng.normal(size=(300, 3)) @ np.array([[1.0, 0.4, 0.0], [0.0, 0.8, 0.1], [0.0, 0.0, 1.3]])
    return MU + SIGMA * (mixed + [0.1, -0.2, 0.0])


def test_the_figures_are_those_of_numpy_and_scipy(samples):
    found = normal_fit(samples, MU, SIGMA)
    assert list(found) == ["mean_error", "std", "ks", "off_diagonal"]
    assert all(type(figure) is float for figure in found.values())
    columns = [(column - MU) / SIGMA for column in samples.T]
    assert found["mean_error"] == pytest.approx(np.mean([abs(np.mean(column)) for column in columns]))
    assert found["std"] == pytest.approx(np.mean([np.std(column) for column in columns]))
    assert found["ks"] == pytest.approx(np.mean([stats.kstest(column, stats.norm.cdf).statistic for column in columns]))
    apart = [np.cov(columns[i], columns[j])[0, 1] for i, j in ((0, 1), (0, 2), (1, 2))]
    assert found["off_diagonal"] == pytest.approx(np.sqrt(np.mean(np.square(apart))))


def test_figures_are_of_the_standardised_samples(samples):
    expected = normal_fit((samples - MU) / SIGMA)
    assert normal_fit(samples, MU, SIGMA) == pytest.approx(expected)
    assert normal_fit(samples * 10 + 3, MU * 10 + 3, SIGMA * 10) == pytest.approx(expected)


def test_real_samples_come_close_to_the_ideal():
    found = normal_fit(np.random.default_rng(0).normal(MU, SIGMA, (20000, 4)), MU, SIGMA)
    ideal = {"mean_error": 0.0, "std": 1.0, "ks": 0.0, "off_diagonal": 0.0}
    assert found == pytest.approx(ideal, abs=0.02)


def test_each_figure_sees_the_fault_it_is_there_for():
    good = np.random.default_rng(0).normal(size=(2000, 4))
    faults = {
        "mean_error": good + 0.5,
        "std": 0.34 * good,
        "ks": np.sign(good) * np.abs(good) ** 0.2,
        "off_diagonal": good @ (np.eye(4) + 0.3) / np.linalg.norm(np.eye(4) + 0.3, axis=0),
    }
    reference = normal_fit(good)
    for name, samples in faults.items():
        assert abs(normal_fit(samples)[name] - reference[name]) > 0.1, name
    assert normal_fit(faults["off_diagonal"])["ks"] == pytest.approx(reference["ks"], abs=0.03)


def test_features_of_opposite_faults_do_not_cancel():
    shifted = np.random.default_rng(0).normal(size=(2000, 2)) + [1.0, -1.0]
    assert normal_fit(shifted)["mean_error"] == pytest.approx(1, abs=0.1)


def test_one_feature_has_nothing_off_the_diagonal(rng):
    assert normal_fit(rng.normal(size=(50, 1)))["off_diagonal"] == 0.0


def test_one_sample_has_no_spread():
    with pytest.raises(ValueError) as error:
        normal_fit(np.zeros((1, 3)))
    assert str(error.value) == "`samples`: expected at least 2 samples to have a spread. Received 1."


def test_samples_are_checked():
    with pytest.raises(ValueError, match=r"^`samples`: expected an array \(n, d\) of n samples with d features\."):
        normal_fit(np.zeros((2, 3, 4)))
    with pytest.raises(ValueError, match=r"^`samples`: expected finite numbers\. Received 1 NaN or infinite values\.$"):
        normal_fit([[1.0], [np.inf]])


@pytest.mark.parametrize("sigma", [0, -1.0, float("nan")])
def test_sigma_is_positive(sigma):
    with pytest.raises(ValueError) as error:
        normal_fit(np.zeros((3, 2)), sigma=sigma)
    assert str(error.value) == f"`sigma`: expected a number above 0. Received: {sigma!r}."

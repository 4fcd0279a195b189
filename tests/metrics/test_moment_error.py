"""Errors of mean and covariance, by hand and by NumPy."""

import numpy as np
import pytest

from kerasgan.metrics import moment_error


def test_they_are_the_norms_of_what_numpy_finds(rng):
    real, fake = rng.normal(size=(40, 3)), rng.normal(1, 2, (50, 3))
    found = moment_error(real, fake)
    assert found._fields == ("mean", "covariance")
    assert found.mean == pytest.approx(np.linalg.norm(real.mean(0) - fake.mean(0)))
    assert found.covariance == pytest.approx(np.linalg.norm(np.cov(real.T) - np.cov(fake.T)))


def test_a_move_is_the_mean_s_and_a_stretch_the_covariance_s(rng):
    real = rng.normal(size=(40, 3))
    real -= real.mean(axis=0)
    assert moment_error(real, real + [0, 3, 4]) == pytest.approx((5, 0), abs=1e-12)
    assert moment_error(real, 2 * real) == pytest.approx((0, 3 * np.linalg.norm(np.cov(real.T))), abs=1e-12)


def test_the_narrow_axis_that_a_generator_misses_is_seen():
    """A GAN on y = x that puts everything on the line has the right means."""
    real, fake = np.array([[0.0, 0.1], [1.0, 0.9], [2.0, 2.0]]), np.array([[0.0, 1.0], [1.0, 1.0], [2.0, 1.0]])
    found = moment_error(real, fake)
    assert found.mean == pytest.approx(0) and found.covariance > 1


def test_one_sample_has_no_covariance():
    with pytest.raises(ValueError) as error:
        moment_error(np.zeros((5, 2)), np.zeros((1, 2)))
    assert str(error.value) == "`fake`: expected at least 2 samples. Received 1."

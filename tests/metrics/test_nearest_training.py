"""Whether copies of training samples are found, and whether new samples are let off."""

import numpy as np
import pytest
from scipy import stats
from scipy.spatial.distance import cdist

from kerasgan.metrics import nearest_training


def test_distances_and_share_agree_with_scipy(rng):
    training, real, fake = rng.normal(size=(30, 3)), rng.normal(size=(20, 3)), rng.normal(0, 2, (25, 3))
    found = nearest_training(real, fake, training=training)
    np.testing.assert_allclose(found.fake_distances, cdist(fake, training).min(axis=1), rtol=1e-12)
    np.testing.assert_allclose(found.real_distances, cdist(real, training).min(axis=1), rtol=1e-12)
    below = stats.mannwhitneyu(found.real_distances, found.fake_distances).statistic
    assert found.closer == pytest.approx(below / (20 * 25))
    assert (found.fake_median, found.real_median) == (np.median(found.fake_distances), np.median(found.real_distances))


def test_copies_are_caught(rng):
    training, real = rng.normal(size=(200, 5)), rng.normal(size=(100, 5))
    found = nearest_training(real, training[:50], training=training)
    assert (found.closer, found.copies, found.fake_median) == (1.0, 1.0, 0.0)
    blurred = nearest_training(real, training[:50] + rng.normal(0, 0.01, (50, 5)), training=training)
    assert blurred.closer > 0.99 and blurred.copies == 0


def test_new_samples_are_as_far_as_new_real_samples(rng):
    training, real, fake = (rng.normal(size=(400, 3)) for _ in range(3))
    assert nearest_training(real, fake, training=training).closer == pytest.approx(0.5, abs=0.06)
    assert nearest_training(real, fake + 100, training=training).closer == 0


def test_ties_count_half():
    training = np.zeros((1, 1))
    assert nearest_training(np.ones((3, 1)), -np.ones((2, 1)), training=training).closer == 0.5


def test_all_three_arrays_are_checked():
    with pytest.raises(ValueError) as error:
        nearest_training(np.zeros((4, 2)), np.zeros((4, 3)), training=np.zeros(3))
    assert str(error.value) == (
        "2 problems:\n  1. `training`: expected an array (n, d) of n samples with d features. Received shape (3,). "
        "Flatten images with `x.reshape(len(x), -1)`.\n"
        "  2. Expected the same number of features in each array. Received: `real` 2, `fake` 3."
    )

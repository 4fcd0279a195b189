"""The Fréchet distance against SciPy's matrix root, exact cases, and covariances that have no full rank."""

import re
import warnings

import numpy as np
import pytest
from scipy import linalg

from kerasgan.metrics import frechet_distance
from kerasgan.metrics.moments import Moments


def by_scipy(real, fake):
    means, (a, b) = real.mean(0) - fake.mean(0), (np.atleast_2d(np.cov(x, rowvar=False)) for x in (real, fake))
    return means @ means + np.trace(a + b - 2 * linalg.sqrtm(a @ b)).real


def by_samples(real, fake):
    """Without covariances: the nuclear norm of the product of the centred samples. Right at any rank."""
    a, b = (x - x.mean(0) for x in (real, fake))
    a, b = (x / np.sqrt(len(x) - 1) for x in (a, b))
    means = real.mean(0) - fake.mean(0)
    return means @ means + np.sum(a**2) + np.sum(b**2) - 2 * linalg.svdvals(a @ b.T).sum()


def test_the_fixture_of_the_reference():
    real, fake = np.random.RandomState(0).randn(200, 8), np.random.RandomState(1).randn(200, 8) + 0.3
    found = frechet_distance(real, fake)
    assert type(found) is float
    assert found == pytest.approx(1.28587092876551, rel=1e-12)


@pytest.mark.parametrize("n, m, d", [(50, 70, 1), (50, 70, 2), (300, 60, 20)])
def test_it_agrees_with_scipy(rng, n, m, d):
    real, fake = rng.normal(size=(n, d)) @ rng.normal(size=(d, d)), rng.normal(3, 2, (m, d))
    assert frechet_distance(real, fake) == pytest.approx(by_scipy(real, fake), rel=1e-9)


def test_in_one_dimension_means_and_deviations_are_apart():
    real, fake = np.array([[0.0], [2.0]]), np.array([[10.0], [16.0]])
    assert frechet_distance(real, fake) == pytest.approx(12**2 + (np.sqrt(2) - np.sqrt(18)) ** 2)


def test_moving_one_adds_the_square_and_rotating_both_nothing(rng):
    real, fake = rng.normal(size=(40, 3)), rng.normal(1, 2, (50, 3))
    turn = linalg.qr(rng.normal(size=(3, 3)))[0]
    found = frechet_distance(real, fake)
    assert frechet_distance(real @ turn, fake @ turn) == pytest.approx(found, rel=1e-9)
    assert frechet_distance(real, real + [3.0, 4.0, 0.0]) == pytest.approx(25, rel=1e-9)
    assert frechet_distance(10 * real, 10 * fake) == pytest.approx(100 * found, rel=1e-9)


def test_a_large_mean_does_not_drown_the_spread(rng):
    real, fake = rng.normal(size=(40, 3)), rng.normal(1, 2, (50, 3))
    assert frechet_distance(real + 1e6, fake + 1e6) == pytest.approx(frechet_distance(real, fake), rel=1e-7)


# === Covariances without full rank ===


def singular(kind, rng):
    real, fake = rng.normal(size=(60, 5)), rng.normal(1, 2, (70, 5))
    if kind == "dead features":
        real[:, 1], fake[:, 1], fake[:, 3] = 0, 0, 7
    elif kind == "copied features":
        real[:, 1], fake[:, 2] = real[:, 0], 3 * fake[:, 0]
    elif kind == "no overlap":
        real[:, :3], fake[:, 3:] = 0, 0
    else:
        fake[:] = fake[0]
    return real, fake


@pytest.mark.parametrize("kind", ["dead features", "copied features", "no overlap", "a collapsed generator"])
def test_singular_covariances_give_a_real_number(kind, rng):
    real, fake = singular(kind, rng)
    found = frechet_distance(real, fake)
    assert type(found) is float
    assert found == pytest.approx(by_samples(real, fake), rel=1e-9)


def test_fewer_samples_than_features_are_measured_with_a_warning(rng):
    real, fake = rng.normal(size=(6, 8)), rng.normal(1, 2, (8, 8))
    text = (
        "The Fréchet distance of 8 features from so few samples is far too large: `real` has 6, `fake` has 8. Use many "
        "times more samples than features, or fewer features, or `kernel_distance`, which has no bias."
    )
    with pytest.warns(UserWarning, match=f"^{re.escape(text)}$"):
        assert frechet_distance(real, fake) == pytest.approx(by_samples(real, fake), rel=1e-9)
    with pytest.warns(UserWarning, match="too large: `fake` has 5. Use"):
        frechet_distance(rng.normal(size=(20, 8)), rng.normal(size=(5, 8)))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        frechet_distance(rng.normal(size=(9, 8)), rng.normal(size=(9, 8)))


@pytest.mark.filterwarnings("ignore:The Fréchet distance")
@pytest.mark.parametrize("d", [30, 200])
def test_equal_samples_have_distance_0_at_any_rank(rng, d):
    real = rng.normal(size=(50, d))
    assert 0 <= frechet_distance(real, rng.permutation(real)) < 1e-9


def test_one_sample_has_no_covariance():
    with pytest.raises(ValueError) as error:
        frechet_distance(np.zeros((1, 2)), np.zeros((4, 3)))
    assert str(error.value) == (
        "2 problems:\n  1. `real`: expected at least 2 samples. Received 1.\n"
        "  2. Expected the same number of features in each array. Received: `real` 2, `fake` 3."
    )


# === Moments ===


@pytest.mark.parametrize("offset", [0.0, 1e6])
def test_moments_in_batches_are_those_of_all(rng, offset):
    samples = rng.normal(size=(100, 4)) @ rng.normal(size=(4, 4)) + offset
    moments = Moments()
    for batch in np.split(samples, [1, 2, 40, 99]):
        moments.update(batch)
    assert moments.count == 100
    np.testing.assert_allclose(moments.mean, samples.mean(0), rtol=1e-12)
    np.testing.assert_allclose(moments.covariance(), np.cov(samples, rowvar=False), rtol=1e-8)

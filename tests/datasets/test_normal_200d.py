"""`normal_200d`: what the sampler draws, and what it refuses."""

import re

import numpy as np
import pytest
from scipy import stats

import kerasgan
from kerasgan import datasets


def draw(n=4, seed=0, **options):
    return datasets.load("normal_200d", **options)(n, np.random.default_rng(seed))


def test_a_batch_is_float32_of_200_values_or_as_many_as_asked_for():
    assert draw(7).shape == (7, 200) and draw(7).dtype == np.float32
    assert draw(7, dim=3).shape == (7, 3)
    assert draw(7, mu=2.5, sigma=0.1).dtype == np.float32


@pytest.mark.parametrize("mu, sigma", [(0.0, 1.0), (3.0, 0.5), (-2.0, 4.0)])
def test_values_are_normal_and_independent(mu, sigma):
    drawn = draw(4000, mu=mu, sigma=sigma, dim=5)
    assert stats.kstest(drawn.ravel(), stats.norm(mu, sigma).cdf).pvalue > 1e-3
    apart = np.corrcoef(drawn.T)[~np.eye(5, dtype=bool)]
    assert np.abs(apart).max() < 5 / np.sqrt(4000)


def test_mu_and_sigma_shift_and_stretch_the_same_numbers():
    np.testing.assert_allclose(draw(mu=3.0, sigma=2.0), 3.0 + 2.0 * draw(), rtol=1e-5, atol=1e-5)
    assert (draw(mu=3.0, sigma=0.0) == 3.0).all()


def test_a_generator_goes_on_and_a_seed_repeats():
    rng = np.random.default_rng(0)
    sampler = datasets.load("normal_200d")
    first, second = sampler(4, rng), sampler(4, rng)
    np.testing.assert_array_equal(first, draw(4))
    assert not np.array_equal(first, second)
    np.testing.assert_array_equal(np.concatenate([first, second]), draw(8))


def test_a_sampler_trains_a_gan_of_its_size(networks):
    gan = kerasgan.build_gan(*networks)
    history = kerasgan.fit_gan(gan, datasets.load("normal_200d", dim=4), steps=3, batch_size=8, verbose=0)
    assert len(history.history["d_loss"]) == 3


@pytest.mark.parametrize(
    "options, message",
    [
        ({"mu": float("nan")}, "`mu`: expected a finite number. Received: nan."),
        ({"mu": "3"}, "`mu`: expected a finite number. Received: '3'."),
        ({"sigma": -1.0}, "`sigma`: expected a finite number of at least 0. Received: -1.0."),
        ({"dim": 2.5}, "`dim`: expected a whole number of at least 1. Received: 2.5."),
    ],
)
def test_parameters_that_will_not_do_are_named(options, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        datasets.load("normal_200d", **options)

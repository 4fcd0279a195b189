"""What the generator starts from: distributions by name, function or config, on the device and on the host."""

import random

import keras
import numpy as np
import pytest
from helpers import value
from scipy import stats

import kerasgan
from kerasgan import latent

CDFS = {"uniform": stats.uniform(-1, 2).cdf, "normal": stats.norm.cdf}


@keras.saving.register_keras_serializable(package="test_latent")
def around_9(shape, seed=None):
    """A distribution of our own."""
    return 9 + keras.random.uniform(shape, seed=seed)


def test_every_distribution_has_a_reference_here():
    assert CDFS.keys() == latent.DISTRIBUTIONS.keys()


@pytest.mark.parametrize("name", CDFS)
def test_values_follow_the_distribution_of_their_name_on_device_and_host(name):
    distribution = latent.get(name)
    on_device = value(distribution((4000, 2), seed=1))
    on_host = latent.draw(distribution, (4000, 2), np.random.default_rng(1))
    for drawn in (on_device, on_host):
        assert drawn.shape == (4000, 2) and drawn.dtype == "float32"
        assert stats.kstest(drawn.ravel(), CDFS[name]).pvalue > 1e-3
        assert abs(np.corrcoef(drawn.T)[0, 1]) < 0.06


def test_uniform_noise_stays_between_minus_one_and_one():
    drawn = value(latent.uniform((20000,), seed=2))
    assert -1 <= drawn.min() < -0.999 and 0.999 < drawn.max() <= 1


@pytest.mark.parametrize("name", CDFS)
def test_a_seed_repeats_and_a_seed_generator_goes_on(name):
    distribution = latent.get(name)
    assert np.array_equal(value(distribution((5,), seed=3)), value(distribution((5,), seed=3)))
    assert not np.array_equal(value(distribution((5,), seed=3)), value(distribution((5,), seed=4)))
    going_on = keras.random.SeedGenerator(3)
    assert not np.array_equal(value(distribution((5,), seed=going_on)), value(distribution((5,), seed=going_on)))
    assert not np.array_equal(value(distribution((5,))), value(distribution((5,))))


def test_on_the_host_the_numbers_are_those_of_numpy():
    shape = (3, 2)
    expected = np.random.default_rng(5).uniform(-1.0, 1.0, shape).astype("float32")
    assert np.array_equal(latent.draw(latent.uniform, shape, np.random.default_rng(5)), expected)
    expected = np.random.default_rng(5).standard_normal(shape).astype("float32")
    assert np.array_equal(latent.draw(latent.normal, shape, np.random.default_rng(5)), expected)


@pytest.mark.parametrize("name", CDFS)
def test_on_the_host_more_samples_begin_with_the_same_ones(name):
    few, many = (latent.draw(latent.get(name), (n, 4), np.random.default_rng(0)) for n in (3, 9))
    assert np.array_equal(many[:3], few)


def test_a_distribution_of_ones_own_is_drawn_with_a_seed_from_the_generator():
    seeds = []

    def spy(shape, seed):
        seeds.append(seed)
        return keras.random.normal(shape, seed=seed)

    drawn = [latent.draw(spy, (2, 3), np.random.default_rng(8)) for _ in range(2)]
    assert seeds[0] == seeds[1] and isinstance(seeds[0], int)
    assert isinstance(drawn[0], np.ndarray) and np.array_equal(*drawn)


def test_get_takes_a_name_a_function_and_a_config():
    assert latent.get("uniform") is latent.uniform
    assert latent.get(around_9) is around_9
    assert latent.get(latent.serialize(around_9)) is around_9


@pytest.mark.parametrize("name", CDFS)
def test_our_distributions_are_saved_by_name(name):
    assert latent.serialize(latent.get(name)) == name


@pytest.mark.parametrize(
    "identifier, ending",
    [("unifrom", "Received: 'unifrom'. Did you mean 'uniform'?"), (None, "Received: None."), (2, "Received: 2.")],
)
def test_an_unknown_name_is_answered_with_the_known_ones(identifier, ending):
    with pytest.raises(ValueError) as error:
        latent.get(identifier)
    assert str(error.value) == f"`latent`: expected one of 'normal', 'uniform'. {ending}"


def test_a_distribution_of_ones_own_trains_and_is_saved_with_the_gan(networks, real, tmp_path):
    gan = kerasgan.build_gan(*networks, latent=around_9)
    assert value(gan.draw_noise(2)).min() >= 9
    gan.train_on_batch(real)
    gan.save(tmp_path / "gan.keras")
    again = keras.models.load_model(tmp_path / "gan.keras")
    assert again.latent is around_9
    np.testing.assert_allclose(again.sample(2, seed=0), gan.sample(2, seed=0), rtol=1e-5)


# === Functions that will not do ===


def coins(shape, seed):
    return keras.random.randint(shape, 0, 2, seed=seed)


def test_a_function_that_draws_by_its_seed_is_fine_and_what_it_draws_becomes_float(networks, real):
    assert latent.problems(around_9, (3,)) == latent.problems(coins, (1,)) == []
    gan = kerasgan.build_gan(*networks, latent=coins)
    assert value(gan.draw_noise(2)).dtype == "float32"
    assert np.isfinite(gan.train_on_batch(real)["d_loss"])


REPEATS = (
    "`latent`: expected other noise at each call, drawn by `seed`. Received the same noise again, or numbers of "
    "another generator, which a compiled step would draw once and repeat. Draw with "
    "`keras.random.normal(shape, seed=seed)` or the like."
)
FAILURES = {
    "shape": (
        lambda shape, seed: keras.random.normal((*shape, 1), seed=seed),
        "`latent`: expected a tensor of shape (64, 3) for that `shape`. Received: (64, 3, 1).",
    ),
    "no tensor": (
        lambda shape, seed: None,
        "`latent`: expected a tensor of shape (64, 3) for that `shape`. Received: None.",
    ),
    "signature": (
        lambda: None,
        "`latent`: expected a function `(shape, seed) -> tensor`. It failed: TypeError: ",
    ),
    "constant": (lambda shape, seed: keras.ops.ones(shape), REPEATS),
    "numpy": (lambda shape, seed: keras.ops.convert_to_tensor(np.random.normal(size=shape)), REPEATS),
    "no seed": (lambda shape, seed: keras.random.normal(shape), REPEATS),
    "its own seed": (lambda shape, seed: keras.random.normal(shape, seed=3), REPEATS),
}


@pytest.mark.parametrize("name", FAILURES)
def test_a_function_that_will_not_do_is_refused_when_the_gan_is_made(networks, name):
    function, message = FAILURES[name]
    with pytest.raises(ValueError) as error:
        kerasgan.build_gan(*networks, latent=function)
    assert str(error.value).startswith(message)


def test_the_check_draws_from_no_other_generator(networks):
    found = []
    for distribution in ("uniform", around_9):
        keras.utils.set_random_seed(5)
        kerasgan.build_gan(*networks, latent=distribution)
        found.append([np.random.uniform(), random.random(), value(keras.random.uniform((2,)))])
    assert found[0][:2] == found[1][:2]
    assert np.array_equal(found[0][2], found[1][2])

"""Inversion: beside least squares where the generator is linear, with features, with conditions, from many starts."""

import keras
import numpy as np
import pytest
from helpers import image_gan, value

import kerasgan
from kerasgan import latent
from kerasgan.latent import Codes


def linear_gan(latent_name="normal", labels=None, size=5):
    options = {} if labels is None else {"num_classes": labels}
    generator = kerasgan.build_generator("mlp", (size,), 3, hidden=(), **options)
    return kerasgan.build_gan(
        generator, kerasgan.build_discriminator("mlp", (size,), hidden=(4,), **options), latent=latent_name
    )


def test_of_a_linear_generator_it_is_least_squares(rng):
    gan = linear_gan()
    dense = next(layer for layer in gan.generator.layers if isinstance(layer, keras.layers.Dense))
    kernel, bias = value(dense.kernel), value(dense.bias)
    x = rng.normal(size=(3, 5)).astype("float32")
    z, error = latent.invert(gan, x, steps=150)
    wanted = np.linalg.lstsq(kernel.T, (x - bias).T, rcond=None)[0].T
    np.testing.assert_allclose(z, wanted, atol=0.02)
    np.testing.assert_allclose(error, np.mean((wanted @ kernel + bias - x) ** 2, axis=1), rtol=1e-3)


def test_the_other_samples_make_no_difference(rng):
    gan = linear_gan()
    x = rng.normal(size=(3, 5)).astype("float32")
    found, alone = latent.invert(gan, x, steps=10, batch_size=2), latent.invert(gan, x[2:], steps=10)
    np.testing.assert_allclose(found.z[2:], alone.z, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(found.error[2:], alone.error, rtol=1e-4)


def test_uniform_z_stay_in_their_range():
    gan = linear_gan("uniform")
    far = 50 * gan.sample(2, seed=0)
    z, _ = latent.invert(gan, far, steps=30)
    assert np.abs(z).max() == 1.0


def test_a_condition_is_held():
    gan = linear_gan(labels=3)
    labels = np.array([2, 0, 1])
    x = gan.sample(3, labels=labels, seed=4)
    z, error = latent.invert(gan, x, labels=labels, steps=150)
    np.testing.assert_allclose(gan.decode(z, labels), x, atol=0.02)
    assert error.max() < 1e-4
    with pytest.raises(ValueError, match="^`labels`: this GAN is conditional and needs an integer label"):
        latent.invert(gan, x)


def test_features_are_compared_in_the_units_they_know():
    gan = image_gan(pixels=True)
    seen = keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Rescaling(1 / 255), keras.layers.Flatten()])
    x = gan.sample(2, seed=3)
    z, error = latent.invert(gan, x, features=seen, starts=2, draws=16, steps=100)
    made = gan.decode(z).astype("float64")
    np.testing.assert_allclose(error, np.mean(((made - x) / 255) ** 2, axis=(1, 2, 3)), atol=2e-4)
    assert error.max() < 1e-3
    halves = latent.invert(gan, x, features=lambda x: x[:, :4], value_range=None, steps=5, starts=1)
    assert halves.error.shape == (2,)


def test_more_starts_are_never_worse_and_a_seed_repeats():
    gan = image_gan(pixels=True)
    x = np.random.default_rng(0).integers(0, 256, (3, 8, 8, 1), "uint8")
    options = {"draws": 16, "steps": 20}
    one, many = (latent.invert(gan, x, starts=starts, **options) for starts in (1, 8))
    assert (many.error <= one.error + 1e-6).all()
    np.testing.assert_array_equal(latent.invert(gan, x, starts=1, **options).z, one.z)


def test_categories_are_drawn_and_not_bent():
    codes = Codes(noise=2, categorical=(3,), continuous=1)
    generator = keras.Sequential([keras.Input((6,)), keras.layers.Dense(4)])
    discriminator = kerasgan.build_discriminator("mlp", (4,), num_classes=4, condition="auxiliary")
    gan = kerasgan.build_gan(generator, discriminator, latent=codes, terms=["mutual_information"])
    z, _ = latent.invert(gan, gan.sample(3, seed=0), steps=20)
    np.testing.assert_array_equal(np.sort(z[:, 2:5], axis=1), [[0, 0, 1]] * 3)


@pytest.mark.parametrize(
    "x, options, message",
    [
        (
            np.zeros((2, 6, 9, 1), "uint8"),
            {},
            "`x`: expected pictures of (8, 8), (n, 8, 8, 1). Received: (2, 6, 9, 1). ",
        ),
        (np.zeros((8, 8, 1), "uint8"), {}, "Received shape (8, 8, 1). Pass `x[None]` for a single one."),
        (np.zeros((0, 8, 8, 1), "uint8"), {}, "Received an empty array."),
        (np.zeros((2, 8, 8, 3), "uint8"), {}, "`x`: expected shape (2, 8, 8, 1). Received: (2, 8, 8, 3)."),
        (np.zeros((2, 8, 8, 1)), {}, "`x`: this GAN was trained on uint8 images there, from 0 to 255"),
        (
            np.zeros((1, 8, 8, 1), "uint8"),
            {"starts": 0},
            "`starts`: expected a whole number of at least 1. Received: 0.",
        ),
        (
            np.zeros((1, 8, 8, 1), "uint8"),
            {"features": 3},
            "`features`: expected a Keras model or a function of samples.",
        ),
        (np.zeros((1, 8, 8, 1), "uint8"), {"labels": 1}, "`labels`: this GAN takes none"),
        (np.zeros((1, 8, 8, 1), "uint8"), {"learning_rate": np.nan}, "`learning_rate`: expected a finite number"),
    ],
)
def test_what_is_no_sample_is_told(x, options, message):
    with pytest.raises(ValueError) as error:
        latent.invert(image_gan(pixels=True), x, **options)
    assert message in str(error.value)


def test_floats_have_to_be_finite_and_in_the_range_of_the_generator():
    gan = image_gan()
    with pytest.raises(ValueError, match="^`x`: expected finite numbers. Received 64 NaN and 0 infinite values of 64."):
        latent.invert(gan, np.full((1, 8, 8, 1), np.nan))
    with pytest.raises(
        ValueError, match="^`x`: expected values from -1 to 1, which this GAN's generator makes. Received:"
    ):
        latent.invert(gan, np.full((1, 8, 8, 1), 200.0))


def test_no_z_is_worse_than_the_random_ones(rng):
    """A descent of large steps ends above where it began."""
    gan = kerasgan.zoo.load("mnist_mlp")
    x = gan.sample(2, seed=1)
    drawn = latent.draw(gan.latent, (16, *gan.latent_shape), np.random.default_rng([0, 1]))
    seen = value(gan.fields[0].to_network(keras.ops.convert_to_tensor(x)))
    away = np.square(gan.generated(drawn, {}, 16)[None] - seen[:, None]).reshape(2, 16, -1).mean(-1)
    _, error = latent.invert(gan, x, starts=2, draws=16, steps=2, learning_rate=50.0)
    assert (error <= away.min(1) + 1e-6).all()


def test_the_random_z_are_not_those_of_a_sample_of_the_same_seed():
    gan = linear_gan()
    _, error = latent.invert(gan, gan.sample(2, seed=0), learning_rate=0.0, steps=1)
    assert error.min() > 1e-6

"""Samples moved along a direction, beside NumPy."""

import keras
import numpy as np
import pytest
from helpers import value
from small_models import styled_gan

import kerasgan
from kerasgan import latent
from kerasgan.latent import Direction


@pytest.fixture
def linear(networks):
    generator = keras.Sequential([keras.Input((3,)), keras.layers.Dense(4, use_bias=False)])
    return kerasgan.build_gan(generator, networks[1], latent="normal")


def test_samples_are_those_of_the_moved_z(linear, rng):
    z, vector = rng.normal(size=(2, 3)), np.array([0.0, 0.6, 0.8])
    kernel = value(linear.generator.layers[0].kernel)
    found = latent.edit(linear, z, Direction(vector, 0.1, 0.5, "z"), 2.0)
    np.testing.assert_allclose(found, (z + 2.0 * 0.5 * vector) @ kernel, rtol=1e-4, atol=1e-5)
    many = latent.edit(linear, z, vector, [-1.0, 0.0, 4.0])
    expected = np.stack([(z + amount * vector) @ kernel for amount in (-1, 0, 4)], axis=1)
    np.testing.assert_allclose(many, expected, rtol=1e-4, atol=1e-5)


def test_uniform_z_stay_in_their_range(networks):
    generator = keras.Sequential([keras.Input((3,)), keras.layers.Dense(4, use_bias=False)])
    gan = kerasgan.build_gan(generator, networks[1], latent="uniform")
    found = latent.edit(gan, np.array([[0.5, -0.5, 0.0]]), [1.0, 1.0, 0.0], 1.0)
    expected = np.array([[1.0, 0.5, 0.0]]) @ value(generator.layers[0].kernel)
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("layers", [None, 4])
def test_with_styles_w_is_moved(rng, layers):
    gan, mapping, synthesis = styled_gan(3, layers)
    z, labels = rng.standard_normal((2, 4)).astype("float32"), np.array([2, 0])
    direction = Direction(np.array([1.0, 0.0, 0.0]), 0.5, 2.0, "w")
    found = latent.edit(gan, z, direction, [0.0, 1.5], labels=labels)
    w = mapping(z, labels)
    np.testing.assert_allclose(found[:, 0], synthesis(w), rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(found[:, 1], synthesis(w + 3.0 * direction.vector), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(
    "z, direction, strength, message",
    [
        (
            np.zeros(3),
            np.ones(3),
            1.0,
            "`z`: expected z of shape (n, 3). Received: (3,). Pass `z[None]` for a single one.",
        ),
        (np.full((1, 3), np.nan), np.ones(3), 1.0, "`z`: expected finite numbers."),
        (np.zeros((1, 3)), np.ones(2), 1.0, "`direction`: expected shape (3,), that of one z. Received: (2,)."),
        (np.zeros((1, 3)), np.array([1, np.inf, 0]), 1.0, "`direction`: expected finite numbers."),
        (
            np.zeros((1, 3)),
            Direction(np.ones(3), 0, 1, "w"),
            1.0,
            "`direction`: it is one of w, and this generator has",
        ),
        (np.zeros((1, 3)), np.ones(3), np.nan, "`strength`: expected a finite number, or an array (m,) of such."),
        (np.zeros((1, 3)), np.ones(3), [], "`strength`: expected a finite number, or an array (m,) of such."),
    ],
)
def test_arguments_have_to_fit(linear, z, direction, strength, message):
    with pytest.raises(ValueError) as error:
        latent.edit(linear, z, direction, strength)
    assert message in str(error.value)


def test_all_directions_at_once_are_told_apart(rng):
    gan = kerasgan.build_gan(kerasgan.build_generator("mlp", (2,), latent_dim=8))
    with pytest.raises(
        ValueError, match="^`direction`: expected one direction. Received several, a `Directions`. Take"
    ):
        latent.edit(gan, rng.normal(size=(2, 8)), latent.directions(gan, k=2))

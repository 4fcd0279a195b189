"""Reconstruction: G's samples beside those that belong to their conditions."""

import keras
import numpy as np
import pytest
from helpers import sgd

import kerasgan
from kerasgan.terms import Reconstruction


def gan_with(term, discriminator=None):
    c, x = keras.Input((4,), name="condition"), keras.Input((2,), name="x")
    generator = keras.Model(c, keras.layers.Dense(2)(c))
    judged = keras.layers.Concatenate()([x, c])
    discriminator = discriminator or keras.Model([x, c], keras.layers.Dense(1)(judged))
    return kerasgan.build_gan(generator, discriminator, terms=[term], g_optimizer=sgd(0.0), d_optimizer=sgd(0.0))


@pytest.mark.parametrize("norm", [1, 2, "charbonnier"])
def test_the_distance_by_hand(norm, rng):
    gan = gan_with(Reconstruction(weight=3.0, norm=norm))
    x, c = rng.normal(size=(6, 2)).astype("float32"), rng.normal(size=(6, 4)).astype("float32")
    kernel, bias = gan.generator.get_weights()
    apart = x - (c @ kernel + bias)
    expected = {1: np.abs(apart), 2: apart**2, "charbonnier": np.sqrt(apart**2 + 1e-6)}[norm].mean()
    assert gan.train_on_batch(x, c)["reconstruction"] == pytest.approx(3 * expected, rel=1e-5)


def test_it_teaches_g_where_d_sees_the_sample_alone(rng):
    alone = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    gan = gan_with(Reconstruction(), alone)
    logs = gan.train_on_batch(rng.normal(size=(6, 2)).astype("float32"), rng.normal(size=(6, 4)).astype("float32"))
    assert set(logs) == {"d_loss", "g_loss", "d_accuracy", "jsd", "reconstruction"}


@pytest.mark.parametrize("norm", [3, "L1", True, None])
def test_another_norm_is_refused(norm):
    with pytest.raises(ValueError, match="^`norm`: expected 1, 2 or 'charbonnier'. Received: "):
        Reconstruction(norm=norm)


def test_a_gan_without_conditions_has_nothing_to_rebuild():
    with pytest.raises(ValueError, match="^`terms`: Reconstruction compares a generated sample with the one"):
        kerasgan.build_gan(terms=["reconstruction"])

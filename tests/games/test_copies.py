"""Copies of GANs and of networks: they do the same, and learn apart."""

import copy
import pickle

import keras
import numpy as np
import pytest
from helpers import image_gan, moved, sgd, values

import kerasgan

WAYS = {"copy": copy.copy, "deepcopy": copy.deepcopy, "pickle": lambda one: pickle.loads(pickle.dumps(one))}
X = np.zeros((8, 4, 4, 1), "float32")


@pytest.mark.parametrize("way", WAYS)
def test_a_copy_of_a_gan_does_the_same_and_learns_apart(way):
    gan = image_gan((4, 4, 1))
    gan.train_on_batch(X)
    again = WAYS[way](gan)
    np.testing.assert_allclose(again.sample(3, seed=0), gan.sample(3, seed=0), rtol=1e-5)
    before, z = values(gan.variables), np.ones((2, 8, 3), "float32")
    logs = again.train_on_batch(X, noise=z)
    assert not moved(before, values(gan.variables)) and not again.discriminator.trainable
    assert gan.train_on_batch(X, noise=z) == pytest.approx(logs, rel=1e-5)


@pytest.mark.parametrize("way", WAYS)
def test_a_copy_of_a_network_plays_in_a_gan_of_its_own(way):
    gan = image_gan((4, 4, 1))
    g, d = (WAYS[way](network) for network in (gan.generator, gan.discriminator))
    before = values(gan.variables)
    other = kerasgan.build_gan(g, d, g_optimizer=sgd(), d_optimizer=sgd())
    other.train_on_batch(X)
    assert not moved(before, values(gan.variables))
    assert moved(before[:2], values(other.generator.variables)) and other.discriminator is d


def test_a_clone_of_a_discriminator_plays_too():
    gan = image_gan((4, 4, 1))
    d = keras.models.clone_model(gan.discriminator)
    assert np.isfinite(kerasgan.build_gan(gan.generator, d).train_on_batch(X)["d_loss"])

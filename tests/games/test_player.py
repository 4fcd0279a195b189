"""A player that is frozen for all to see: what the files of its networks say."""

import keras
import numpy as np
import pytest
from helpers import sgd

import kerasgan

layers = keras.layers


def discriminator():
    return keras.Sequential(
        [keras.Input((4,)), layers.Dense(3, name="fixed"), layers.BatchNormalization(), layers.Dense(1)], name="d"
    )


def saved_alone(network, folder):
    network.save(folder / "network.keras")
    return keras.models.load_model(folder / "network.keras")


def test_a_discriminator_saved_alone_can_learn_again(tmp_path):
    gan = kerasgan.build_gan(kerasgan.build_generator("mlp", (4,), 3), discriminator())
    again = saved_alone(gan.discriminator, tmp_path)
    assert not gan.discriminator.trainable and again.trainable and len(again.trainable_variables) == 6
    other = kerasgan.build_gan(kerasgan.build_generator("mlp", (4,), 3), again, g_optimizer=sgd(), d_optimizer=sgd())
    before = np.array(keras.ops.convert_to_numpy(again.weights[0]))
    other.train_on_batch(np.ones((8, 4), "float32"))
    assert not np.array_equal(before, keras.ops.convert_to_numpy(again.weights[0]))


def test_what_was_frozen_in_it_before_stays_frozen(tmp_path):
    d = discriminator()
    d.get_layer("fixed").trainable = False
    gan = kerasgan.build_gan(kerasgan.build_generator("mlp", (4,), 3), d)
    again = saved_alone(gan.discriminator, tmp_path)
    assert [layer.trainable for layer in again.layers] == [False, True, True]
    assert not saved_alone(gan, tmp_path).discriminator.trainable


@pytest.mark.parametrize("name", ["ring_8", "mnist_dcgan"])
def test_the_zoo_s_too(name, tmp_path):
    gan = kerasgan.zoo.load(name)
    again = saved_alone(gan.discriminator, tmp_path)
    assert kerasgan.build_gan(gan.generator, again).players["discriminator"].learned


# === The averaged generator ===


def test_the_averaged_generator_makes_what_sample_makes(tmp_path):
    g = kerasgan.build_generator("mlp", (4,), 3, hidden=(5,))
    ema = sgd(use_ema=True, ema_momentum=0.5)
    gan = kerasgan.build_gan(g, kerasgan.build_discriminator("mlp", (4,)), g_optimizer=ema, d_optimizer=sgd())
    for _ in range(3):
        gan.train_on_batch(np.ones((8, 4), "float32"))
    z = np.random.default_rng(0).normal(size=(6, 3)).astype("float32")
    averaged = gan.averaged_generator()
    np.testing.assert_allclose(averaged.predict(z, verbose=0), gan.decode(z), rtol=1e-5, atol=1e-6)
    assert not np.allclose(gan.generator.predict(z, verbose=0), gan.decode(z), rtol=1e-5)
    averaged.save(tmp_path / "g.keras")
    again = keras.models.load_model(tmp_path / "g.keras")
    before = again.predict(z, verbose=0)
    gan.train_on_batch(np.ones((8, 4), "float32"))
    np.testing.assert_allclose(averaged.predict(z, verbose=0), before, rtol=1e-5, atol=1e-6)


def test_without_averages_it_is_a_copy_of_the_generator(gan):
    z = np.ones((2, 3), "float32")
    averaged = gan.averaged_generator()
    assert averaged is not gan.generator and averaged.trainable
    np.testing.assert_allclose(averaged.predict(z, verbose=0), gan.generator.predict(z, verbose=0), rtol=1e-6)

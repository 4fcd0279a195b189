"""Perceptual: features of a network that does not learn, by hand, saved and refused."""

import keras
import numpy as np
import pytest
from helpers import moved, sgd, value, values

import kerasgan
from kerasgan.terms import Perceptual


def judge(size=2):
    model = keras.Sequential(
        [keras.Input((size,)), keras.layers.Dense(3, "tanh", name="inner"), keras.layers.Dense(1, name="outer")]
    )
    rng = np.random.default_rng(5)
    model.set_weights([rng.normal(size=weight.shape) for weight in model.weights])
    return model


def gan_with(term, rate=0.0, activation=None):
    c, x = keras.Input((4,), name="condition"), keras.Input((2,), name="x")
    generator = keras.Model(c, keras.layers.Dense(2, activation)(c))
    discriminator = keras.Model([x, c], keras.layers.Dense(1)(keras.layers.Concatenate()([x, c])))
    return kerasgan.build_gan(generator, discriminator, terms=[term], g_optimizer=sgd(rate), d_optimizer=sgd(rate))


@pytest.mark.parametrize("norm", [1, 2, "charbonnier"])
def test_the_distance_of_features_by_hand(norm, rng):
    model = judge()
    gan = gan_with(Perceptual(model, ["inner", "outer"], 3.0, norm, value_range=(0.0, 10.0)), activation="tanh")
    x, c = rng.uniform(-1, 1, (6, 2)).astype("float32"), rng.normal(size=(6, 4)).astype("float32")
    kernel, bias = gan.generator.get_weights()
    a, b, p, q = model.get_weights()

    def features(samples):
        inner = np.tanh((samples + 1) * 5 @ a + b)
        return inner, inner @ p + q

    expected = 0
    for one, other in zip(features(x), features(np.tanh(c @ kernel + bias))):
        apart = one - other
        expected += {1: np.abs(apart), 2: apart**2, "charbonnier": np.sqrt(apart**2 + 1e-6)}[norm].mean()
    assert gan.train_on_batch(x, c)["perceptual"] == pytest.approx(3 * expected, rel=1e-4)


def test_the_model_stays_as_it_is_and_comes_back_with_the_gan(rng, tmp_path):
    model = judge()
    gan = gan_with(Perceptual(model, value_range=None), rate=0.1)
    before, g = values(model.variables), values(gan.generator.variables)
    x, c = rng.normal(size=(6, 2)).astype("float32"), rng.normal(size=(6, 4)).astype("float32")
    logs = gan.train_on_batch(x, c)
    assert not moved(before, values(model.variables)) and moved(g, values(gan.generator.variables))
    assert set(logs) == {"d_loss", "g_loss", "d_accuracy", "jsd", "perceptual"}
    gan.save(tmp_path / "gan.keras")
    again = keras.models.load_model(tmp_path / "gan.keras")
    gan.save_to_preset(tmp_path / "preset")
    third = kerasgan.GAN.from_preset(tmp_path / "preset")
    expected = gan.train_on_batch(x, c)["perceptual"]
    for other in (again, third):
        assert other.train_on_batch(x, c)["perceptual"] == pytest.approx(expected, rel=1e-5)
        assert not moved(before, values(other.companions[0].variables))


def test_a_classifier_of_the_zoo_by_its_name():
    term = Perceptual("digit_classifier", ["features"])
    digits = kerasgan.datasets.load("mnist", labels=False)[:2]
    gan = kerasgan.build_gan(
        kerasgan.build_generator("upscale", input_shape=(7, 7, 1), scale=4, filters=2, blocks=1),
        kerasgan.build_discriminator("patch", (28, 28, 1), receptive_field=1, filters=2),
        terms=[term],
    )
    found = value(term.features(gan, keras.ops.convert_to_tensor(digits / np.float32(127.5) - 1))[0])
    expected = kerasgan.zoo.load_classifier(output="features").predict(digits, verbose=0)
    np.testing.assert_allclose(found, expected, atol=1e-4)


def test_bad_input_is_told():
    with pytest.raises(ValueError, match="^`layers`: expected one of 'inner', 'outer'. Received: 'iner'. Did you mean"):
        Perceptual(judge(), ["iner"])
    with pytest.raises(ValueError, match="^`model`: expected a built Keras model of samples, or the name"):
        Perceptual(3)
    with pytest.raises(ValueError, match="^`value_range`: expected a pair of numbers, black and white, or None."):
        Perceptual(judge(), value_range=(1, 1))
    with pytest.raises(ValueError, match="^`model`: it takes \\(None, 5\\), and the generator makes \\(None, 2\\).$"):
        gan_with(Perceptual(judge(5)))
    with pytest.raises(ValueError, match="`terms`: Perceptual compares a generated sample with the one that belongs"):
        kerasgan.build_gan(terms=[Perceptual(judge(200))])

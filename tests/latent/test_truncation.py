"""Truncation: z and w nearer to their mean, in every game that has any."""

import keras
import numpy as np
import pytest
from small_models import styled_gan

import kerasgan
from kerasgan import latent
from kerasgan.latent import Codes


def test_z_is_moved_towards_the_mean_of_its_distribution(rng):
    z = rng.normal(size=(5, 3)).astype("float32")
    for name in ("normal", "uniform"):
        found = latent.truncated(z, 0.25, name)
        np.testing.assert_allclose(found, 0.25 * z, rtol=1e-6)
        assert found.dtype == "float32"
    np.testing.assert_array_equal(latent.truncated(z, 1.0, "normal"), z)


def test_of_a_distribution_of_ones_own_the_mean_is_found(rng):
    def around_9(shape, seed=None):
        return 9 + keras.random.normal(shape, seed=seed)

    found = latent.truncated(np.full((2, 3), 11.0), 0.0, around_9)
    np.testing.assert_allclose(found, 9, atol=0.06)


def test_categories_stay_what_they_are():
    codes = Codes(noise=2, categorical=(3,), continuous=1)
    z = np.array([[0.5, -1.0, 0.0, 1.0, 0.0, 0.8]])
    np.testing.assert_allclose(latent.truncated(z, 0.5, codes), [[0.25, -0.5, 0, 1, 0, 0.4]])


def test_samples_are_those_of_the_truncated_z(gan):
    z = np.random.default_rng(3).uniform(-1, 1, (4, 3))
    np.testing.assert_allclose(gan.sample(4, seed=3, truncation=0.3), gan.decode(0.3 * z), rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(gan.decode(z, truncation=0.3), gan.decode(0.3 * z), rtol=1e-4, atol=1e-6)
    np.testing.assert_array_equal(gan.sample(4, seed=3, truncation=1.0), gan.sample(4, seed=3))
    middle = gan.sample(4, seed=3, truncation=0)
    np.testing.assert_allclose(middle, np.repeat(middle[:1], 4, axis=0), rtol=1e-5)


def test_a_mixture_truncates_each_of_its_gans(gan):
    ada = kerasgan.AdaGAN(lambda: gan)
    ada.gans, ada.shares = [gan], np.array([1.0])
    found = ada.sample(3, seed=0, truncation=0.0)
    np.testing.assert_allclose(found, gan.decode(np.zeros((3, 3))), rtol=1e-5)


@pytest.mark.parametrize("classes", [None, 3])
@pytest.mark.parametrize("layers", [None, 4])
def test_a_generator_with_styles_is_truncated_about_its_mean_w(classes, layers):
    gan, mapping, synthesis = styled_gan(classes, layers)
    labels = None if classes is None else np.array([2, 0, 2])
    z = np.random.default_rng(5).standard_normal((3, 4)).astype("float32")
    many = np.random.default_rng(0).standard_normal((4096, 4)).astype("float32")
    each = [None] if classes is None else [np.full(4096, label) for label in labels]
    center = np.stack([mapping(many, told).mean(axis=0) for told in each])
    w = mapping(z, labels)
    expected = synthesis(center + 0.4 * (w - center))
    np.testing.assert_allclose(gan.sample(3, labels=labels, seed=5, truncation=0.4), expected, rtol=1e-3, atol=1e-4)
    np.testing.assert_allclose(gan.sample(3, labels=labels, seed=5), synthesis(w), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("truncation", [-0.1, 1.5, np.nan, "0.7", True])
def test_truncation_out_of_range_is_refused(gan, truncation):
    message = (
        r"^`truncation`: expected a number from 0 \(each sample the mean one\) to 1 \(as it was drawn\). Received: "
    )
    with pytest.raises(ValueError, match=message):
        gan.sample(2, truncation=truncation)
    with pytest.raises(ValueError, match=message):
        latent.truncated(np.zeros((1, 2)), truncation, "normal")


def test_without_noise_there_is_nothing_to_truncate():
    c, x = keras.Input((4,), name="condition"), keras.Input((2,))
    d = keras.Model([x, c], keras.layers.Dense(1)(keras.layers.Concatenate()([x, c])))
    gan = kerasgan.build_gan(keras.Model(c, keras.layers.Dense(2)(c)), d)
    with pytest.raises(ValueError, match="^`truncation`: this GAN takes no noise, so there is nothing to bring nearer"):
        gan.sample(2, condition=np.zeros((2, 4)), truncation=0.5)

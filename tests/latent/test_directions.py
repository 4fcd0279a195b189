"""Directions, beside NumPy's own eigenvectors and principal components."""

import keras
import numpy as np
import pytest
from helpers import value
from small_models import styled_gan

import kerasgan
from kerasgan import latent
from kerasgan.latent import Codes, Direction


def linear_gan(latent_dim=6, size=9, **options):
    generator = keras.Sequential([keras.Input((latent_dim,)), keras.layers.Dense(size)])
    discriminator = keras.Sequential([keras.Input((size,)), keras.layers.Dense(1)])
    return kerasgan.build_gan(generator, discriminator, **{"latent": "normal", **options})


def kernel(gan):
    return value(gan.generator.layers[0].kernel)


def by_hand(moments, k):
    """NumPy's eigenvectors, the largest first, their largest number positive."""
    values, vectors = np.linalg.eigh(moments)
    vectors = vectors.T[::-1][:k]
    signs = [np.sign(vector[np.abs(vector).argmax()]) for vector in vectors]
    return vectors * np.array(signs)[:, None], values[::-1][:k] / values.sum()


def test_sefa_is_the_eigenvectors_of_the_first_weights():
    gan = linear_gan()
    found = latent.directions(gan, k=4)
    vectors, scores = by_hand(kernel(gan) @ kernel(gan).T, 4)
    np.testing.assert_allclose(found.vectors, vectors, atol=1e-4)
    np.testing.assert_allclose(found.scores, scores, rtol=1e-4)
    assert (found.space, found.how, len(found)) == ("z", "sefa", 4)
    np.testing.assert_allclose(found.spread, 1.0, rtol=1e-6)


def test_principal_components_of_samples_of_a_linear_generator_are_its_own(rng):
    gan = linear_gan()
    gan.generator.layers[0].kernel.assign(
        np.diag([3.0, 1, 2, 0.5, 0.3, 0.1]) @ np.linalg.qr(rng.normal(size=(9, 9)))[0][:6]
    )
    found = latent.directions(gan, k=3, how="pca", n=4000)
    z = np.random.default_rng(0).standard_normal((4000, 6)).astype("float32")
    x = z @ kernel(gan)
    _, lengths, components = np.linalg.svd(x - x.mean(axis=0), full_matrices=False)
    coordinates = (x - x.mean(axis=0)) @ components[:3].T
    slopes = np.linalg.lstsq(coordinates, z - z.mean(axis=0), rcond=None)[0]
    slopes /= np.linalg.norm(slopes, axis=1, keepdims=True)
    signs = np.sign(np.sum(slopes * found.vectors, axis=1, keepdims=True))
    np.testing.assert_allclose(found.vectors, signs * slopes, atol=1e-3)
    np.testing.assert_allclose(found.scores, (lengths**2 / np.sum(lengths**2))[:3], rtol=1e-3)
    assert np.abs(found.vectors).argmax(axis=1).tolist() == [0, 2, 1]


def test_principal_components_of_any_features_and_of_uniform_z():
    gan = linear_gan(latent="uniform")
    one = latent.directions(gan, k=1, how="pca", n=500, features=lambda x: x[:, :1])
    wanted = kernel(gan)[:, 0] / np.linalg.norm(kernel(gan)[:, 0])
    assert abs(np.dot(one.vectors[0], wanted)) > 0.98
    np.testing.assert_allclose(one.scores, [1.0])
    np.testing.assert_allclose(one.spread, [3**-0.5], rtol=1e-6)


@pytest.mark.parametrize("condition", ["one_hot", "embedding"])
def test_through_conditions(condition):
    options = {"num_classes": 3, "condition": condition, "hidden": (6,)}
    generator = kerasgan.build_generator("mlp", (4,), 5, **options)
    gan = kerasgan.build_gan(generator, kerasgan.build_discriminator("mlp", (4,), **options))
    first = next(layer for layer in generator.layers if isinstance(layer, keras.layers.Dense))
    found = latent.directions(gan, k=2)
    vectors, scores = by_hand(value(first.kernel)[:5] @ value(first.kernel)[:5].T, 2)
    np.testing.assert_allclose(found.vectors, vectors, atol=1e-3)
    np.testing.assert_allclose(found.scores, scores, rtol=1e-4)
    assert latent.directions(gan, k=2, how="pca", n=50).vectors.shape == (2, 5)
    assert latent.directions(gan, k=2, how="pca", n=50, labels=1).vectors.shape == (2, 5)


def test_averaged_weights_count():
    gan = linear_gan(g_optimizer=keras.optimizers.SGD(1.0, use_ema=True, ema_momentum=0.5))
    for _ in range(2):  # the average of one step is that step
        gan.train_on_batch(np.ones((4, 9), "float32"))
    averaged = value(gan.averaged_generator().layers[0].kernel)
    assert not np.allclose(averaged, kernel(gan), atol=1e-6)
    _, scores = by_hand(averaged @ averaged.T, 6)
    np.testing.assert_allclose(latent.directions(gan, k=6).scores, scores, rtol=1e-4)


def test_categories_are_no_directions():
    codes = Codes(noise=2, categorical=(3,), continuous=1)
    generator = keras.Sequential([keras.Input((6,)), keras.layers.Dense(4)])
    discriminator = kerasgan.build_discriminator("mlp", (4,), num_classes=4, condition="auxiliary")
    gan = kerasgan.build_gan(generator, discriminator, latent=codes, terms=["mutual_information"])
    found = latent.directions(gan, k=3)
    np.testing.assert_allclose(found.vectors[:, 2:5], 0, atol=1e-7)
    with pytest.raises(ValueError, match="^`k`: expected at most 3, the dimensions of this GAN's z. Received: 4."):
        latent.directions(gan, k=4)


@pytest.mark.parametrize("layers", [None, 2])
def test_with_styles_the_space_is_w(layers):
    gan, mapping, _ = styled_gan(None, layers)
    weights = gan.generator.synthesis.get_weights()[0].reshape(-1, 3, 6).sum(axis=0)
    if layers:  # each layer has a w of its own; a direction moves them all
        weights = gan.generator.synthesis.get_weights()[0].reshape(layers, 3, 6).sum(axis=0)
    found = latent.directions(gan, k=2)
    vectors, scores = by_hand(weights @ weights.T, 2)
    np.testing.assert_allclose(found.vectors, vectors, atol=1e-3)
    np.testing.assert_allclose(found.scores, scores, rtol=1e-4)
    assert found.space == "w"
    w = mapping(np.random.default_rng(0).standard_normal((2000, 4)).astype("float32"), None)
    vectors, scores = by_hand(np.cov(w.T), 2)
    components = latent.directions(gan, k=2, how="pca")
    np.testing.assert_allclose(components.vectors, vectors, atol=1e-3)
    np.testing.assert_allclose(components.scores, scores, rtol=1e-3)


def test_one_of_them_has_all_that_is_known_of_it():
    found = latent.directions(linear_gan(), k=3)
    assert [type(one) for one in found] == [Direction] * 3
    vector, score, spread, space = found[1]
    assert (score, spread, space) == (found.scores[1], found.spread[1], "z")
    np.testing.assert_array_equal(vector, found.vectors[1])


@pytest.mark.parametrize(
    "options, message",
    [
        ({"k": 7}, "`k`: expected at most 6, the dimensions of this GAN's z. Received: 7."),
        ({"k": 0}, "`k`: expected a whole number of at least 1. Received: 0."),
        ({"how": "seffa"}, "expected one of 'pca', 'sefa'. Received: 'seffa'. Did you mean 'sefa'?"),
        ({"how": "pca", "k": 3, "n": 3}, "`n`: expected more samples than directions, 3. Received: 3."),
        ({"how": "pca", "k": 3, "labels": 1}, "`labels`: this GAN takes none"),
        ({"how": "pca", "k": 3, "features": 3}, "`model`: expected 'raw', a Keras model or a function of a batch."),
    ],
)
def test_what_can_not_be_is_told(options, message):
    with pytest.raises(ValueError) as error:
        latent.directions(linear_gan(), **options)
    assert message in str(error.value)


def test_principal_components_leave_categories_alone():
    codes = Codes(2, (3,), 1)
    g, d = kerasgan.build_generator("mlp", (8,), codes.size), kerasgan.build_discriminator("mlp", (8,))
    found = latent.directions(kerasgan.build_gan(g, d, latent=codes), 2, how="pca")
    assert not found.vectors[:, 2:5].any() and found.vectors[:, [0, 1, 5]].any()

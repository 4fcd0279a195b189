"""Spectral normalisation: the singular value of NumPy, in training and outside of it, in an adversarial step."""

import keras
import numpy as np
import pytest
from helpers import sgd, value

import kerasgan
from kerasgan import builders, networks
from kerasgan.layers.spectral_normalization import SpectralNormalization

SHAPE = (8, 8, 1)


def dense(rng, iterations=30):
    layer = SpectralNormalization(keras.layers.Dense(3), power_iterations=iterations)
    layer.build((None, 5))
    layer.layer.set_weights([rng.normal(size=(5, 3)), np.ones(3)])
    return layer


@pytest.mark.parametrize("training", [True, False])
def test_the_kernel_is_divided_by_its_largest_singular_value(training, rng):
    layer, x = dense(rng), rng.normal(size=(4, 5)).astype("float32")
    kernel = value(layer.layer.kernel)
    expected = x @ kernel / np.linalg.svd(kernel, compute_uv=False)[0] + 1
    found = value(layer(keras.ops.convert_to_tensor(x), training=training))
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-4)
    np.testing.assert_array_equal(value(layer.layer.kernel), kernel)
    assert isinstance(layer.layer.kernel, keras.Variable) and len(layer.trainable_variables) == 2


def test_the_power_iteration_goes_on_only_in_training(rng):
    layer, x = dense(rng, iterations=1), keras.ops.ones((1, 5))
    before = value(layer.vector_u)
    layer(x, training=False)
    np.testing.assert_array_equal(value(layer.vector_u), before)
    for _ in range(30):
        layer(x, training=True)
    top = np.linalg.svd(value(layer.layer.kernel))[2][0]
    assert abs(np.dot(value(layer.vector_u)[0], top)) > 0.9999


def test_an_embedding_stays_a_float():
    layer = SpectralNormalization(keras.layers.Embedding(4, 3))
    found = layer(keras.ops.convert_to_tensor(np.array([0, 3], "int32")))
    assert keras.backend.standardize_dtype(found.dtype) == "float32" and np.any(value(found))


@pytest.mark.parametrize("condition", [None, "one_hot", "projection"])
def test_an_adversarial_step_trains_and_evaluation_sees_what_training_saw(condition, rng):
    options = {"num_classes": 3, "condition": condition} if condition else {}
    options |= {"filters": 2, "spectral_normalization": True, "normalization": None}
    generator = builders.build_generator("dcgan", SHAPE, 3, **options)
    discriminator = builders.build_discriminator("dcgan", SHAPE, **options)
    assert networks.convolves(discriminator) and networks.ends_in_logits(discriminator)
    assert networks.output_range(generator) == (-1, 1)
    gan = kerasgan.build_gan(generator, discriminator, g_optimizer=sgd(), d_optimizer=sgd())
    before = [value(variable) for variable in gan.players["discriminator"].learned]
    x, labels = rng.uniform(-1, 1, (6, *SHAPE)).astype("float32"), np.array([0, 1, 2, 0, 1, 2], "int32")
    for _ in range(3):
        gan.train_on_batch(x, labels if condition else None)
    assert all(np.any(value(v) != old) for v, old in zip(gan.players["discriminator"].learned, before))

    inputs = (
        [keras.ops.convert_to_tensor(part) for part in (x, labels)] if condition else keras.ops.convert_to_tensor(x)
    )
    outside = value(discriminator(inputs, training=False))
    with gan.in_play():
        inside = value(discriminator(inputs, training=True))
    np.testing.assert_allclose(outside, inside, rtol=1e-3, atol=1e-4)


def test_a_sum_of_features_and_label_is_normalised_on_both_sides():
    options = {"num_classes": 3, "condition": "projection", "filters": 2, "spectral_normalization": True}
    discriminator = builders.build_discriminator("dcgan", SHAPE, **options)
    wrapped = [layer.name for layer in discriminator.layers if isinstance(layer, SpectralNormalization)]
    assert sorted(wrapped) == ["down_1", "embedding", "unconditional_map"]

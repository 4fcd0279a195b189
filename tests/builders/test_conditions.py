"""What a label does to a network, each way recomputed by NumPy."""

import keras
import numpy as np
import pytest
from helpers import value

from kerasgan import builders

build_generator, build_discriminator = builders.build_generator, builders.build_discriminator
LABELS = np.array([0, 2, 1, 2], "int32")


def output(network, *arrays):
    tensors = [keras.ops.convert_to_tensor(array) for array in arrays]
    return keras.tree.map_structure(value, network(tensors if len(tensors) > 1 else tensors[0]))


def inner(network, layer, *arrays):
    """What a layer inside of a functional network gives."""
    return output(keras.Model(network.inputs, network.get_layer(layer).output), *arrays)


def test_one_hot_labels_are_channels_behind_those_of_the_image(rng):
    discriminator = build_discriminator("dcgan", (8, 9, 2), num_classes=3, filters=2)
    x = rng.normal(size=(4, 8, 9, 2)).astype("float32")
    maps = np.broadcast_to(np.eye(3)[LABELS][:, None, None], (4, 8, 9, 3))
    np.testing.assert_array_equal(inner(discriminator, "join", x, LABELS), np.concatenate([x, maps], axis=-1))


def test_an_embedding_is_one_channel_of_an_image(rng):
    discriminator = build_discriminator("dcgan", (8, 9, 2), num_classes=3, filters=2, condition="embedding")
    x = rng.normal(size=(4, 8, 9, 2)).astype("float32")
    table = value(discriminator.get_layer("embedding").embeddings)
    expected = np.concatenate([x, table[LABELS].reshape(4, 8, 9, 1)], axis=-1)
    np.testing.assert_array_equal(inner(discriminator, "join", x, LABELS), expected)


@pytest.mark.parametrize("arch", ["mlp", "dcgan"])
@pytest.mark.parametrize("condition", ["embedding", "projection"])
def test_an_embedding_is_joined_to_the_noise(arch, condition, rng):
    generator = build_generator(arch, (8, 8, 1), 5, num_classes=3, condition=condition)
    z = rng.normal(size=(4, 5)).astype("float32")
    table = value(generator.get_layer("embedding").embeddings)
    assert table.shape == (3, 3)
    np.testing.assert_array_equal(inner(generator, "join", z, LABELS), np.hstack([z, table[LABELS]]))


def test_a_learned_code_has_the_scale_of_z_and_64_values_at_most():
    table = value(
        build_generator("mlp", (2,), 5, num_classes=1000, condition="embedding").get_layer("embedding").embeddings
    )
    assert table.shape == (1000, 64)
    assert abs(table.std() - 1) < 0.02 and abs(table.mean()) < 0.02


@pytest.mark.parametrize("shape", [(6,), (2, 3, 1)])
def test_a_projection_adds_the_product_of_features_and_label(shape, rng):
    """Miyato and Koyama's equation: psi(phi(x)) + V_y . phi(x)."""
    discriminator = build_discriminator("mlp", shape, num_classes=3, hidden=(5,), condition="projection")
    x = rng.normal(size=(4, *shape)).astype("float32")
    weights = {weight.path: value(weight) for weight in discriminator.weights}
    phi = np.maximum(x.reshape(4, 6) @ weights["hidden_1/kernel"] + weights["hidden_1/bias"], 0)
    psi = phi @ weights["unconditional/kernel"] + weights["unconditional/bias"]
    expected = psi + np.sum(phi * weights["embedding/embeddings"][LABELS], axis=1, keepdims=True)
    np.testing.assert_allclose(output(discriminator, x, LABELS), expected, rtol=1e-5, atol=1e-6)


def test_a_projection_of_images_is_that_of_all_their_features(rng):
    discriminator = build_discriminator("dcgan", (9, 12, 1), num_classes=3, filters=(4,), condition="projection")
    x = rng.normal(size=(4, 9, 12, 1)).astype("float32")
    phi = inner(discriminator, "down_1", x, LABELS)
    assert phi.shape == (4, 5, 6, 4)
    table = value(discriminator.get_layer("embedding").embeddings)
    kernel, bias = (value(weight) for weight in discriminator.get_layer("unconditional_map").weights)
    psi = np.einsum("nhwc,hwco->no", phi, kernel) + bias
    expected = psi + np.einsum("nf,nf->n", phi.reshape(4, -1), table[LABELS])[:, None]
    np.testing.assert_allclose(output(discriminator, x, LABELS), expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("arch, options", [("mlp", {"hidden": 5}), ("dcgan", {"filters": (4,)})])
def test_an_auxiliary_classifier_reads_the_features_that_the_logit_reads(arch, options, rng):
    discriminator = build_discriminator(arch, (8, 8, 1), num_classes=3, condition="auxiliary", **options)
    x = rng.normal(size=(4, 8, 8, 1)).astype("float32")
    logit, classes = output(discriminator, x)
    assert (logit.shape, classes.shape) == ((4, 1), (4, 3))
    features = inner(discriminator, {"mlp": "hidden_1", "dcgan": "down_1"}[arch], x).reshape(4, -1)
    end = {"mlp": "", "dcgan": "_map"}[arch]
    for name, found in (("logit", logit), ("class_logits", classes)):
        kernel, bias = (value(weight) for weight in discriminator.get_layer(name + end).weights)
        np.testing.assert_allclose(found, features @ kernel.reshape(len(features[0]), -1) + bias, rtol=1e-4, atol=1e-5)


def test_the_generator_of_an_auxiliary_classifier_takes_the_one_hot_label(rng):
    generator = build_generator("dcgan", (8, 8, 1), 5, num_classes=3, condition="auxiliary", filters=2)
    z = rng.normal(size=(4, 5)).astype("float32")
    np.testing.assert_array_equal(
        inner(generator, "join", z, LABELS), np.hstack([z, np.eye(3)[LABELS]]).astype("float32")
    )

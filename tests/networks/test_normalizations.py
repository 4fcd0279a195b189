"""Batch normalisation as PyTorch and JAX compute it fastest: Keras's numbers, the gradients and what is kept, too."""

import keras
import numpy as np
import pytest
from keras import layers, ops

from kerasgan import networks
from kerasgan.networks import normalizations
from kerasgan.training.backend import engine

HASTENED = keras.backend.backend() in normalizations.NORMALISED
where_hastened = pytest.mark.skipif(not HASTENED, reason="goes Keras's way")

CASES = [
    {"shape": (5, 6, 7, 3)},
    {"shape": (8, 3), "momentum": 0.8},
    {"shape": (5, 4, 3), "epsilon": 0.1},
    {"shape": (5, 3, 6, 7), "axis": 1},
    {"shape": (5, 6, 7, 3), "scale": False},
    {"shape": (5, 6, 7, 3), "center": False},
]


def numbers(*shape, seed=0):
    return (2 + 3 * np.random.default_rng(seed).normal(size=shape)).astype("float32")


def pair(shape, **options):
    """Returns a layer as Keras computes it, and one of the same weights that is hastened."""
    made = []
    for _ in range(2):
        layer = layers.BatchNormalization(**options)
        network = keras.Sequential([keras.Input(shape[1:]), layer])
        for number, weight in enumerate(layer.weights):
            weight.assign(0.5 + np.abs(numbers(*weight.shape, seed=number)))
        made.append((network, layer))
    networks.hasten(made[1][0])
    return made


def same(made, wanted, **tolerance):
    for one, other in zip(made, wanted, strict=True):
        np.testing.assert_allclose(ops.convert_to_numpy(one), ops.convert_to_numpy(other), **tolerance)


@where_hastened
@pytest.mark.parametrize("case", CASES, ids=str)
@pytest.mark.parametrize("training", (True, False))
def test_outputs_and_moving_statistics_are_keras_own(case, training):
    (network, layer), (hastened, other) = pair(**case)
    x = numbers(*case["shape"])
    same([hastened(x, training=training)], [network(x, training=training)], rtol=1e-5, atol=1e-5)
    assert "call" in other.__dict__
    same(other.weights, layer.weights, rtol=1e-5, atol=1e-5)


@where_hastened
def test_gradients_of_gradients_are_those_of_keras():
    x = ops.convert_to_tensor(numbers(6, 4, 4, 3))

    def penalty(network):
        slope = lambda x: engine.gradient(lambda x: ops.tanh(network(x, training=True)), x)  # noqa: E731
        return engine.gradient(lambda x: ops.sum(ops.square(slope(x))), x)

    (network, _), (hastened, _) = pair((6, 4, 4, 3))
    same([penalty(hastened)], [penalty(network)], rtol=1e-3, atol=1e-4)


@where_hastened
def test_half_precision_is_normalised_in_whole_precision():
    (network, _), (hastened, _) = pair((5, 6, 7, 3), dtype="mixed_bfloat16")
    x = numbers(5, 6, 7, 3)
    made, wanted = hastened(x, training=True), network(x, training=True)
    assert keras.backend.standardize_dtype(made.dtype) == "bfloat16"
    same([ops.cast(made, "float32")], [ops.cast(wanted, "float32")], atol=0.05)


@pytest.mark.skipif(keras.backend.backend() != "torch", reason="JAX has no float64 unless it is told to")
def test_a_layer_of_double_precision_gives_what_keras_gives():
    (network, _), (hastened, layer) = pair((5, 6, 7, 3), dtype="float64")
    x = numbers(5, 6, 7, 3).astype("float64")
    made, wanted = hastened(x, training=True), network(x, training=True)
    assert keras.backend.standardize_dtype(made.dtype) == "float64"
    same([made], [wanted], rtol=1e-5, atol=1e-5)


@where_hastened
def test_a_frozen_layer_keeps_its_statistics():
    (_, _), (hastened, layer) = pair((5, 6, 7, 3))
    layer.trainable = False
    before = [np.array(ops.convert_to_numpy(weight)) for weight in layer.weights]
    hastened(numbers(5, 6, 7, 3), training=True)
    same(layer.weights, before)


class OfAUser(layers.BatchNormalization):
    """A subclass computes as it says."""


@pytest.mark.parametrize("layer", [OfAUser(), layers.BatchNormalization(renorm=True)], ids=["subclass", "renorm"])
def test_other_layers_are_left_alone(layer):
    networks.hasten(keras.Sequential([keras.Input((4, 4, 3)), layer]))
    assert "call" not in layer.__dict__


def test_on_other_backends_and_accelerators_nothing_is_touched(monkeypatch):
    monkeypatch.setattr(normalizations, "accelerated", lambda: HASTENED)
    (_, _), (_, layer) = pair((5, 6, 7, 3))
    assert "call" not in layer.__dict__


@where_hastened
def test_files_are_keras_own(tmp_path):
    (_, _), (hastened, layer) = pair((5, 6, 7, 3))
    hastened.save(tmp_path / "network.keras")
    loaded = keras.models.load_model(tmp_path / "network.keras")
    assert "call" not in loaded.layers[-1].__dict__
    same(loaded.layers[-1].weights, layer.weights)

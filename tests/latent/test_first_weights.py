"""The matrix of the first weights, beside what NumPy makes of the weights themselves."""

import keras
import numpy as np
import pytest
from helpers import value
from keras import layers

from kerasgan.latent import first_weights


def matrix_of(model, size, shape=None, beside=()):
    def play(rows):
        inputs = [rows, *(np.repeat(values, len(rows), axis=0) for values in beside)]
        model(inputs if beside else rows, training=False)

    return first_weights.matrix(play, size, shape or (size,), [model])


def moments(weights):
    return weights.T @ weights


def check(model, size, expected, **options):
    np.testing.assert_allclose(moments(matrix_of(model, size, **options)), expected, rtol=1e-4, atol=1e-5)


def test_of_a_dense_layer_it_is_the_kernel_whatever_its_activation():
    model = keras.Sequential([keras.Input((5,)), layers.Dense(7, "relu"), layers.Dense(3)])
    np.testing.assert_allclose(matrix_of(model, 5), value(model.layers[0].kernel).T, rtol=1e-5, atol=1e-6)
    assert model.layers[0].activation is keras.activations.relu and "call" not in model.layers[0].__dict__


def test_of_a_transposed_convolution_on_one_pixel_it_is_all_of_its_kernel():
    model = keras.Sequential(
        [keras.Input((5,)), layers.Reshape((1, 1, 5)), layers.Conv2DTranspose(3, 4), layers.BatchNormalization()]
    )
    kernel = value(model.layers[1].kernel).reshape(-1, 5)
    check(model, 5, kernel.T @ kernel)


def test_layers_that_are_hastened_stay_so():
    model = keras.Sequential([keras.Input((5,)), layers.Dense(7), layers.Dense(3)])
    call = model.layers[0].__dict__["call"] = type(model.layers[0]).call.__get__(model.layers[0])
    matrix_of(model, 5)
    assert model.layers[0].__dict__["call"] is call and "call" not in model.layers[1].__dict__


def test_joined_with_a_condition_z_meets_its_own_rows():
    z, label = keras.Input((4,)), keras.Input((), dtype="int32")
    joined = layers.Concatenate()([layers.Embedding(3, 2)(label), z])
    dense = layers.Dense(6)
    model = keras.Model([z, label], layers.ReLU()(dense(joined)))
    check(model, 4, moments(value(dense.kernel)[2:].T), beside=[np.array([1])])


def test_multiplied_by_a_condition_the_weights_are_those_of_that_condition():
    z, label = keras.Input((4,)), keras.Input((), dtype="int32")
    table, dense = layers.Embedding(3, 4), layers.Dense(6)
    model = keras.Model([z, label], dense(layers.Multiply()([z, table(label)])))
    scaled = value(dense.kernel) * value(table.embeddings)[2][:, None]
    check(model, 4, moments(scaled.T), beside=[np.array([2])])


def test_of_several_layers_that_parts_of_z_meet_it_has_all(monkeypatch):
    monkeypatch.setattr(first_weights, "AT_ONCE", 2)
    z, one, two = keras.Input((4,)), layers.Dense(3), layers.Dense(5, "tanh")
    values = layers.Concatenate()([one(z[:, :2]), two(z)])
    model = keras.Model(z, layers.Dense(2)(values))
    expected = moments(value(two.kernel).T)
    expected[:2, :2] += moments(value(one.kernel).T)
    check(model, 4, expected)


class OfParts(keras.layers.Layer):
    """A layer made of layers, as a modulated convolution is."""

    def __init__(self):
        super().__init__()
        self.style, self.rest = layers.Dense(6), layers.Dense(2)

    def call(self, z):
        return self.rest(keras.ops.relu(self.style(2 * z)))


class Subclassed(keras.Model):
    """A model that does not show its layers' graph."""

    def __init__(self):
        super().__init__()
        self.inner = keras.Sequential([OfParts(), layers.Dense(3)])

    def call(self, z):
        return self.inner(keras.ops.reshape(z, (-1, 4)))


def test_layers_may_hide_in_layers_and_models_of_any_kind():
    model = Subclassed()
    model(np.zeros((1, 2, 2)))
    kernel = value(model.inner.layers[0].style.kernel)
    check(model, 4, 4 * moments(kernel.T), shape=(2, 2))


def test_what_bends_z_first_is_named_and_so_is_a_network_without_weights():
    bent = keras.Sequential([keras.Input((4,)), layers.Activation("tanh"), layers.Dense(2, name="first")])
    message = "^`gan`: what 'first', the first layer with weights that z meets, makes of z is not linear"
    with pytest.raises(ValueError, match=message):
        matrix_of(bent, 4)
    assert "call" not in bent.layers[1].__dict__
    with pytest.raises(ValueError, match="^`gan`: z meets no layer with weights in its generator. Pass `how='pca'`."):
        matrix_of(keras.Sequential([keras.Input((4,)), layers.ReLU()]), 4)

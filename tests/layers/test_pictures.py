"""Layers for pictures, against NumPy, and saved."""

import keras
import numpy as np
import pytest
from helpers import value

from kerasgan.layers import CropLike, DepthToSpace, ReflectionPadding2D


def test_padding_is_numpys_reflection(rng):
    x = rng.normal(size=(2, 4, 5, 3)).astype("float32")
    expected = np.pad(x, ((0, 0), (2, 2), (2, 2), (0, 0)), mode="reflect")
    np.testing.assert_array_equal(value(ReflectionPadding2D(2)(x)), expected)
    with pytest.raises(
        ValueError, match="`padding`: expected less than an image of 4x5 pixels has to mirror. Received: 4."
    ):
        ReflectionPadding2D(4)(x)


def test_channels_become_squares_of_pixels_row_by_row():
    x = np.arange(8, dtype="float32").reshape(1, 1, 2, 4)  # two pixels of four channels
    assert value(DepthToSpace(2)(x))[0, :, :, 0].tolist() == [[0, 1, 4, 5], [2, 3, 6, 7]]
    with pytest.raises(ValueError, match="Expected channels that 4 divides. Received: 3."):
        DepthToSpace(2)(np.zeros((1, 2, 2, 3)))


def test_images_are_cut_to_the_size_of_others_that_is_known_only_then(rng):
    x, like = rng.normal(size=(2, 6, 8, 1)).astype("float32"), np.zeros((2, 5, 7, 3), "float32")
    np.testing.assert_array_equal(value(CropLike()(x, like)), x[:, :5, :7])
    a, b = keras.Input((None, None, 1)), keras.Input((None, None, 3))
    model = keras.Model([a, b], CropLike()(a, b))
    assert model.output_shape == (None, None, None, 1)
    np.testing.assert_array_equal(value(model([x, like])), x[:, :5, :7])


@pytest.mark.parametrize("layer", [ReflectionPadding2D(2), DepthToSpace(3)])
def test_configs_come_back(layer):
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(layer))
    assert type(again) is type(layer) and again.get_config() == layer.get_config()
    shape = (2, 7, 8, 9)
    assert again.compute_output_shape(shape) == tuple(again(np.zeros(shape, "float32")).shape)

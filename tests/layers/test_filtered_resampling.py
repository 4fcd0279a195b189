"""Filtered resampling, against SciPy's convolution of the pixels with zeros between them."""

import keras
import numpy as np
import pytest
from helpers import value
from scipy import signal

from kerasgan.layers import FilteredResampling

FILTER = np.array([1, 3, 3, 1]) / 8


def smoothed(image, scale):
    """What the filter, as large as `scale` says, makes of an image along both axes, beside zeros."""
    return signal.convolve2d(image, np.outer(FILTER, FILTER) * scale, mode="full")


@pytest.mark.parametrize("shape", [(4, 6), (5, 7), (1, 2)])
def test_up_is_a_transposed_convolution(shape, rng):
    x = rng.normal(size=shape).astype("float32")
    apart = np.zeros((2 * shape[0] - 1, 2 * shape[1] - 1))
    apart[::2, ::2] = x
    expected = smoothed(apart, 4)[1:-1, 1:-1]
    found = value(FilteredResampling("up")(x[None, :, :, None]))[0, :, :, 0]
    np.testing.assert_allclose(found, expected, atol=1e-6)
    cut = FilteredResampling("up", ((0, 1), (1, 0)))(x[None, :, :, None])
    np.testing.assert_array_equal(value(cut)[0, :, :, 0], found[:-1, 1:])


@pytest.mark.parametrize("shape", [(4, 6), (5, 7), (1, 2)])
def test_down_is_a_strided_convolution(shape, rng):
    x = rng.normal(size=shape).astype("float32")
    even = np.pad(x, [(0, size % 2) for size in shape])
    expected = smoothed(even, 1)[2:-1:2, 2:-1:2]
    found = value(FilteredResampling("down")(x[None, :, :, None]))[0, :, :, 0]
    np.testing.assert_allclose(found, expected, atol=1e-6)


@pytest.mark.parametrize("layer", [FilteredResampling("down"), FilteredResampling("up", ((1, 0), (0, 1)), name="a")])
def test_configs_and_shapes_come_back(layer):
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(layer))
    assert again.get_config() == layer.get_config()
    assert again.compute_output_shape((2, 5, 6, 3)) == tuple(again(np.zeros((2, 5, 6, 3), "float32")).shape)


def test_bad_input_is_refused():
    with pytest.raises(ValueError, match="Did you mean 'down'"):
        FilteredResampling("dwon")
    with pytest.raises(ValueError, match="Expected images of a known height and width. Received: "):
        FilteredResampling("up")(keras.Input((None, 4, 1)))

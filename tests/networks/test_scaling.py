"""uint8 images: what black and white become in the generator's range, and back."""

import math

import keras
import numpy as np
import pytest
from helpers import value

from kerasgan.networks import scaling

RANGES = [(-1.0, 1.0), (0.0, 1.0), (0.0, 6.0), (-3.0, 0.5), (0.0, 255.0)]
UNBOUNDED = [(-math.inf, math.inf), (0.0, math.inf), (-math.inf, 0.0)]
PIXELS = np.arange(256, dtype="uint8").reshape(16, 16)


def to_network(pixels, output_range):
    return value(scaling.to_network(keras.ops.convert_to_tensor(pixels), output_range))


@pytest.mark.parametrize("output_range", RANGES + UNBOUNDED)
def test_every_pixel_value_comes_back_as_it_went_in(output_range):
    there = to_network(PIXELS, output_range)
    assert there.dtype == "float32" and there.shape == PIXELS.shape
    back = scaling.to_data(there, output_range)
    assert back.dtype == "uint8"
    np.testing.assert_array_equal(back, PIXELS)


@pytest.mark.parametrize("output_range", RANGES)
def test_black_and_white_are_the_ends_of_the_range_and_all_else_is_between(output_range):
    assert scaling.pixel_range(output_range) == output_range
    expected = np.linspace(*output_range, 256).reshape(16, 16)
    np.testing.assert_allclose(to_network(PIXELS, output_range), expected, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("output_range", UNBOUNDED)
def test_without_a_bound_pixels_go_from_minus_one_to_one(output_range):
    assert scaling.pixel_range(output_range) == (-1.0, 1.0)
    np.testing.assert_allclose(to_network(PIXELS, output_range).ravel()[[0, 255]], [-1, 1], rtol=1e-6)


@pytest.mark.parametrize("dtype", ["float32", "float64", "int32"])
def test_other_than_uint8_keeps_its_values(dtype):
    values = np.array([[-3, 0, 200]], dtype)
    found = to_network(values, (-1.0, 1.0))
    assert found.dtype == "float32"
    np.testing.assert_array_equal(found, values)


def test_uint8_arrays_of_numpy_are_scaled_like_tensors():
    np.testing.assert_array_equal(value(scaling.to_network(PIXELS, (0.0, 1.0))), to_network(PIXELS, (0.0, 1.0)))


def test_samples_out_of_the_range_are_clipped_and_never_wrap_around():
    found = scaling.to_data([-50.0, -1.004, -1.0, 1.0, 1.004, 50.0], (-1.0, 1.0))
    assert found.tolist() == [0, 0, 0, 255, 255, 255]


def test_samples_are_rounded_to_the_nearest_pixel():
    assert scaling.to_data([0.4, 0.6, 99.51, 254.9], (0.0, 255.0)).tolist() == [0, 1, 100, 255]

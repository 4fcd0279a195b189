"""uint8 images: what black and white become in the generator's range, and back."""

import math
import warnings

import keras
import numpy as np
import pytest
from helpers import image_gan, value

import kerasgan
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


def test_maps_of_labels_and_other_whites_are_warned_of():
    labels = np.arange(16, dtype="uint8").reshape(16, 1, 1, 1) % 5
    with pytest.warns(UserWarning, match="go up to 4, almost black. For a map of labels pass one-hot channels"):
        scaling.warn_of_dark("data", labels)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for quiet in (63 * labels, labels > 2, labels.astype("float32"), 0 * labels, labels[:0]):
            scaling.warn_of_dark("data", quiet)


@pytest.mark.parametrize("way", ["fit", "fit_gan", "train_on_batch"])
def test_each_way_in_warns_of_a_map_of_labels_once(way):
    gan = image_gan((4, 4, 1))
    maps = (np.arange(8 * 16, dtype="uint8") % 5).reshape(8, 4, 4, 1)
    enter = {
        "fit": lambda: gan.fit(maps, verbose=0),
        "fit_gan": lambda: kerasgan.fit_gan(gan, maps, steps=1, batch_size=8, verbose=0, doctor=False),
        "train_on_batch": lambda: gan.train_on_batch(maps),
    }[way]
    with pytest.warns(UserWarning, match="almost black") as found:
        enter()
    assert len([one for one in found if "almost black" in str(one.message)]) == 1
    enter()

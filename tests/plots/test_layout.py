"""Samples of any shape as what can be drawn, pixel by pixel."""

import numpy as np
import pytest

from kerasgan import plots
from kerasgan.plots.layout import drawable


def numbers(*shape):
    return np.arange(int(np.prod(shape))).reshape(shape)


def test_a_signal_is_its_first_channel():
    signals = numbers(2, 16, 3)
    np.testing.assert_array_equal(drawable(signals), signals[..., 0])
    assert drawable(numbers(2, 16, 1)).shape == (2, 16)


def test_channels_in_front_go_behind():
    images = numbers(2, 3, 8, 6)
    np.testing.assert_array_equal(drawable(images)[1, 2, 5], images[1, :, 2, 5])


def test_channels_that_are_no_colours_stand_side_by_side():
    images = numbers(2, 8, 6, 2)
    np.testing.assert_array_equal(drawable(images)[0, :, :6, 0], images[0, :, :, 0])
    np.testing.assert_array_equal(drawable(images)[0, :, 6:, 0], images[0, :, :, 1])


def test_a_volume_is_its_slices():
    volumes = numbers(2, 4, 8, 6, 1)
    found = drawable(volumes)
    assert found.shape == (2, 8, 24, 1)
    np.testing.assert_array_equal(found[1, :, 12:18], volumes[1, 2])


def test_of_many_slices_some_are_drawn_the_first_and_the_last_among_them():
    volumes = numbers(1, 64, 2, 3, 3)
    found = drawable(volumes)
    assert found.shape == (1, 2, 48, 3)
    np.testing.assert_array_equal(found[0, :, :3], volumes[0, 0])
    np.testing.assert_array_equal(found[0, :, -3:], volumes[0, -1])


@pytest.mark.parametrize("shape", [(5, 2), (5, 8, 6), (5, 8, 6, 3), (5, 8, 6, 1), (5, 9)])
def test_images_and_vectors_stay_as_they_are(shape):
    assert drawable(numbers(*shape)) is not None and drawable(numbers(*shape)).shape == shape


def test_plot_samples_takes_volumes():
    figure = plots.plot_samples(np.zeros((4, 3, 8, 6, 1)))
    assert figure.axes[0].images[0].get_array().shape[2] == 3


@pytest.mark.parametrize(
    "images, says",
    [
        (np.full((2, 8, 8), 40000, "uint16"), "Convert them: `(samples / 65535).astype('float32')`, by what is white."),
        (np.full((2, 8, 8), 200, "int64"), "Convert them: `samples.astype('uint8')`."),
        (np.ones((2, 8, 8), bool), "Convert them: `samples.astype('float32')`."),
        (np.full((2, 8, 8), 100000), "Convert them: `(samples / 100000).astype('float32')`, by what is white."),
    ],
    ids=["16 bits", "64 bits", "truth values", "larger"],
)
def test_whole_numbers_are_converted_without_wrapping(images, says):
    with pytest.raises(ValueError) as error:
        plots.plot_samples(images)
    assert str(error.value).endswith(says)

"""Bands of rows of pictures: what stands where, smaller and grey ones beside others, and what is refused."""

import numpy as np
import pytest
from PIL import Image

from kerasgan import plots
from kerasgan.plots import translations


def test_smaller_and_grey_ones_are_drawn_in_the_size_and_colour_of_the_others(rng):
    small, large = rng.integers(0, 256, (3, 4, 4, 1), "uint8"), rng.integers(0, 256, (3, 8, 8, 3), "uint8")
    found = translations.alike(translations.parts_of(small, large))
    np.testing.assert_array_equal(found["given"], small.repeat(2, axis=1).repeat(2, axis=2).repeat(3, axis=3))
    np.testing.assert_array_equal(found["made"], large)


def test_what_fills_no_row_leaves_places_white(rng):
    x = rng.integers(0, 200, (5, 8, 8, 1), "uint8")
    band = translations.band([x[3:], x[3:]], ["given", "made"], 3, 1)
    right = band[:, -28:]  # three pictures of 8 pixels, two lines of 2
    np.testing.assert_array_equal(right[:8, :8], x[3])
    np.testing.assert_array_equal(right[10:18, 10:18], x[4])
    assert (right[:, 20:] == 255).all()


def test_a_picture_is_written_and_mistakes_are_told(tmp_path, rng):
    x = rng.integers(0, 256, (5, 8, 8, 1), "uint8")
    figure = plots.plot_translations(x, x, None, tmp_path / "t.png", columns=3)
    with Image.open(tmp_path / "t.png") as picture:
        assert figure and picture.size[0] > 100
    with pytest.raises(ValueError, match="^`made`: expected as many of each. Received: .'given': 5, 'made': 4.."):
        plots.plot_translations(x, x[:4])
    with pytest.raises(
        ValueError, match="^`made`: expected uint8 pictures .n, height, width, channels.. Received: float64"
    ):
        plots.plot_translations(x, x / 255)

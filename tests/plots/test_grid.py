import io
import pathlib
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

import kerasgan
from kerasgan.plots import grid, image_grid


def numbered(n, size=2, channels=None):
    """Images of one value each: the first is 0, the second 1, ..."""
    shape = (n, size, size) if channels is None else (n, size, size, channels)
    return np.broadcast_to(np.arange(n, dtype="uint8").reshape(-1, *[1] * (len(shape) - 1)), shape)


def values(canvas, size=2, gap=0):
    """The value in the upper left corner of each place."""
    return canvas[:: size + gap, :: size + gap, 0].tolist()


# === What is where ===


@pytest.mark.parametrize(
    "n, options, places",
    [
        (4, {}, [[0, 1], [2, 3]]),
        (6, {}, [[0, 1, 2], [3, 4, 5]]),
        (1, {}, [[0]]),
        (5, {}, [[0, 1, 2, 3, 4]]),
        (7, {}, [[0, 1, 2], [3, 4, 5], [6, -1, -1]]),
        (4, {"columns": 3}, [[0, 1, 2], [3, -1, -1]]),
        (4, {"rows": 1}, [[0, 1, 2, 3]]),
        (9, {"rows": 2, "columns": 2}, [[0, 1], [2, 3]]),
        (2, {"rows": 2, "columns": 2}, [[0, 1], [-1, -1]]),
    ],
)
def test_images_are_laid_out_row_by_row(n, options, places):
    found, names = grid.arrange(n, **options)
    assert found.tolist() == places and names is None


@pytest.mark.parametrize("n, columns", [(2, 2), (9, 3), (10, 5), (12, 4), (13, 4), (64, 8), (100, 10)])
def test_a_grid_is_near_to_a_square_and_full_where_it_can_be(n, columns):
    assert grid.near_square(n) == columns


def test_each_class_has_a_row():
    places, names = grid.arrange(6, labels=[7, 3, 7, 3, 3, 5])
    assert names.tolist() == [3, 5, 7]
    assert places.tolist() == [[1, 3, 4], [5, -1, -1], [0, 2, -1]]


def test_rows_and_columns_limit_the_classes_and_what_is_shown_of_each():
    places, names = grid.arrange(6, rows=2, columns=2, labels=[7, 3, 7, 3, 3, 5])
    assert names.tolist() == [3, 5] and places.tolist() == [[1, 3], [5, -1]]


def test_words_are_in_order_of_appearance():
    assert grid.in_order(["b", "a", "b", "c"]).tolist() == ["b", "a", "c"]


# === The grid ===


def test_images_stand_beside_one_another_with_white_between():
    canvas = image_grid(numbered(4), gap=1)
    assert canvas.dtype == np.uint8 and canvas.shape == (5, 5, 1)
    expected = [[0, 0, 255, 1, 1]] * 2 + [[255] * 5] + [[2, 2, 255, 3, 3]] * 2
    assert canvas[..., 0].tolist() == expected


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_colours_are_kept_and_empty_places_are_white(channels, rng):
    images = rng.integers(0, 255, (3, 5, 4, channels), "uint8")
    canvas = image_grid(images, columns=2, gap=0)
    assert canvas.shape == (10, 8, channels)
    np.testing.assert_array_equal(canvas[:5, 4:], images[1])
    np.testing.assert_array_equal(canvas[5:, :4], images[2])
    assert (canvas[5:, 4:] == 255).all()


def test_labels_sort_the_images():
    assert values(image_grid(numbered(4), labels=[1, 0, 1, 0], gap=0)) == [[1, 3], [0, 2]]


def test_a_pixel_becomes_a_square():
    canvas = image_grid(np.array([[[0, 255], [100, 50]]], "uint8"), scale=3)
    np.testing.assert_array_equal(canvas[..., 0], np.kron([[0, 255], [100, 50]], np.ones((3, 3))))


@pytest.mark.parametrize(
    "size, n, scale", [(8, 4, 8), (28, 64, 3), (28, 100, 2), (64, 100, 1), (128, 64, 1), (128, 4, 2)]
)
def test_small_images_are_enlarged_by_themselves(size, n, scale):
    side = int(n**0.5)
    assert image_grid(numbered(n, size), scale="auto", gap=0).shape == (scale * size * side,) * 2 + (1,)


# === Values ===


@pytest.mark.parametrize(
    "floats, value_range, pixels",
    [
        ([0, 0.5, 1], None, [0, 128, 255]),
        ([-1, 0, 1], None, [0, 128, 255]),
        ([0, 51, 255], (0, 255), [0, 51, 255]),
        ([-3, 0, 3], (-1, 1), [0, 128, 255]),
        ([0.2, 1, 0], (-1, 1), [153, 255, 128]),
        ([np.nan, 0, 1], (0, 1), [0, 0, 255]),
        ([-np.inf, 0, np.inf], (0, 1), [0, 0, 255]),
    ],
)
@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_floats_become_pixels(floats, value_range, pixels, dtype):
    images = np.array([[floats, floats]], dtype)[..., None]
    assert grid.to_pixels(images, value_range)[0, 0, :, 0].tolist() == pixels


def test_uint8_stays_as_it_is(rng):
    images = rng.integers(0, 256, (4, 3, 5), "uint8")
    np.testing.assert_array_equal(grid.to_pixels(images), images[..., None])


@pytest.mark.parametrize("channels, mode", [(1, "L"), (3, "RGB"), (4, "RGBA")])
def test_a_png_file_has_all_pixels(channels, mode, rng):
    canvas = rng.integers(0, 256, (6, 9, channels), "uint8")
    with Image.open(io.BytesIO(grid.to_png(canvas))) as picture:
        assert (picture.format, picture.mode) == ("PNG", mode)
        np.testing.assert_array_equal(np.array(picture).reshape(canvas.shape), canvas)


def test_joining_images_needs_neither_matplotlib_nor_a_backend():
    program = (
        "import sys; sys.argv = ['kerasgan']\n"
        "import kerasgan.plots.grid, kerasgan.plots.animation\n"
        "print([name for name in ('matplotlib', 'keras') if name in sys.modules])"
    )
    folder = pathlib.Path(kerasgan.__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", program], cwd=folder, capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr


# === Mistakes ===


@pytest.mark.parametrize(
    "shape, dtype, message",
    [
        ((4, 3, 8, 8), "uint8", "(n, height, width, channels) with 1, 3 or 4 channels. Received shape (4, 3, 8, 8). "
         "The channels come last: `np.moveaxis(images, 1, -1)`."),
        ((5, 784), "uint8", "with 1, 3 or 4 channels. Received shape (5, 784). Reshape them: "
         "`images.reshape(-1, 28, 28)`."),
        ((5, 783), "uint8", "with 1, 3 or 4 channels. Received shape (5, 783)."),
        ((8, 8, 3), "uint8", "Received shape (8, 8, 3), one image: pass `images[None]`."),
        ((0, 8, 8), "uint8", "with at least one image. Received shape (0, 8, 8)."),
        ((2, 8, 8), "int64", "`images`: expected uint8 or floats. Received: int64. Convert them: "
         "`images.astype('uint8')`."),
    ],
)  # fmt: skip
def test_what_is_no_image_is_refused_with_the_fix(shape, dtype, message):
    with pytest.raises(ValueError) as error:
        image_grid(np.zeros(shape, dtype))
    assert str(error.value).startswith("`images`: expected ") and str(error.value).endswith(message)


def test_floats_of_an_unknown_range_are_refused():
    with pytest.raises(ValueError) as error:
        image_grid(np.linspace(-4, 200, 32).reshape(2, 4, 4))
    assert str(error.value) == (
        "`images`: expected floats from 0 to 1 or from -1 to 1. Received values from -4 to 200. Say what black and "
        "white are, for example `value_range=(0, 255)`."
    )


@pytest.mark.parametrize("value_range", [(1, 0), (0, 0), 1, (0, np.nan), (0, 1, 2)])
def test_a_range_that_is_none_is_refused(value_range):
    with pytest.raises(ValueError, match="^`value_range`: expected a pair of numbers, the lower one first. Received: "):
        image_grid(np.zeros((1, 4, 8)), value_range=value_range)


def test_all_mistakes_come_in_one_message():
    with pytest.raises(ValueError) as error:
        image_grid(numbered(4, 8), rows=0, columns=1.5, labels=[1, 2], scale=0, gap=-1)
    assert str(error.value).splitlines() == [
        "5 problems:",
        "  1. `rows`: expected a whole number of at least 1. Received: 0.",
        "  2. `columns`: expected a whole number of at least 1. Received: 1.5.",
        "  3. `labels`: expected one label for each of the 4 samples. Received shape (2,).",
        "  4. `scale`: expected a whole number of at least 1. Received: 0.",
        "  5. `gap`: expected a whole number of at least 0. Received: -1.",
    ]

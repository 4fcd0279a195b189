"""Many images joined into one, by NumPy and Pillow alone."""

import io
import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike
from PIL import Image

from kerasgan import checks

# Small images are enlarged until a picture is about this wide, in whole factors: every pixel stays a square.
WIDTH = 640
LARGEST_SCALE = 8

# An image so many times as wide as high is a strip.
STRIP = 4


def image_grid(
    images: ArrayLike,
    *,
    rows: int | None = None,
    columns: int | None = None,
    labels: Sequence | None = None,
    value_range: tuple[float, float] | None = None,
    scale: int = 1,
    gap: int = 2,
) -> Image.Image:
    """Joins images into one, row by row, with thin white lines between them.

    Args:
        images: Array `(n, height, width)` or `(n, height, width, channels)` with 1, 3 or 4 channels; uint8 from 0 to
            255, or floats in `value_range`.
        rows: Integer, how many rows. Images that have no place are left out. Defaults to `None`, as many as needed.
        columns: Integer, how many images in a row. Defaults to `None`: about as many as rows, or with `labels` as many
            as the largest class has.
        labels: Array `(n,)` of integers or strings: each class then has a row of its own, in order of the integers, or
            of the strings' first appearance. Defaults to `None`.
        value_range: Pair of floats, what black and white are in float images. Defaults to `None`: (0, 1) where nothing
            is negative, else (-1, 1).
        scale: Integer: each pixel becomes a square of `scale` x `scale`, or `"auto"`: the scale at which the grid is
            about 640 pixels wide. Defaults to `1`.
        gap: Integer, the width of the lines in pixels. Defaults to `2`.

    Returns:
        uint8 array `(height, width, channels)`; places without an image are white.

    Raises:
        ValueError: If these are not images, floats lie outside their range, or an argument is not valid.

    Example:

    >>> images = np.random.default_rng(0).random((12, 8, 8))
    >>> kerasgan.plots.image_grid(images, columns=4).shape
    (28, 38, 1)
    """
    images = np.asarray(images)
    checks.raise_all(image_problems("images", images, value_range))
    checks.raise_all([*layout_problems(len(images), rows, columns, labels), *size_problems(scale, gap)])
    pixels = to_pixels(images, value_range)
    places, _ = arrange(len(images), rows, columns, labels, pixels.shape[1:3])
    return join(pixels, places, fitting_scale(pixels, places) if scale == "auto" else scale, gap)


def join(pixels, places, scale, gap):
    """Returns `pixels` `(n, h, w, c)` laid out as the indices `places` `(rows, columns)` say; -1 is an empty place."""
    pixels = pixels.repeat(scale, axis=1).repeat(scale, axis=2)
    height, width, channels = pixels.shape[1:]
    rows, columns = places.shape
    canvas = np.full((rows * (height + gap) - gap, columns * (width + gap) - gap, channels), 255, "uint8")
    for (row, column), index in np.ndenumerate(places):
        if index >= 0:
            top, left = row * (height + gap), column * (width + gap)
            canvas[top : top + height, left : left + width] = pixels[index]
    return canvas


def fitting_scale(pixels, places, width=WIDTH):
    """Returns the whole factor that brings the longer side of the grid near to `width` pixels."""
    size = max(places.shape[1] * pixels.shape[2], places.shape[0] * pixels.shape[1])
    return max(1, min(LARGEST_SCALE, round(width / size)))


def arrange(n, rows=None, columns=None, labels=None, size=(1, 1)):
    """Returns which image is where, indices `(rows, columns)` with -1 for none, and the classes of the rows or None.

    Where nobody says how many columns, there are fewer of strips, such as the slices of a volume: `size` of an image.
    """
    if labels is not None:
        classes = in_order(labels)
        members = [np.flatnonzero(np.asarray(labels) == name) for name in classes[:rows]]
        columns = columns or max(map(len, members))
        return np.stack([padded(found, columns) for found in members]), classes[:rows]
    strips = size[1] / size[0] if size[1] >= STRIP * size[0] else 1
    columns = columns or (math.ceil(n / rows) if rows else near_square(n, strips))
    rows = rows or math.ceil(n / columns)
    return padded(np.arange(n), rows * columns).reshape(rows, columns), None


def padded(indices, length):
    """Returns the first `length` of `indices`, with -1 behind where they are fewer."""
    return np.pad(indices[:length], (0, max(0, length - len(indices))), constant_values=-1)


def near_square(n, aspect=1):
    """Returns the number of columns of a grid for `n` images: near to a square, without empty places if it can be."""
    side = math.ceil(math.sqrt(n / aspect))
    return next((columns for columns in range(side, 2 * side + 1) if n % columns == 0), side)


def in_order(labels):
    """Returns the different `labels`: numbers by size, words by first appearance."""
    classes, first = np.unique(np.asarray(labels), return_index=True)
    return classes if classes.dtype.kind in "iufb" else classes[np.argsort(first)]


def to_pixels(images, value_range=None):
    """Returns `images` as uint8 `(n, height, width, channels)`: clipped, and what is not a number as black."""
    images = images if images.ndim == 4 else images[..., None]
    if images.dtype == np.uint8:
        return images
    low, high = value_range or guessed_range(images)
    values = np.clip(np.nan_to_num(images.astype("float64"), nan=low), low, high)
    return np.rint((values - low) * (255 / (high - low))).astype("uint8")


def guessed_range(images):
    """Returns (0, 1) for floats of which none is negative, else (-1, 1)."""
    return (-1.0, 1.0) if np.nan_to_num(images).min() < 0 else (0.0, 1.0)


def to_image(canvas):
    """Returns a Pillow image of a uint8 array `(height, width, channels)`."""
    return Image.fromarray(canvas[..., 0] if canvas.shape[-1] == 1 else canvas)


def to_png(image):
    """Returns a Pillow image, or a uint8 array `(height, width, channels)`, as the bytes of a PNG file."""
    file = io.BytesIO()
    image = to_image(image) if isinstance(image, np.ndarray) else image
    image.save(file, "PNG")
    return file.getvalue()


# === Checks ===


def image_problems(argument, images, value_range=None):
    """Checks that `images` are images, and floats within their range."""
    expected = f"`{argument}`: expected images of shape (n, height, width) or (n, height, width, channels)"
    if images.ndim not in (3, 4) or (images.ndim == 4 and images.shape[-1] not in (1, 3, 4)):
        return [
            f"{expected} with 1, 3 or 4 channels. Received shape {images.shape}.{shape_fix(argument, images.shape)}"
        ]
    if images.ndim == 3 and images.shape[-1] in (1, 3):  # no one has images of this width
        signals = f", or `{argument}[..., 0]` if they are signals" if images.shape[-1] == 1 else ""
        return [f"{expected}. Received shape {images.shape}, one image: pass `{argument}[None]`{signals}."]
    if not images.size:
        return [f"{expected}, with at least one image. Received shape {images.shape}."]
    if images.dtype != np.uint8 and images.dtype.kind != "f":
        fix = f"Convert them: {conversion(argument, images)}."
        return [f"`{argument}`: expected uint8 or floats. Received: {images.dtype}. {fix}"]
    return range_problems(argument, images, value_range)


def conversion(argument, images):
    """Returns what makes images of other whole numbers drawable, code; a cast to uint8 would wrap what is above 255."""
    most = images.max() if images.dtype.kind in "iu" and images.min() >= 0 else 0
    if images.dtype.kind == "b" or images.dtype.kind in "iu" and most == 1:
        return f"`{argument}.astype('float32')`"
    if images.dtype.kind not in "iu" or most <= 255:
        return f"`{argument}.astype('uint8')`"
    return f"`({argument} / {65535 if most <= 65535 else most}).astype('float32')`, by what is white"


def shape_fix(argument, shape):
    """Returns what to do about a shape that is none of images."""
    if len(shape) == 4 and shape[1] in (1, 3, 4):
        return f" The channels come last: `np.moveaxis({argument}, 1, -1)`."
    side = math.isqrt(shape[1]) if len(shape) == 2 else 0
    return f" Reshape them: `{argument}.reshape(-1, {side}, {side})`." if side > 1 and side**2 == shape[1] else ""


def range_problems(argument, images, value_range):
    """Checks the range of float images: a pair that is named is taken at its word, values outside are clipped."""
    if images.dtype == np.uint8:
        return []
    if value_range is not None:
        numbers = np.shape(value_range) == (2,) and np.isfinite(value_range).all()
        if numbers and value_range[0] < value_range[1]:
            return []
        return [f"`value_range`: expected a pair of numbers, the lower one first. Received: {value_range!r}."]
    numbers = np.nan_to_num(images)
    low, high = float(numbers.min()), float(numbers.max())
    if -1.001 <= low and high <= 1.001:
        return []
    return [
        f"`{argument}`: expected floats from 0 to 1 or from -1 to 1. Received values from {low:.4g} to {high:.4g}. Say "
        "what black and white are, for example `value_range=(0, 255)`."
    ]


def layout_problems(n, rows, columns, labels):
    """Checks `rows`, `columns` and `labels` of a grid of `n` images."""
    found = checks.positive_integer("rows", rows, optional=True)
    found += checks.positive_integer("columns", columns, optional=True)
    if labels is not None and np.shape(labels) != (n,):
        found.append(f"`labels`: expected one label for each of the {n} samples. Received shape {np.shape(labels)}.")
    return found


def size_problems(scale, gap):
    """Checks `scale` and `gap` of a grid."""
    found = [] if scale == "auto" else checks.positive_integer("scale", scale)
    whole = isinstance(gap, (int, np.integer)) and gap >= 0
    return found if whole else [*found, f"`gap`: expected a whole number of at least 0. Received: {gap!r}."]

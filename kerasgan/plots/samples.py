"""What a GAN generates, drawn: images as a grid, points as points, vectors as lines."""

import math
from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure
from matplotlib.textpath import TextPath
from numpy.typing import ArrayLike

from kerasgan import checks
from kerasgan.checks.types import PathLike
from kerasgan.plots import figure, fonts, grid, layout

# Of more images than these, the first are drawn, unless rows or columns say otherwise.
MOST_IMAGES = 100

# Okabe and Ito's palette without yellow, which is too light on white; more classes than colours begin again.
CLASS_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#8C8C8C", "#000000")

POINTS_PER_INCH = 72


@figure.styled
def plot_samples(
    samples: ArrayLike,
    to_file: PathLike | None = None,
    *,
    rows: int | None = None,
    columns: int | None = None,
    labels: Sequence | None = None,
    value_range: tuple[float, float] | None = None,
) -> Figure:
    """Draws samples, real or generated: what is drawn depends on their shape.

    - Images become a grid without margins. Small ones are enlarged by a whole factor, so that each pixel stays a
      square; none is blurred. Of more than 100 images the first 100 are drawn, unless `rows` or `columns` is given.
    - Volumes and films become images of their slices, side by side; channels that are no colours likewise.
    - Two-dimensional points become a scatter plot with equal scales.
    - Longer vectors become lines over their dimensions: the first three samples, and the range in which half of all
      samples lie, and nine in ten. Signals of one channel, `(n, steps, 1)`, are such vectors.
    - Single numbers become a histogram.

    Args:
        samples: Array `(n, height, width)` or `(n, height, width, channels)` of images, uint8 or float; `(n, 2)` of
            points; `(n, d)` of vectors; `(n, depth, height, width, channels)` of volumes. Channels may come first.
        to_file: Path of a picture (`.png`, `.svg`, `.pdf`, ...), or `None` for none. Defaults to `None`.
        rows: Integer, how many rows of images. Defaults to `None`, as many as needed.
        columns: Integer, how many images in a row. Defaults to `None`, about as many as rows.
        labels: Array `(n,)` of integers or strings, for images and points. Images of a class are in a row of their
            own, which its name stands beside; points have a colour for each class. Defaults to `None`.
        value_range: Pair of floats, what black and white are in float images. Defaults to `None`: (0, 1) where nothing
            is negative, else (-1, 1).

    Returns:
        A Matplotlib figure.

    Raises:
        ValueError: If the shape is none of these, values are not finite or out of their range, an argument is not valid
            or does not belong to samples of this shape, or `to_file` cannot be written.

    Example:

    >>> digits = np.random.default_rng(0).integers(0, 256, (20, 8, 8), "uint8")
    >>> figure = kerasgan.plot_samples(digits, "digits.png", labels=np.repeat([3, 7], 10))
    """
    samples = np.asarray(samples)
    samples = layout.drawable(samples) if samples.ndim > 3 or _are_signals(samples.shape) else samples
    checks.raise_all(sample_problems(samples, value_range) + figure.check_file(to_file))
    options = {"rows": rows, "columns": columns, "labels": labels, "value_range": value_range}
    drawing = draw_images(samples, **options) if samples.ndim > 2 else draw_vectors(samples, **options)
    figure.save(drawing, to_file)
    return drawing


def _are_signals(shape):
    """Tells whether samples are signals of one channel, and not one square image, which has the same axes."""
    return shape[2:] == (1,) and shape[0] != shape[1]


def sample_problems(samples, value_range):
    """Checks that `samples` are something that we can draw."""
    if samples.ndim in (3, 4):
        return grid.image_problems("samples", samples, value_range)
    if samples.ndim != 2 or not samples.size:
        fix = " For single numbers pass `samples[:, None]`." if samples.ndim == 1 and samples.size else ""
        return [
            "`samples`: expected images (n, height, width) or (n, height, width, channels), or vectors (n, d), and at "
            f"least one. Received shape {samples.shape}.{fix}"
        ]
    if samples.dtype.kind not in "iuf":
        return [f"`samples`: expected numbers. Received: {samples.dtype}."]
    bad = np.count_nonzero(~np.isfinite(samples))
    return [f"`samples`: expected finite numbers. Received {bad} that are NaN or infinite."] if bad else []


# === Images ===


def draw_images(images, rows, columns, labels, value_range):
    """Returns a figure of a grid of images that is as large as the grid, and the names of its rows."""
    checks.raise_all(grid.layout_problems(len(images), rows, columns, labels))
    if rows is None and columns is None and labels is None:
        images = images[:MOST_IMAGES]
    pixels = grid.to_pixels(images, value_range)
    places, names = grid.arrange(len(images), rows, columns, labels, pixels.shape[1:3])
    scale = grid.fitting_scale(pixels, places)
    canvas = grid.join(pixels, places, scale, gap=2)
    left = 0 if names is None else margin_for(names)
    drawing = on_paper(canvas, left)
    for row, name in enumerate(() if names is None else names):
        middle = 1 - (row + 0.5) / len(names)
        place = (left - 6) / (left + canvas.shape[1])
        drawing.text(place, middle, fonts.readable(name), ha="right", va="center")
    return drawing


def margin_for(names):
    """Returns how many pixels the names of rows need; letters on whole pixels are a little wider than drawn exactly."""
    size = figure.STYLE["font.size"]
    widest = max(TextPath((0, 0), fonts.readable(name), size).get_extents().width for name in names)
    return 14 + math.ceil(1.1 * widest * figure.STYLE["savefig.dpi"] / POINTS_PER_INCH)


def on_paper(canvas, left):
    """Returns a figure that shows `canvas` pixel by pixel, with `left` pixels of room beside it."""
    dpi = figure.STYLE["savefig.dpi"]
    height, width = canvas.shape[:2]
    drawing = figure.Figure(figsize=((left + width) / dpi, height / dpi))
    axes = drawing.add_axes((left / (left + width), 0, width / (left + width), 1))
    axes.set_axis_off()
    colours = canvas.repeat(3, axis=-1) if canvas.shape[-1] == 1 else canvas
    axes.imshow(colours, interpolation="nearest", aspect="auto")
    return drawing


# === Vectors ===


def draw_vectors(samples, rows, columns, labels, value_range):
    """Returns a figure of points, lines or a histogram."""
    given = {"rows": rows, "columns": columns, "value_range": value_range}
    given = {name: value for name, value in given.items() if value is not None}
    problems = [f"`{name}`: only for images. Received samples of shape {samples.shape}." for name in given]
    if labels is not None and samples.shape[1] != 2:
        problems.append(f"`labels`: only for images and points. Received samples of shape {samples.shape}.")
    checks.raise_all(problems + grid.layout_problems(len(samples), None, None, labels))
    size = (4.5, 4.5) if samples.shape[1] == 2 else (8, 3)
    drawing, axes = figure.subplots(1, 1, *size)
    if samples.shape[1] == 2:
        draw_points(axes[0, 0], samples, labels)
    elif samples.shape[1] == 1:
        draw_histogram(axes[0, 0], samples[:, 0])
    else:
        draw_lines(axes[0, 0], samples)
    return drawing


def draw_points(axes, points, labels):
    """Draws two-dimensional points, with a colour for each class."""
    options = {"s": np.clip(4000 / len(points), 4, 30), "alpha": 0.6, "linewidths": 0}
    if labels is None:
        axes.scatter(*points.T, color=figure.FAKE, **options)
    for number, name in enumerate(() if labels is None else grid.in_order(labels)):
        of_class = points[np.asarray(labels) == name]
        colour = CLASS_COLOURS[number % len(CLASS_COLOURS)]
        axes.scatter(*of_class.T, color=colour, label=fonts.readable(name), **options)
    if labels is not None:
        axes.legend(loc="upper left", bbox_to_anchor=(1, 1), markerscale=20 / options["s"] ** 0.5 / 4)
    axes.set_aspect("equal", "datalim")


def draw_histogram(axes, values):
    """Draws how often values come."""
    axes.hist(values, "auto" if len(values) < 10_000 else 100, density=True, color=figure.FAKE)
    axes.set_xlabel("value")
    axes.set_ylabel("density")


def draw_lines(axes, vectors):
    """Draws three vectors over the range of all."""
    x = np.arange(vectors.shape[1])
    for outer, shade in ((0.05, 0.15), (0.25, 0.25)):
        low, high = np.quantile(vectors, (outer, 1 - outer), axis=0)
        label = f"{100 - 200 * outer:.0f} % of all"
        axes.fill_between(x, low, high, color=figure.FAKE, alpha=shade, linewidth=0, label=label)
    for number, vector in enumerate(vectors[:3]):
        label = None if number else "three samples" if len(vectors) > 2 else "samples"
        axes.plot(x, vector, color=figure.FAKE, linewidth=0.9, alpha=0.9 - 0.25 * number, label=label)
    axes.set_xlim(0, x[-1])
    axes.set_xlabel("dimension")
    axes.set_ylabel("value")
    axes.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=3, borderaxespad=0)

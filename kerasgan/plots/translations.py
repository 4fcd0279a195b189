"""What was given, made and wanted, side by side: pictures of translation."""

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from kerasgan import checks
from kerasgan.checks.types import PathLike
from kerasgan.plots import figure, grid, lettering, samples

ROWS = ("given", "made", "wanted")
BAND = 8  # pixels between one band of pictures and the next


@figure.styled
def plot_translations(
    given: ArrayLike,
    made: ArrayLike,
    wanted: ArrayLike | None = None,
    to_file: PathLike | None = None,
    *,
    columns: int = 10,
) -> Figure:
    """Draws what was given, what was made of it, and what was wanted, one below the other.

    Smaller pictures are enlarged, each pixel a square; grey ones stand beside coloured ones as they are.

    Args:
        given: uint8 array `(n, height, width, channels)`.
        made: uint8 array `(n, ...)`.
        wanted: uint8 array `(n, ...)`, or `None` where it is not known. Defaults to `None`.
        to_file: Path of a picture (`.png`, `.svg`, `.pdf`, ...), or `None` for none. Defaults to `None`.
        columns: Integer, how many in a row; more make another band of rows below. Defaults to `10`.

    Returns:
        A Matplotlib figure.

    Raises:
        ValueError: If these are no uint8 pictures, not equally many, or an argument is not valid.

    Example:

    >>> x = np.random.default_rng(0).integers(0, 256, (4, 8, 8, 1), "uint8")
    >>> figure = kerasgan.plot_translations(x[:, ::2, ::2], x, x, "translated.png")
    """
    parts = parts_of(given, made, wanted)
    checks.raise_all(problems(parts, columns) + figure.check_file(to_file))
    drawing = samples.on_paper(np.atleast_3d(np.asarray(image(parts, columns))), 0)
    figure.save(drawing, to_file)
    return drawing


def parts_of(given, made, wanted=None):
    """Returns what there is by the name of its row."""
    return {name: np.asarray(x) for name, x in zip(ROWS, (given, made, wanted)) if x is not None}


def image(parts, columns=10, width=grid.WIDTH):
    """Returns bands of rows as a Pillow image: a row of each part, its name at the left."""
    pixels = alike(parts)
    count = len(next(iter(pixels.values())))
    columns = min(columns, count)
    scale = grid.fitting_scale(next(iter(pixels.values())), np.zeros((1, columns)), width)
    bands = [
        band([part[start : start + columns] for part in pixels.values()], list(parts), columns, scale)
        for start in range(0, count, columns)
    ]
    gap = np.full((BAND, *bands[0].shape[1:]), 255, "uint8")
    return grid.to_image(np.concatenate([part for one in bands for part in (one, gap)][:-1]))


def band(rows, names, columns, scale):
    """Returns rows of pictures below each other and their names at the left, an array."""
    count = len(rows[0])
    places = np.stack([grid.padded(np.arange(count), columns)] * len(rows))
    places = np.where(places < 0, -1, places + count * np.arange(len(rows))[:, None])
    joined = grid.to_image(grid.join(np.concatenate(rows), places, scale, gap=2))
    return np.atleast_3d(np.asarray(lettering.name_rows(joined, names)))


def alike(parts):
    """Returns all parts in the size of the largest, and in colour where one of them is."""
    height, width = (max(x.shape[axis] for x in parts.values()) for axis in (1, 2))
    channels = max(x.shape[-1] for x in parts.values())
    return {name: fitted(x, height, width, channels) for name, x in parts.items()}


def fitted(x, height, width, channels):
    """Returns pictures of a size, each pixel repeated, and of so many channels, grey repeated or opaque."""
    rows, columns = (np.arange(size) * side // size for size, side in zip((height, width), x.shape[1:3]))
    x = x[:, rows][:, :, columns]
    if x.shape[-1] == 1:
        x = x.repeat(min(channels, 3), axis=-1)
    if x.shape[-1] < channels:
        x = np.concatenate([x, np.full((*x.shape[:-1], channels - x.shape[-1]), 255, "uint8")], axis=-1)
    return x


def problems(parts, columns):
    """Checks that all parts are pictures of bytes, and equally many."""
    found = checks.positive_integer("columns", columns)
    for name, x in parts.items():
        if x.dtype != np.uint8 or x.ndim != 4 or x.shape[-1] not in (1, 3, 4) or not len(x):
            found.append(
                f"`{name}`: expected uint8 pictures (n, height, width, channels). Received: {x.dtype} {x.shape}."
            )
    counts = {name: len(x) for name, x in parts.items()}
    if not found and len(set(counts.values())) > 1:
        found.append(f"`made`: expected as many of each. Received: {counts}.")
    return found

"""Real samples on a page: pictures to find the nearest among, points of the plane to be drawn beside those made."""

import base64
import io
import math

import numpy as np
from PIL import Image

from kerasgan.plots import surface
from kerasgan.recipe import kinds
from kerasgan.recipe.page import examples
from kerasgan.recipe.page.packing import packed

# Pictures at most, and of large ones so many bytes of pixels; of fewer than LEAST the nearest one says nothing.
MOST, MOST_BYTES, LEAST = 1000, 3_000_000, 50

POINTS = 500


def of(recipe, gan, given=True):
    """Returns what a page keeps of the data of a GAN, a dict of plain types; `None` where there are none.

    Args:
        recipe: Dict, or `None`.
        gan: A game of pictures or of points of the plane.
        given: Array of real samples, or `True` for those of the recipe, where they are on this machine. Defaults to
            `True`.
    """
    points = tuple(gan.data_shape) == (2,)
    if given is True:
        given = drawn_points(recipe) if points else pictures_of(recipe, gan.data_shape)
    if given is None:
        return None
    return of_points(given) if points else of_pictures(given)


def drawn_points(recipe):
    """Returns points as a recipe's data draws them, `None` where it has no such data."""
    data = examples.data_of(recipe)
    found = np.asarray(data(POINTS, np.random.default_rng(0))) if callable(data) else None
    return found if found is not None and found.ndim == 2 and found.shape[1] == 2 else None


def of_points(points):
    """Returns what a page keeps of real points: some, and the ends of the axes around all of them."""
    return {"points": packed(points[:POINTS]), "limits": surface.around(np.asarray(points))}


class Pictures:
    """Pictures of a data set, read where they are wanted: `len(pictures)`, `pictures[rows]`."""

    def __init__(self, data):
        self.images = kinds.Images(data)

    def __len__(self):
        return self.images.n

    def __getitem__(self, rows):
        return np.asarray(self.images.take(rows, None))


def pictures_of(recipe, shape):
    """Returns the `Pictures` of a recipe's data, `None` where it has none of that shape on this machine."""
    data = examples.data_of(recipe)
    if data is None or callable(data):
        return None
    try:
        found = Pictures(data)
        first = found[np.arange(1)]
    except (AttributeError, OSError, TypeError, ValueError):  # a table, pairs, files that are gone
        return None
    return found if first.dtype == np.uint8 and first.shape[1:] == tuple(shape) else None


def of_pictures(found):
    """Returns what a page keeps of pictures: a sheet of some, and how near the nearest other one of each is."""
    size = math.prod(found[np.arange(1)].shape[1:])
    some = min(len(found), MOST, MOST_BYTES // size)
    if some < LEAST:
        return None
    x = found[np.sort(np.random.default_rng(0).permutation(len(found))[:some])]
    x = x.reshape(some, *x.shape[1:3], -1)
    if x.shape[-1] not in (1, 3):
        return None
    return {"sheet": sheet(x), "across": across(some), "count": some, "of": len(found), "typical": typical(x)}


def across(count):
    """Returns how many pictures stand next to each other on a sheet."""
    return math.ceil(math.sqrt(count))


def sheet(x):
    """Returns pictures as one, a PNG file as base64: rows of as many as `across` says, the last filled up."""
    count, height, width, channels = x.shape
    wide = across(count)
    high = math.ceil(count / wide)
    full = np.zeros((high * wide, height, width, channels), "uint8")
    full[:count] = x
    full = full.reshape(high, wide, height, width, channels).transpose(0, 2, 1, 3, 4)
    full = full.reshape(high * height, wide * width, channels)
    data = io.BytesIO()
    Image.fromarray(full[..., 0] if channels == 1 else full).save(data, "PNG", optimize=True)
    return base64.b64encode(data.getvalue()).decode("ascii")


def typical(x):
    """Returns how far each picture is from the nearest other one, the median, as root of the mean square of a pixel."""
    rows = x.reshape(len(x), -1).astype("float64")
    squares = np.square(rows).sum(1)
    apart = squares[:, None] + squares - 2 * rows @ rows.T
    np.fill_diagonal(apart, np.inf)
    return float(np.median(np.sqrt(np.maximum(apart.min(1), 0) / rows.shape[1])))


def problems(given, gan):
    """Checks `real`: a boolean, or samples as the GAN makes them."""
    if isinstance(given, (bool, np.bool_)):
        return []
    shape = tuple(getattr(gan, "data_shape", None) or ())
    pixels = shape != (2,)
    x = np.asarray(given)
    wanted = "uint8 pictures" if pixels else "points"
    if x.shape[1:] == shape and len(x) and (x.dtype == np.uint8 if pixels else x.dtype.kind in "iuf"):
        finite = bool(np.isfinite(x).all())
        return [] if finite else ["`real`: expected finite numbers. Received NaN or infinite values. Leave them out."]
    return [
        f"`real`: expected a boolean, or an array of {wanted} of shape {('n', *shape)}, as the GAN makes them. "
        f"Received shape {x.shape} of {x.dtype}."
    ]

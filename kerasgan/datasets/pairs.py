"""`Pairs`: pictures to be made, each with the picture that it is made of; and pairs derived from any pictures.

What is to be made is there already; what it is made of is the same picture with something taken away: made small, with
a hole in it, grey. `DERIVED` has the ways by name.
"""

import numpy as np

from kerasgan import checks
from kerasgan.datasets import image_decode


class Pairs(tuple):
    """`(x, c)`, as `fit_gan` takes it: pictures to be made, and beside each what it is made of.

    Args:
        x: uint8 array `(n, height, width, channels)`.
        c: uint8 array `(n, ...)`, or a dict of such arrays by the names of the conditions.
        held_out: `(x, c)`, other pairs, not for training but to measure on. Defaults to `None`.
        kind: String, what is measured of such pairs, of `recipe.kinds.KINDS`. Defaults to `"pairs"`.

    Attributes:
        held_out, kind: As given.

    Example:

    >>> pairs = kerasgan.datasets.pairs.Pairs(np.zeros((5, 8, 8, 1), "uint8"), np.zeros((5, 4, 4, 1), "uint8"))
    >>> [part.shape for part in pairs]
    [(5, 8, 8, 1), (5, 4, 4, 1)]
    """

    def __new__(cls, x, c, held_out=None, kind="pairs"):
        made = super().__new__(cls, (x, c))
        made.held_out, made.kind = held_out, kind
        return made

    def some(self, n):
        """Returns the last `n` pairs for training, `(x, c)`."""
        rows, (x, c) = slice(-n, None), self
        return x[rows], rows_of(c, rows)

    def __reduce__(self):
        return Pairs, (*self, self.held_out, self.kind)


def rows_of(c, rows):
    """Returns some rows of what stands beside pictures, an array or a dict of arrays."""
    return {name: part[rows] for name, part in c.items()} if isinstance(c, dict) else c[rows]


def smaller(x, scale=4):
    """Returns `Pairs` for super-resolution: pictures, and beside each the means of its squares of pixels.

    Args:
        x: uint8 array `(n, height, width, channels)`, sizes that `scale` divides.
        scale: Integer of at least 2. Defaults to `4`.

    Raises:
        ValueError: If these are no such pictures, with the nearest size that divides.

    Example:

    >>> kerasgan.datasets.pairs.smaller(np.zeros((2, 28, 28, 1), "uint8"))[1].shape
    (2, 7, 7, 1)
    """
    x = np.asarray(x)
    checks.raise_all(picture_problems(x) + checks.positive_integer("scale", scale, least=2))
    n, height, width, channels = x.shape
    if height % scale or width % scale:
        nearest = tuple(max(scale, round(side / scale) * scale) for side in (height, width))
        raise ValueError(
            f"`scale`: expected pictures of a size that {scale} divides. Received: {height}x{width}. The nearest is "
            f"{nearest[0]}x{nearest[1]}."
        )
    means = x.reshape(n, height // scale, scale, width // scale, scale, channels).mean(axis=(2, 4))
    return Pairs(x, np.rint(means).astype("uint8"))


def cut_out(x, least=0.3, most=0.6, seed=0):
    """Returns `Pairs` for inpainting: pictures, and beside each the same with a hole, and the mask of the hole.

    Args:
        x: uint8 array `(n, height, width, channels)`.
        least: Float, the least height and width of a hole, as a share of the picture's. Defaults to `0.3`.
        most: Float, the most. Defaults to `0.6`.
        seed: Integer, of where the holes are and how large. Defaults to `0`.

    Returns:
        `Pairs` whose second part is a dict: `"picture"`, in which the hole is mid-grey, 128, and `"mask"`, uint8
        `(n, height, width, 1)`, 255 in the hole and 0 elsewhere.

    Raises:
        ValueError: If these are no pictures or the shares none from 0 to 1.

    Example:

    >>> x, given = kerasgan.datasets.pairs.cut_out(np.zeros((2, 28, 28, 1), "uint8"))
    >>> sorted(given), np.unique(given["mask"]).tolist()
    (['mask', 'picture'], [0, 255])
    """
    x = np.asarray(x)
    numbers = [
        p for name, share in {"least": least, "most": most}.items() for p in checks.finite_number(name, share, 0)
    ]
    checks.raise_all(picture_problems(x) + numbers)
    if not least <= most <= 1:
        raise ValueError(f"`least` and `most`: expected shares in this order, up to 1. Received: {least}, {most}.")
    rng = np.random.default_rng(seed)
    inside = [_spans(size, len(x), least, most, rng) for size in x.shape[1:3]]
    mask = (inside[0][:, :, None] & inside[1][:, None, :])[..., None]
    return Pairs(x, {"picture": np.where(mask, np.uint8(128), x), "mask": np.where(mask, 255, 0).astype("uint8")})


def _spans(size, n, least, most, rng):
    """Returns truth values `(n, size)`: which of the places in a row are inside of a span at a random place."""
    lengths = np.maximum(1, np.rint(rng.uniform(least, most, n) * size)).astype(int)
    starts = np.floor(rng.uniform(size=n) * (size - lengths + 1)).astype(int)
    places = np.arange(size)
    return (places >= starts[:, None]) & (places < (starts + lengths)[:, None])


def grey(x):
    """Returns `Pairs` for colouring: pictures, and beside each its brightness.

    Args:
        x: uint8 array `(n, height, width, 3)`.

    Raises:
        ValueError: If these are no pictures in colour.

    Example:

    >>> red = np.zeros((1, 2, 2, 3), "uint8")
    >>> red[..., 0] = 255
    >>> int(kerasgan.datasets.pairs.grey(red)[1].max())
    76
    """
    x = np.asarray(x)
    found = picture_problems(x)
    if not found and x.shape[-1] != 3:
        found = [f"`x`: expected pictures in colour, of 3 channels. Received: {x.shape[-1]}."]
    checks.raise_all(found)
    return Pairs(x, np.rint(x @ image_decode.GREY)[..., None].astype("uint8"))


DERIVED = {"cut_out": cut_out, "grey": grey, "smaller": smaller}


def picture_problems(x):
    """Checks that an array has pictures of bytes, a list of messages."""
    if x.ndim == 4 and x.dtype == np.uint8:
        return []
    return [f"`x`: expected uint8 pictures, (n, height, width, channels). Received: {x.dtype} {x.shape}."]

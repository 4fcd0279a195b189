"""Pictures once more, turned, sheared, scaled and moved a little: more to learn from where there are few."""

import numpy as np
from scipy import ndimage

SHEAR, SHIFT = 0.12, 1 / 14  # most of it: in the matrix, beside 1; of height and width


def varied(x, copies, seed=0):
    """Returns copies of pictures, each in another shape: by a random affine map about its middle.

    Args:
        x: uint8 array `(n, height, width, channels)`.
        copies: Integer, how many of each.
        seed: Integer. Defaults to `0`.

    Returns:
        uint8 array `(copies * n, height, width, channels)`; what comes into sight from outside repeats the border.

    Example:

    >>> kerasgan.datasets.varied.varied(np.zeros((5, 28, 28, 1), "uint8"), copies=2).shape
    (10, 28, 28, 1)
    """
    rng = np.random.default_rng(seed)
    return np.array([_moved(picture, rng) for _ in range(copies) for picture in x], "uint8").reshape(-1, *x.shape[1:])


def _moved(picture, rng):
    size = np.array(picture.shape[:2])
    turn, middle = np.eye(2) + rng.uniform(-SHEAR, SHEAR, (2, 2)), (size - 1) / 2
    offset = middle - turn @ middle + rng.uniform(-SHIFT, SHIFT, 2) * size
    channels = np.moveaxis(picture.astype("float32"), -1, 0)
    moved = [ndimage.affine_transform(channel, turn, offset, order=1, mode="nearest") for channel in channels]
    return np.rint(np.stack(moved, axis=-1))

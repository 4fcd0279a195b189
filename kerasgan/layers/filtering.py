"""The filter of StyleGAN2 and R3GAN, [1, 3, 3, 1] along rows and columns: maps doubled and halved without aliasing.

Products with a matrix for each axis, which can be differentiated as often as one likes on every backend: on CPUs slices
with a stride cost ten times as much.
"""

import functools

import numpy as np
from keras import ops

TAPS = (1.0, 3.0, 3.0, 1.0)  # over their sum, 8


def blurred(values, before, behind, stride=1):
    """Returns maps filtered along both axes.

    Args:
        values: Tensor `(batch, height, width, channels)`.
        before: Integer, how many rows and columns of zeros come before them.
        behind: Pair of integers, how many rows and how many columns come behind.
        stride: Integer, how far the filter moves. Defaults to `1`.
    """
    sizes = values.shape[1:3]
    return _along_both(values, [matrix(size, before, end, stride) for size, end in zip(sizes, behind)])


def doubled(values):
    """Returns maps of twice the size: zeros between the pixels, then the filter, times four."""
    return _along_both(values, [doubling(size) for size in values.shape[1:3]])


def halved(values):
    """Returns maps of half the size, an odd one rounded up: the filter, at every second pixel."""
    return blurred(values, 1, [1 + size % 2 for size in values.shape[1:3]], stride=2)


@functools.cache
def matrix(size, before, behind, stride):
    """Returns the matrix `(outputs, size)` of the filter along an axis with zeros before and behind it."""
    padded = np.zeros((before + size + behind, size), "float32")
    padded[before : before + size] = np.eye(size)
    rows = range(0, len(padded) - len(TAPS) + 1, stride)
    return np.stack([np.asarray(TAPS, "float32") @ padded[row : row + len(TAPS)] / sum(TAPS) for row in rows])


@functools.cache
def doubling(size):
    """Returns the matrix `(2 * size, size)` that doubles an axis: zeros between its pixels, then twice the filter."""
    return 2.0 * matrix(2 * size, 2, 1, 1)[:, ::2]


def _along_both(values, matrices):
    rows, columns = (ops.convert_to_tensor(each, values.dtype) for each in matrices)
    _, height, width, channels = values.shape
    values = ops.matmul(rows, ops.reshape(values, (-1, height, width * channels)))
    return ops.matmul(columns, ops.reshape(values, (-1, rows.shape[0], width, channels)))

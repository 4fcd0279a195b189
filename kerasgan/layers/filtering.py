"""The filter of StyleGAN2, [1, 3, 3, 1] along rows and columns: maps doubled and halved without aliasing.

Slices and sums, which can be differentiated as often as one likes on every backend.
"""

from keras import ops

TAPS = 4  # how many pixels the filter sees


def blurred(values, before, behind, stride=1):
    """Returns maps filtered along both axes.

    Args:
        values: Tensor `(batch, height, width, channels)`.
        before: Integer, how many rows and columns of zeros come before them.
        behind: Pair of integers, how many rows and how many columns come behind.
        stride: Integer, how far the filter moves. Defaults to `1`.
    """
    values = ops.pad(values, ((0, 0), (before, behind[0]), (before, behind[1]), (0, 0)))
    return _along(_along(values, 1, stride), 2, stride)


def _along(values, axis, stride):
    count = values.shape[axis] - TAPS + 1
    first, second, third, last = (_cut(values, axis, slice(tap, tap + count, stride)) for tap in range(TAPS))
    return (first + last + 3.0 * (second + third)) * 0.125


def doubled(values):
    """Returns maps of twice the size: zeros between the pixels, then the filter, times four."""
    return _doubled_along(_doubled_along(values, 1), 2)


def _doubled_along(values, axis):
    size = values.shape[axis]
    padding = [(1, 1) if place == axis else (0, 0) for place in range(4)]
    padded = ops.pad(values, padding)
    before, behind = (_cut(padded, axis, slice(start, start + size)) for start in (0, 2))
    pairs = ops.stack([before + 3.0 * values, 3.0 * values + behind], axis=axis + 1) * 0.25
    shape = list(values.shape)
    shape[0], shape[axis] = -1, 2 * size
    return ops.reshape(pairs, shape)


def _cut(values, axis, part):
    return values[:, part] if axis == 1 else values[:, :, part]

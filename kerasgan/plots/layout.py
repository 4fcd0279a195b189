"""Samples of any shape as images or signals that can be drawn."""

import numpy as np

CHANNELS = (1, 3, 4)  # of images: grey, colours, colours and transparency

# Of a volume or a film so many slices are drawn, evenly spaced.
MOST_SLICES = 16


def drawable(samples):
    """Returns samples as what can be drawn: images `(n, h, w)` or `(n, h, w, c)`, vectors `(n, d)`.

    Of a signal of several channels it is the first, `(n, steps)`. Channels before height and width go behind; channels
    that are no colours, and slices of volumes or films, stand side by side.

    Args:
        samples: Array `(n, *shape)`, as a GAN makes them.

    Example:

    >>> [drawable(np.zeros(shape)).shape for shape in ((2, 16, 1), (2, 3, 8, 8), (2, 8, 8, 2))]
    [(2, 16), (2, 8, 8, 3), (2, 8, 16, 1)]
    """
    if samples.ndim == 3 and samples.shape[2] <= max(CHANNELS) < samples.shape[1]:
        return samples[..., 0]
    if samples.ndim == 4 and samples.shape[3] not in CHANNELS:
        if samples.shape[1] in CHANNELS:
            return np.moveaxis(samples, 1, -1)
        return side_by_side(np.moveaxis(samples, 3, 1)[..., None])
    return drawable(side_by_side(samples)) if samples.ndim > 4 else samples


def side_by_side(volumes):
    """Returns slices `(n, ..., height, width, channels)` as images `(n, height, slices * width, channels)`."""
    n, (height, width, channels) = len(volumes), volumes.shape[-3:]
    slices = volumes.reshape(n, -1, height, width, channels)
    if slices.shape[1] > MOST_SLICES:
        slices = slices[:, np.linspace(0, slices.shape[1] - 1, MOST_SLICES).round().astype(int)]
    return slices.transpose(0, 2, 1, 3, 4).reshape(n, height, -1, channels)

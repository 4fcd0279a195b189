"""uint8 images and the range of the generator: scaled on the way in, scaled back on the way out."""

import math
import warnings

import keras
import numpy as np
from keras import ops

# Grey values of uint8 that go no further are almost black: a map of labels, or another white than 255, is likelier.
DARK = 31


def pixel_range(output_range):
    """Returns `(low, high)`, what black and white become: the range of G, or (-1, 1) where that has no bound."""
    bounded = all(math.isfinite(end) for end in output_range)
    return output_range if bounded else (-1.0, 1.0)


def to_network(real, output_range):
    """Returns `real` as floats; uint8 from 0 to 255 becomes `output_range`.

    Args:
        real: Tensor, uint8 or float.
        output_range: Pair of floats, the range of the generator.

    Returns:
        Tensor of the same shape in Keras's default float type.
    """
    scale = keras.backend.standardize_dtype(real.dtype) == "uint8"
    values = ops.cast(real, keras.config.floatx())
    low, high = pixel_range(output_range)
    return low + values * ((high - low) / 255.0) if scale else values


def rescaled(values, output_range, value_range):
    """Returns samples in the range of G as another network takes them, between its black and white, a tensor."""
    (low, high), (black, white) = pixel_range(output_range), value_range
    return black + (values - low) * ((white - black) / (high - low))


def to_data(samples, output_range):
    """Returns generated `samples` as uint8 images, the inverse of `to_network` (rounded and clipped)."""
    return _grey(np.asarray(samples, "float32"), output_range, np).astype("uint8")


def as_pixels(samples, output_range):
    """Does what `to_data` does, to a tensor within a network."""
    return ops.cast(_grey(samples, output_range, ops), "uint8")


def _grey(samples, output_range, numpy):
    low, high = pixel_range(output_range)
    return numpy.clip(numpy.round((samples - low) * (255.0 / (high - low))), 0, 255)


def grey_problems(argument, values):
    """Checks that uint8 are grey values: with 0 and 1 alone they are truth values, which would become two blacks."""
    if str(values.dtype) != "uint8" or not values.size or values.max() != 1:
        return []
    return [
        f"`{argument}`: uint8 counts as grey values, of which 255 is white. Received 0 and 1 alone, two blacks. Pass "
        f"`{argument}.astype('float32')` if they are truth values (masks, one-hot codes, voxels), `255 * {argument}` "
        "if they are black and white. To train all the same, pass `check_range=False`."
    ]


def warn_of_dark(argument, values):
    """Warns of uint8 that are all almost black: maps of labels, or pictures whose white is not 255."""
    if str(values.dtype) != "uint8" or not values.size or not 1 < (most := int(values.max())) <= DARK:
        return
    warnings.warn(
        f"`{argument}`: uint8 counts as grey values, of which 255 is white, and these go up to {most}, almost black. "
        f"For a map of labels pass one-hot channels, `keras.utils.to_categorical({argument}, {most + 1})`; where "
        f"{most} is white, `{argument} * (255 // {most})`.",
        stacklevel=6,
    )

"""What is known of a picture without asking anybody: of digits by moments, of heads by pixels."""

import functools

import numpy as np

from kerasgan.metrics import features

# Where a head of 64x64 pixels has its hair, a cheek, and nothing: rows and columns.
HAIR, CHEEK, CORNER = (slice(9, 16), slice(24, 40)), (slice(40, 46), slice(34, 42)), (slice(0, 6), slice(0, 6))

# How bright red, green and blue are, by ITU-R BT.601.
LIGHT = np.array([0.299, 0.587, 0.114])


def slant(digits):
    """Returns how far the strokes lean to the right: the covariance of x and height, by the variance of height."""
    ink = digits[..., 0].astype("float64") + 1e-9
    ink /= ink.sum(axis=(1, 2), keepdims=True)
    rows, columns = np.arange(ink.shape[1])[:, None], np.arange(ink.shape[2])
    y, x = (np.sum(ink * place, axis=(1, 2), keepdims=True) for place in (rows, columns))
    return -np.sum(ink * (rows - y) * (columns - x), axis=(1, 2)) / np.sum(ink * (rows - y) ** 2, axis=(1, 2))


def thickness(digits):
    """Returns how thick the strokes are, in pixels: twice their area by the length of their outline."""
    ink = np.pad(digits[..., 0] / 255, ((0, 0), (1, 1), (1, 1)))
    outline = np.hypot(ink[:, 1:, 1:] - ink[:, :-1, 1:], ink[:, 1:, 1:] - ink[:, 1:, :-1]).sum(axis=(1, 2))
    return 2 * ink.sum(axis=(1, 2)) / np.maximum(outline, 1e-9)


def classes(digits):
    """Returns which digit the packaged classifier reads, integers."""
    return features.extract(digits, reader()).argmax(axis=1)


@functools.cache
def reader():
    """Returns the classifier, once per process."""
    return features.digits("probabilities")


def colour(place):
    """Returns the function of heads to the mean colour of a place, `(n, 3)`."""
    return lambda heads: heads[:, place[0], place[1]].astype("float64").mean(axis=(1, 2))


def lightness(place):
    """Returns the function of heads to how light a place is."""
    return lambda heads: colour(place)(heads) @ LIGHT


def green(place):
    """Returns the function of heads to how much more green than red a place is."""
    return lambda heads: colour(place)(heads) @ [-1, 1, 0]


def warmth(place):
    """Returns the function of heads to how much more red than blue a place is."""
    return lambda heads: colour(place)(heads) @ [1, 0, -1]


DIGITS = {"slant": slant, "thickness": thickness}
HEADS = {
    "skin lightness": lightness(CHEEK),
    "hair lightness": lightness(HAIR),
    "hair green": green(HAIR),
    "background warmth": warmth(CORNER),
}

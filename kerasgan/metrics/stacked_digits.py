"""Generated stacks of three digits: how many of the thousand kinds there are, and how evenly."""

import functools
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from kerasgan import checks
from kerasgan.metrics import features
from kerasgan.metrics.mode_coverage import reverse_kl

KINDS, SHAPE = 1000, (28, 28, 3)


class StackedModes(NamedTuple):
    """The figures of papers on stacked MNIST, and beside them what a perfect sampler gets."""

    modes: int
    reverse_kl: float
    counts: np.ndarray
    ideal_modes: float
    ideal_reverse_kl: float


def scores(images: ArrayLike) -> StackedModes:
    """Returns how many of the thousand numbers the images show, as the package's classifier reads each colour's digit.

    Formula:

    ```python
    number = 100 * digit(red) + 10 * digit(green) + digit(blue)
    modes = number of different numbers
    reverse_kl = log(1000) - entropy(share of each number)
    ```

    Papers take 26,000 images, those on packs of samples 25,600. Each image has a number, whatever it shows: a figure
    near the ideal says that all are there, and nothing about how good they look.

    Args:
        images: uint8 array `(n, 28, 28, 3)`, such as `gan.sample(26_000)` of a GAN of `stacked_mnist`.

    Returns:
        Tuple:

        - `modes`: integer from 1 to 1000;
        - `reverse_kl`: float from 0, even, to log 1000 = 6.9, a single number;
        - `counts`: int array `(1000,)`, the images by their number;
        - `ideal_modes`, `ideal_reverse_kl`: what `n` even draws get on average, 1000 and 0.019 for 26,000.

    Raises:
        ValueError: If `images` are not as above.

    Example:

    >>> x, labels = kerasgan.datasets.load("stacked_mnist", stacks=200)
    >>> found = kerasgan.metrics.stacked_digits.scores(x)
    >>> found.modes > 150, found.reverse_kl > found.ideal_reverse_kl / 2
    (True, True)

    Reference: Metz et al., Unrolled Generative Adversarial Networks, 2016; Srivastava et al., VEEGAN, 2017. Their
    classifiers are networks of their own; ours is right for 99 % of digits that it has not seen, so of real stacks
    about 97 % are read right.
    """
    images = np.asarray(images)
    if images.ndim != 4 or images.shape[1:] != SHAPE or images.dtype != np.uint8 or not len(images):
        checks.raise_all(
            [f"`images`: expected uint8 stacks, (n, 28, 28, 3). Received {images.dtype} of shape {images.shape}."]
        )
    counts = np.bincount(numbers(images), minlength=KINDS)
    n = len(images)
    ideal = KINDS * (1 - (1 - 1 / KINDS) ** n)
    return StackedModes(int(np.count_nonzero(counts)), reverse_kl(counts), counts, ideal, (KINDS - 1) / (2 * n))


def numbers(images):
    """Returns the number that the classifier reads in each image, `(n,)`."""
    digits = [
        features.extract(images[..., colour : colour + 1], _classifier()).argmax(axis=1) for colour in range(SHAPE[-1])
    ]
    return digits[0] * 100 + digits[1] * 10 + digits[2]


@functools.cache
def _classifier():
    return features.digits("probabilities")

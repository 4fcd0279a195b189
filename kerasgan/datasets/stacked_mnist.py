"""`stacked_mnist`: three digits as the colours of one image, a thousand kinds of them, to count how many G makes."""

import numpy as np

from kerasgan import checks
from kerasgan.checks.arrays import read_npz
from kerasgan.checks.types import PathLike
from kerasgan.datasets.mnist import load_mnist

COLOURS = 3


def load_stacked_mnist(
    labels: bool = True, stacks: int = 32_000, path: PathLike | None = None, seed: int = 0
) -> np.ndarray | tuple[np.ndarray, np.ndarray]:
    """Returns images of three digits each, drawn at random, one in red, one in green and one in blue.

    Args:
        labels: Boolean, whether the number that the digits make comes with each image. A GAN without classes leaves
            labels out. Defaults to `True`.
        stacks: Integer, how many images. Defaults to `32000`, 75 MB; papers have 128,000.
        path: Path of an `.npz` file with digits `x_train`, `(n, 28, 28)`, and their classes `y_train`, as Keras keeps
            all 60,000 in `~/.keras/datasets/mnist.npz`. Defaults to `None`: the 8,000 in the package.
        seed: Integer, of the choice. Defaults to `0`.

    Returns:
        `(x, labels)`, or `x` alone without `labels`. `x`: uint8 array `(stacks, 28, 28, 3)`. `labels`: int32 array
        `(stacks,)` from 0 to 999, the red digit being the hundreds and the blue one the units; about as many of each.

    Raises:
        ValueError: If an argument is not valid, or the file holds no digits.
        OSError: If there is no such file.

    Example:

    >>> x, labels = kerasgan.datasets.load("stacked_mnist", stacks=100)
    >>> x.shape, int(labels.max()) < 1000
    ((100, 28, 28, 3), True)

    Reference: Metz et al., Unrolled Generative Adversarial Networks, 2016; Srivastava et al., VEEGAN, 2017.
    """
    found = [*checks.boolean("labels", labels), *checks.positive_integer("stacks", stacks)]
    checks.raise_all([*found, *checks.seed(seed)])
    digits, classes = load_mnist() if path is None else _of_file(path)
    chosen = np.random.default_rng(seed).integers(len(digits), size=(stacks, COLOURS))
    x = np.ascontiguousarray(np.moveaxis(digits[chosen, :, :, 0], 1, -1))
    return (x, number_of(classes[chosen])) if labels else x


load_stacked_mnist.value_range = (0, 255)
load_stacked_mnist.kind = "stacked_digits"


def number_of(digits):
    """Returns the numbers `(n,)` from 0 to 999 that three digits each, `(n, 3)`, make."""
    return (digits @ np.array([100, 10, 1])).astype("int32")


def _of_file(path):
    try:
        found = read_npz(path)
        x, y = np.asarray(found["x_train"]), np.asarray(found["y_train"])
    except (KeyError, ValueError) as error:
        raise ValueError(_none(path, f"it can't be read ({error})")) from error
    fits = x.shape == (len(y), 28, 28) and x.dtype == np.uint8 and y.ndim == 1 and y.dtype.kind in "iu"
    if not fits or not len(y) or y.min() < 0 or y.max() > 9:
        raise ValueError(_none(path, f"x_train is {x.dtype} {x.shape}, y_train {y.dtype} {y.shape}"))
    return x[..., None], y.astype("int32")


def _none(path, why):
    return (
        f"`path`: expected an .npz file with uint8 digits `x_train`, (n, 28, 28), and their classes `y_train`, (n,), "
        f"from 0 to 9. Received {str(path)!r}: {why}."
    )

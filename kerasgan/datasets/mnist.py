"""`mnist`: handwritten digits; 8,000 come with the package, so that a first image GAN needs no network."""

import pathlib

import keras
import numpy as np

from kerasgan import checks

# Its licence lies beside it.
FILE = pathlib.Path(__file__).parent / "data" / "mnist8k.npz"


def load_mnist(
    labels: bool = True, full: bool = False, split: str = "train"
) -> np.ndarray | tuple[np.ndarray, np.ndarray]:
    """Returns handwritten digits, white on black: 8,000 of the 60,000 for training, or with `full` all.

    Args:
        labels: Boolean, whether the class of each digit comes with it. A GAN without classes leaves labels out, so this
            matters only elsewhere. Defaults to `True`.
        full: Boolean, whether to take all digits from `keras.datasets.mnist`, which downloads them once (11 MB).
            Defaults to `False`.
        split: `"train"`, or with `full` also `"test"`, 10,000 digits by other hands. Defaults to `"train"`.

    Returns:
        `(x, labels)`, or `x` alone without `labels`; digits in a mixed order, always the same. `x`: uint8 array
        `(8000, 28, 28, 1)`, from 0, the background, to 255; `(60000, 28, 28, 1)` with `full`, `(10000, 28, 28, 1)` with
        `split="test"`. `labels`: int32 array `(n,)` from 0 to 9.

    Raises:
        ValueError: If an argument is none of these, or the test digits are asked for without `full`.
        OSError: If the full set is neither in Keras's cache nor to be had from the network.

    Example:

    >>> x, labels = kerasgan.datasets.load("mnist")
    >>> x.shape, labels[:4]
    ((8000, 28, 28, 1), array([..., dtype=int32))

    Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits", CC BY-SA 3.0.
    """
    checks.raise_all(_problems(labels, full, split))
    x, y = _full(split) if full else _packaged()
    return (x[..., None], y.astype("int32")) if labels else x[..., None]


load_mnist.value_range = (0, 255)
load_mnist.kind = "digits"


def _problems(labels, full, split):
    found = checks.boolean("labels", labels) + checks.boolean("full", full)
    found += checks.one_of("split", split, ("train", "test"))
    if split == "test" and full is False:
        found.append("`split`: the 8,000 digits in the package are all for training. Pass `full=True`, too.")
    return found


def _packaged():
    with np.load(FILE, allow_pickle=False) as file:
        x, y = file["x"], file["y"]
    order = np.random.default_rng(0).permutation(len(x))  # the file has all zeros first, then all ones
    return x[order], y[order]


def _full(split):
    try:
        train, test = keras.datasets.mnist.load_data()
    except Exception as error:  # Keras raises a plain Exception where a download fails
        raise OSError(
            f"`full`: all of MNIST is neither in Keras's cache nor could it be downloaded ({error}). Go online once, "
            "put `mnist.npz` into `~/.keras/datasets`, or leave `full` out for the 8,000 digits in the package."
        ) from error
    return train if split == "train" else test

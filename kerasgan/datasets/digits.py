"""`digits`: scikit-learn's small handwritten digits, for experiments of seconds."""

import numpy as np

from kerasgan import checks


def load_digits(labels: bool = True) -> np.ndarray | tuple[np.ndarray, np.ndarray]:
    """Returns the 1,797 digits of 8x8 pixels that come with scikit-learn, white on black.

    pixel = round(ink * 255 / 16)

    Args:
        labels: Boolean, whether the class of each digit comes with it. A GAN without classes leaves labels out, so this
            matters only elsewhere. Defaults to `True`.

    Returns:
        `(x, labels)`, or `x` alone without `labels`. `x`: uint8 array `(1797, 8, 8, 1)`, from 0, the background, to
        255; scikit-learn counts ink from 0 to 16, which becomes 0, 16, 32, 48, 64, 80, 96, ..., 255. `labels`: int32
        array `(1797,)` from 0 to 9.

    Raises:
        ValueError: If `labels` is neither True nor False.
        ImportError: If scikit-learn is not installed.

    Example:

    >>> x, labels = kerasgan.datasets.load("digits")  # doctest: +SKIP
    >>> x.shape  # doctest: +SKIP
    (1797, 8, 8, 1)

    E. Alpaydin and C. Kaynak, "Optical Recognition of Handwritten Digits", 1998, the test part.
    """
    checks.raise_all(checks.boolean("labels", labels))
    try:
        from sklearn.datasets import load_digits as load
    except ImportError as error:
        raise ImportError(
            "The data set 'digits' comes with scikit-learn, which is not installed. Run `pip install scikit-learn`."
        ) from error
    found = load()
    x = np.rint(found.images * (255 / 16)).astype("uint8")[..., None]
    return (x, found.target.astype("int32")) if labels else x


load_digits.value_range = (0, 255)
load_digits.kind = "images"

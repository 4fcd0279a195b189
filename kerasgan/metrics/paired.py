"""How near generated pictures come to the very pictures that were wanted: for translation, not for distributions."""

import numpy as np
from scipy import ndimage

from kerasgan import checks

# Wang et al.'s constants: the window's spread in pixels and how far it reaches, and what keeps quotients finite.
SIGMA, REACH = 1.5, 5
K1, K2 = 0.01, 0.03


def mean_absolute_error(wanted, made):
    """Returns the mean absolute difference of pictures, the L1 of Pix2Pix.

    Formula:

    ```python
    error = mean(abs(wanted - made)) / 255
    ```

    Args:
        wanted: uint8 array `(n, height, width, channels)`.
        made: uint8 array of the same shape, picture by picture what was made.

    Returns:
        Float from 0, equal, to 1.

    Raises:
        ValueError: If these are no pictures, or of different shapes.

    Example:

    >>> mean_absolute_error(np.zeros((1, 2, 2, 1), "uint8"), np.full((1, 2, 2, 1), 51, "uint8"))
    0.2
    """
    wanted, made = _pictures(wanted, made)
    return float(np.abs(wanted - made).mean() / 255)


def structural_similarity(wanted, made):
    """Returns the mean structural similarity (SSIM) of pictures: how alike brightness, contrast and structure are.

    Formula, with means, variances and the covariance in a Gaussian window around each pixel that has a whole one:

    ```python
    ssim = (2 * m1 * m2 + c1) * (2 * cov + c2) / ((m1**2 + m2**2 + c1) * (var1 + var2 + c2))
    ```

    Args:
        wanted: uint8 array `(n, height, width, channels)`, from 11x11 pixels on.
        made: uint8 array of the same shape.

    Returns:
        Float up to 1, equal.

    Raises:
        ValueError: If these are no pictures, of different shapes, or too small.

    Example:

    >>> picture = np.arange(256, dtype="uint8").reshape(1, 16, 16, 1)
    >>> structural_similarity(picture, picture)
    1.0

    Reference: Wang, Bovik, Sheikh, Simoncelli, Image Quality Assessment: From Error Visibility to Structural
    Similarity, 2004: a window of 11x11 pixels, sigma 1.5, k1 0.01, k2 0.03.
    """
    wanted, made = _pictures(wanted, made)
    least = 2 * REACH + 1
    if min(wanted.shape[1:3]) < least:
        raise ValueError(f"`wanted`: expected pictures from {least}x{least} pixels on. Received: {wanted.shape[1:3]}.")
    a, b = _window(wanted), _window(made)
    squares = [_window(one * other) for one, other in ((wanted, wanted), (made, made), (wanted, made))]
    variances, covariance = [squares[0] - a * a, squares[1] - b * b], squares[2] - a * b
    c1, c2 = (K1 * 255) ** 2, (K2 * 255) ** 2
    alike = (2 * a * b + c1) * (2 * covariance + c2)
    return float((alike / ((a * a + b * b + c1) * (sum(variances) + c2))).mean())


def histogram_distance(wanted, made, bins=32):
    """Returns how far apart the values of pixels are in number: 0 where each brightness is as frequent.

    Formula:

    ```python
    distance = 0.5 * sum(abs(histogram(wanted) - histogram(made)))   # of shares
    ```

    Blurred strokes are grey where sharp ones are ink or paper, and so are far from them, wherever they stand.

    Args:
        wanted: uint8 array `(n, height, width, channels)`.
        made: uint8 array of such pictures; `n` may be another.
        bins: Integer, how many. Defaults to `32`.

    Returns:
        Float from 0 to 1; 1 less the histogram intersection of Isola et al., 2017.

    Raises:
        ValueError: If these are no pictures.

    Example:

    >>> histogram_distance(np.zeros((1, 2, 2, 1), "uint8"), np.full((1, 2, 2, 1), 255, "uint8"))
    1.0
    """
    checks.raise_all([*_problems(wanted=wanted, made=made), *checks.positive_integer("bins", bins)])
    shares = [np.histogram(x, bins, (0, 256))[0] / np.size(x) for x in (wanted, made)]
    return float(0.5 * np.abs(shares[0] - shares[1]).sum())


def _window(values):
    """Returns the means in a Gaussian window around each pixel that has a whole one."""
    for axis in (1, 2):
        values = ndimage.gaussian_filter1d(values, SIGMA, axis, radius=REACH)
    return values[:, REACH:-REACH, REACH:-REACH]


def _pictures(wanted, made):
    found = _problems(wanted=wanted, made=made)
    if not found and np.shape(wanted) != np.shape(made):
        found = [f"`made`: expected one for each of those wanted, {np.shape(wanted)}. Received: {np.shape(made)}."]
    checks.raise_all(found)
    return np.asarray(wanted, "float64"), np.asarray(made, "float64")


def _problems(**pictures):
    return [
        f"`{name}`: expected uint8 pictures, (n, height, width, channels). Received: {np.asarray(x).dtype} "
        f"{np.shape(x)}."
        for name, x in pictures.items()
        if np.asarray(x).dtype != np.uint8 or np.ndim(x) != 4 or not np.size(x)
    ]

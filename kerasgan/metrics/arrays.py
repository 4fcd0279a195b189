"""The checks that all metrics share."""

import numpy as np

from kerasgan import checks


def features(**arrays):
    """Returns the arrays as float64, once each is `(n, d)`, finite, not empty, and all agree in `d`.

    Args:
        **arrays: Array-likes by argument name.

    Returns:
        List of float64 arrays, in the order given.

    Raises:
        ValueError: Naming everything that is wrong.
    """
    values = {name: np.asarray(array) for name, array in arrays.items()}
    problems = [problem for name, array in values.items() for problem in _problems(name, array)]
    widths = {name: array.shape[1] for name, array in values.items() if array.ndim == 2}
    if len(set(widths.values())) > 1:
        described = ", ".join(f"`{name}` {width}" for name, width in widths.items())
        problems.append(f"Expected the same number of features in each array. Received: {described}.")
    checks.raise_all(problems)
    return [array.astype("float64") for array in values.values()]


def _problems(name, array):
    if array.ndim != 2 or 0 in array.shape:
        return [
            f"`{name}`: expected an array (n, d) of n samples with d features. Received shape {array.shape}. Flatten "
            "images with `x.reshape(len(x), -1)`."
        ]
    if array.dtype.kind not in "biuf":
        return [f"`{name}`: expected real numbers. Received dtype {array.dtype}."]
    bad = int(np.size(array) - np.isfinite(array).sum())
    return [f"`{name}`: expected finite numbers. Received {bad} NaN or infinite values."] if bad else []

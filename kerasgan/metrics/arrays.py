"""The checks that all metrics share."""

import numpy as np

from kerasgan import checks


def features(*, least=1, problems=(), **arrays):
    """Returns the arrays as float64, once each is `(n, d)`, finite, not empty, and all agree in `d` and in scale.

    Args:
        least: Integer, how many samples each array needs. Defaults to `1`.
        problems: List of what else is wrong (with the options), to be told in the same message.
        **arrays: Array-likes by argument name.

    Returns:
        List of float64 arrays, in the order given, to be read only: large ones are not copied.

    Raises:
        ValueError: Naming everything that is wrong.
    """
    values = {name: np.asarray(array) for name, array in arrays.items()}
    found = [problem for name, array in values.items() for problem in _problems(name, array, least)]
    widths = {name: array.shape[1] for name, array in values.items() if array.ndim == 2}
    if len(set(widths.values())) > 1:
        described = ", ".join(f"`{name}` {width}" for name, width in widths.items())
        found.append(f"Expected the same number of features in each array. Received: {described}.")
    checks.raise_all([*(found or scale_problems(values)), *problems])
    return [_read_only(array.astype("float64", copy=False)) for array in values.values()]


def labels(**arrays):
    """Returns the arrays as integers, once each is `(n,)`, not empty, and of whole numbers from 0."""
    values = {name: np.asarray(array) for name, array in arrays.items()}
    checks.raise_all(label_problems(**values))
    return [array.astype("int64") for array in values.values()]


def label_problems(**arrays):
    """Returns what keeps the arrays from being labels of as many samples each."""
    found = [problem for name, array in arrays.items() for problem in _label_problems(name, np.asarray(array))]
    sizes = {name: len(array) for name, array in arrays.items() if np.ndim(array) == 1}
    if len(set(sizes.values())) > 1:
        described = ", ".join(f"`{name}` {size}" for name, size in sizes.items())
        found.append(f"Expected as many labels in each array. Received: {described}.")
    return found


def probabilities(name, array):
    """Returns what keeps `array`, `(n, classes)` or `(classes,)`, from holding probabilities in its last axis."""
    if array.size == 0 or array.dtype.kind not in "biuf":
        return [f"`{name}`: expected probabilities. Received shape {array.shape} of dtype {array.dtype}."]
    if not np.isfinite(array).all():
        bad = int(np.size(array) - np.isfinite(array).sum())
        return [f"`{name}`: expected finite numbers. Received {bad} NaN or infinite values."]
    if array.min() < 0:
        return [f"`{name}`: expected probabilities of at least 0. Received {array.min():.6g}. Logits need a softmax."]
    sums = array.sum(axis=-1, dtype="float64")
    furthest = np.atleast_1d(sums)[np.argmax(np.abs(sums - 1))]
    # float16 and float32 softmaxes sum to one within their precision only.
    wrong = abs(furthest - 1) > (1e-2 if array.dtype == np.float16 else 1e-4)
    return [f"`{name}`: expected probabilities that sum to 1. Received a sum of {furthest:.6g}."] if wrong else []


def neighbours(k, **arrays):
    """Returns what keeps `k` from being a number of neighbours in each of the arrays."""
    problems = checks.positive_integer("k", k)
    sizes = {} if problems else {name: np.shape(array)[:1] for name, array in arrays.items()}
    few = [(name, size[0]) for name, size in sizes.items() if size and 0 < size[0] <= k]
    return problems + [f"`k`: expected less than the {n} samples of `{name}`. Received: {k}." for name, n in few]


def shuffled(array, seed):
    """Returns the rows in an order that depends on the seed and the rows alone, not on how they were ordered before."""
    ordered = array[np.lexsort(array.T[::-1])]
    return ordered[np.random.default_rng(seed).permutation(len(ordered))]


def _read_only(array):
    view = array.view()
    view.flags.writeable = False
    return view


def _problems(name, array, least):
    if array.ndim != 2 or 0 in array.shape:
        return [
            f"`{name}`: expected an array (n, d) of n samples with d features. Received shape {array.shape}. Flatten "
            "images with `x.reshape(len(x), -1)`."
        ]
    if array.dtype.kind not in "biuf":
        return [f"`{name}`: expected real numbers. Received dtype {array.dtype}."]
    bad = int(np.size(array) - np.isfinite(array).sum())
    if bad:
        return [f"`{name}`: expected finite numbers. Received {bad} NaN or infinite values."]
    return [f"`{name}`: expected at least {least} samples. Received {len(array)}."] if len(array) < least else []


def _label_problems(name, array):
    if array.ndim != 1 or array.size == 0:
        return [f"`{name}`: expected an array (n,) of one label per sample. Received shape {array.shape}."]
    whole = array.dtype.kind == "f" and np.isfinite(array).all() and (array == np.floor(array)).all()
    if array.dtype.kind not in "iu" and not whole:
        return [f"`{name}`: expected whole numbers. Received dtype {array.dtype}."]
    return [f"`{name}`: expected labels from 0. Received {array.min():.0f}."] if array.min() < 0 else []


def scale_problems(values):
    """Finds pixels from 0 to 255 beside values from -1 to 1: their distance would mean nothing."""
    pixels = [name for name, array in values.items() if array.dtype == np.uint8 and array.max() > 1]
    scaled = [name for name, array in values.items() if array.dtype.kind == "f" and np.abs(array).max() <= 1]
    if not (pixels and scaled):
        return []
    ranges = [f"`{name}` {values[name].dtype} from {values[name].min():g} to {values[name].max():g}" for name in values]
    return [f"Expected one scale for all arrays. Received: {', '.join(ranges)}. Scale the pixels, or scale back."]

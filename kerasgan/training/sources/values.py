"""Batches as NumPy arrays: what users give, made one kind."""

import keras
import numpy as np

from kerasgan import checks


def as_pair(batch):
    """Returns `(x, labels)` as NumPy arrays, `labels` `None` where the batch has none."""
    if isinstance(batch, dict) or (isinstance(batch, (tuple, list)) and len(batch) not in (1, 2)):
        raise ValueError(
            f"`data`: expected batches `x` or `(x, labels)`. Received a {type(batch).__name__} with {len(batch)} parts."
        )
    parts = batch if isinstance(batch, (tuple, list)) else (batch,)
    labels = as_numpy(parts[1], "labels") if len(parts) == 2 else None
    x = as_numpy(parts[0])
    checks.raise_all(no_numbers(x))
    if x.ndim == 0:
        raise ValueError(f"`data`: expected batches of samples. Received: the number {x}.")
    return in_float(x), labels


def as_numpy(values, argument="data"):
    """Returns an array or a tensor of any framework as a NumPy array on the host."""
    for method in ("detach", "cpu"):  # PyTorch's tensors
        values = getattr(values, method)() if hasattr(values, method) else values
    try:
        return np.asarray(values)
    except ValueError as error:  # NumPy's word for it is "inhomogeneous"
        raise ValueError(f"`{argument}`: expected parts of one shape. Received a ragged list: {error}.") from None


def no_numbers(x):
    """Checks that an array has real numbers, or truth values, which become 0 and 1."""
    if x.dtype.kind not in "cOSUTmM" and x.dtype.names is None:
        return []
    if x.dtype.kind == "c":
        return [f"`data`: expected real numbers. Received: {x.dtype}. Make its parts two channels."]
    first = x.reshape(-1)[:1].tolist()
    received = f"{first[0]!r} of dtype {x.dtype}" if first else f"dtype {x.dtype}"
    return [f"`data`: expected numbers. Received: {received}."]


def in_float(x):
    """Returns uint8 as it is (the step scales it) and everything else in Keras's default float type."""
    return x if x.dtype == np.uint8 else np.asarray(x, keras.config.floatx())


def wrong_count(x, batch_size):
    """Checks that a sampler has given as many samples as it was asked for."""
    if x.ndim and len(x) == batch_size:
        return []
    return [f"`data`: expected `batch_size` = {batch_size} samples from the sampler. Received shape {x.shape}."]


def part_of(batch, share):
    """Returns the part of `(x, labels)` that `share` says, `(number of this process, how many there are)`."""
    return tuple(None if values is None else values[rows_of(len(values), share)] for values in batch)


def rows_of(count, share):
    """Returns the slice of `count` rows, divisible by the number of processes, that belongs to one."""
    index, processes = share
    size = count // processes
    return slice(index * size, (index + 1) * size)

"""Batches as NumPy arrays: what users give, made one kind."""

import keras
import numpy as np

from kerasgan import checks
from kerasgan.networks.fields import matched
from kerasgan.training.sources import frames


class Reader:
    """Makes of a batch, as users have them, a dict of NumPy arrays by the names of a game's fields.

    Args:
        fields: List of `networks.fields.Field`s, samples first.
    """

    def __init__(self, fields):
        self.fields = fields
        self.first = fields[0].name

    def __call__(self, batch):
        """Returns the dict; samples are floats or uint8, everything else as it is."""
        given, problems = matched(batch, self.fields)
        checks.raise_all(problems)
        arrays = {field.name: as_numpy(given[field.name], called(field)) for field in self.fields}
        for field in self.fields:
            if field.reach is not None:
                arrays[field.name] = samples(arrays[field.name])
        checks.raise_all(wrong_counts(arrays, self.fields))
        return arrays

    def size(self, batch):
        """Returns how many samples a batch has."""
        return len(self(batch)[self.first])


def wrong_counts(arrays, fields):
    """Checks that there is one of what stands beside the samples for each of them; `arrays` is a dict by name."""
    x = arrays[fields[0].name]
    return [
        f"`{called(field)}`: expected one for each of the {len(x)} samples. Received "
        f"{len(values) if values.ndim else values}."
        for field in fields[1:]
        for values in [arrays[field.name]]
        if field.reach is None and values.shape[:1] != x.shape[:1]
    ]


def called(field):
    """Returns what messages call a field."""
    return "data" if field.reach is not None else "labels" if field.is_class else field.name


def samples(x):
    """Returns a batch of samples as the step takes them, once they are numbers."""
    checks.raise_all(no_numbers(x))
    if x.ndim == 0:
        raise ValueError(f"`data`: expected batches of samples. Received: the number {x}.")
    return in_float(x)


def as_pair(batch):
    """Returns `(x, labels)` as NumPy arrays, `labels` `None` where the batch has none."""
    if isinstance(batch, dict) or (isinstance(batch, (tuple, list)) and len(batch) not in (1, 2)):
        raise ValueError(
            f"`data`: expected batches `x` or `(x, labels)`. Received a {type(batch).__name__} with {len(batch)} parts."
        )
    parts = batch if isinstance(batch, (tuple, list)) else (batch,)
    labels = as_numpy(parts[1], "labels") if len(parts) == 2 else None
    return samples(as_numpy(parts[0])), labels


def as_numpy(values, argument="data"):
    """Returns an array or a tensor of any framework as a NumPy array on the host."""
    if frames.is_frame(values):
        return frames.as_array(values, argument)
    for method in ("detach", "cpu"):  # PyTorch's tensors
        values = getattr(values, method)() if hasattr(values, method) else values
    if str(getattr(values, "dtype", None)) == "torch.bfloat16":  # NumPy has no such type, and torch makes it no other
        values = values.float()
    checks.raise_all(_masked(values, argument))
    try:
        return np.asarray(values)
    except ValueError as error:  # NumPy's word for it is "inhomogeneous"
        raise ValueError(f"`{argument}`: expected parts of one shape. Received a ragged list: {error}.") from None


def is_plain(values):
    """Tells whether values are an array of NumPy, `np.memmap` included, and none with a mask."""
    return isinstance(values, np.ndarray) and not isinstance(values, np.ma.MaskedArray)


def _masked(values, argument):
    """Checks that no entry of an array is masked: NumPy would hand on what lies below the mask."""
    if not np.ma.is_masked(values):
        return []
    masked = f"{int(np.ma.getmaskarray(values).sum()):,} masked of {values.size:,}"
    return [
        f"`{argument}`: expected values without a mask. Received {masked}. Fill them, `.filled(0)`, or leave them out."
    ]


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
    with np.errstate(over="ignore"):  # what is too large becomes infinite, which the checks find
        return x if x.dtype == np.uint8 else np.asarray(x, keras.config.floatx())


def wrong_count(x, batch_size):
    """Checks that a sampler has given as many samples as it was asked for."""
    if x.ndim and len(x) == batch_size:
        return []
    return [f"`data`: expected `batch_size` = {batch_size} samples from the sampler. Received shape {x.shape}."]


def part_of(batch, share):
    """Returns the part of a dict of arrays that `share` says, `(number of this process, how many there are)`."""
    return {name: values[rows_of(len(values), share)] for name, values in batch.items()}


def rows_of(count, share):
    """Returns the slice of `count` rows, divisible by the number of processes, that belongs to one."""
    index, processes = share
    size = count // processes
    return slice(index * size, (index + 1) * size)

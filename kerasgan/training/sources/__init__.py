"""Where real samples come from: whatever the user has, as NumPy batches of one size. `of` makes a source of it."""

import keras
import numpy as np

from kerasgan import checks
from kerasgan.networks.fields import matched
from kerasgan.training.sources.array_source import ArraySource
from kerasgan.training.sources.py_dataset import PyDatasetPasses
from kerasgan.training.sources.sampler_source import SamplerSource
from kerasgan.training.sources.side_by_side import SideBySide
from kerasgan.training.sources.stream_source import StreamSource
from kerasgan.training.sources.values import Reader

KINDS = (
    "an array, `(x, labels)` or `(x, conditions)`, a `tf.data.Dataset`, a `keras.utils.PyDataset`, a torch "
    "`DataLoader`, an iterator of batches, or a sampler `f(batch_size, rng)`"
)


def of(data, fields, labels=None, batch_size=128, rng=None):
    """Returns the source of what a step is given, for `data`.

    Args:
        data: Array (`np.memmap` included), `(x, conditions)`, a dict of all by name, `tf.data.Dataset`,
            `keras.utils.PyDataset`, torch `DataLoader`, iterator of batches, or sampler `f(batch_size, rng)`.
        fields: List of `networks.fields.Field`s, what a step of the game is given.
        labels: Array of labels beside an array. Defaults to `None`.
        batch_size: Integer, for arrays and samplers; the others come in batches. Defaults to `128`.
        rng: `numpy.random.Generator` for the order of the data and for samplers.

    Returns:
        A `Source`; its `problems()` say whether there are enough data, and one of each for each sample.

    Raises:
        ValueError: If the data are none of these, are empty, or are not numbers.
    """
    rng = np.random.default_rng() if rng is None else rng
    if is_array(data) and labels is not None:
        data = data, labels
    elif labels is not None:
        checks.raise_all(_stray_labels(data, labels))
    if is_array(data) or isinstance(data, (tuple, dict)) and _holds_arrays(data):
        given, problems = matched((data,) if is_array(data) else data, fields)
        checks.raise_all(problems)
        return ArraySource(given, fields, batch_size, rng)
    return of_batches(data, Reader(fields), batch_size, rng)


def of_batches(data, reader, batch_size, rng):
    """Returns the source of data that come in batches, or are drawn in them."""
    if hasattr(data, "as_source"):  # a data set of ours that knows better than any rule here
        return data.as_source(reader, batch_size, rng)
    if callable(data):
        return SamplerSource(data, reader, batch_size, rng)
    if isinstance(data, keras.utils.PyDataset):
        return StreamSource(PyDatasetPasses(data, reader, rng), reader, rng)
    if hasattr(data, "__iter__") and not isinstance(data, (str, bytes, dict, tuple)):
        return StreamSource(data, reader)
    raise ValueError(f"`data`: expected {KINDS}. Received: {data!r} of type {type(data).__name__}.")


def apart(data, fields, batch_size=128, rng=None):
    """Returns the source of a game whose fields are independent of each other, such as two unpaired sets of images.

    Args:
        data: Tuple of as many data of any kind as there are fields, or a dict of them by name.
        fields: List of `networks.fields.Field`s.
        batch_size: Integer. Defaults to `128`.
        rng: `numpy.random.Generator`.
    """
    rng = np.random.default_rng() if rng is None else rng
    names = [field.name for field in fields]
    parts = data if isinstance(data, dict) else dict(zip(names, data)) if isinstance(data, (tuple, list)) else {}
    if set(parts) != set(names) or len(data) != len(names):
        raise ValueError(
            f"`data`: expected {len(names)} sets, {tuple(names)}, in a tuple. Received: {type(data).__name__}."
        )
    found = {field.name: checks.tried(of, parts[field.name], [field], None, batch_size, rng) for field in fields}
    if any(problems for _, problems in found.values()):
        told = {name: problems or source.problems() for name, (source, problems) in found.items()}
        checks.raise_all([f"Set {name!r}: {problem}" for name, problems in told.items() for problem in problems])
    return SideBySide({name: source for name, (source, _) in found.items()})


def is_array(data):
    """Tells whether something is an array, of whatever framework, a frame, or a list."""
    known = hasattr(data, "shape") and (hasattr(data, "dtype") or hasattr(data, "to_numpy"))
    return known or isinstance(data, list)


def _holds_arrays(data):
    parts = list(data.values()) if isinstance(data, dict) else data
    return bool(parts) and is_array(parts[0])


def _stray_labels(data, labels):
    if labels is None:
        return []
    return [f"`labels`: expected only beside an array. With a {type(data).__name__}, let it give `(x, labels)`."]

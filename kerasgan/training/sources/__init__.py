"""Where real samples come from: whatever the user has, as NumPy batches of one size. `of` makes a source of it."""

import keras
import numpy as np

from kerasgan import checks
from kerasgan.training.sources.array_source import ArraySource
from kerasgan.training.sources.py_dataset import PyDatasetPasses
from kerasgan.training.sources.sampler_source import SamplerSource
from kerasgan.training.sources.stream_source import StreamSource

KINDS = (
    "an array, `(x, labels)`, a `tf.data.Dataset`, a `keras.utils.PyDataset`, a torch `DataLoader`, an iterator of "
    "batches, or a sampler `f(batch_size, rng)`"
)


def of(data, labels=None, batch_size=128, rng=None):
    """Returns the source of real samples for `data`.

    Args:
        data: Array (`np.memmap` included), `(x, labels)`, `tf.data.Dataset`, `keras.utils.PyDataset`, torch
            `DataLoader`, iterator of batches, or sampler `f(batch_size, rng)`.
        labels: Array of labels beside an array. Defaults to `None`.
        batch_size: Integer, for arrays and samplers; the others come in batches. Defaults to `128`.
        rng: `numpy.random.Generator` for the order of the data and for samplers.

    Returns:
        An `ArraySource`, `SamplerSource` or `StreamSource`.

    Raises:
        ValueError: If the data are none of these, are empty, are no numbers, or have fewer samples than a batch.
    """
    rng = np.random.default_rng() if rng is None else rng
    if isinstance(data, tuple) and len(data) == 2 and labels is None:
        data, labels = data
    if hasattr(data, "shape") and (hasattr(data, "dtype") or hasattr(data, "to_numpy")) or isinstance(data, list):
        return ArraySource(data, labels, batch_size, rng)
    checks.raise_all(_stray_labels(data, labels))
    if hasattr(data, "as_source"):  # a data set of ours that knows better than any rule here
        return data.as_source(batch_size, rng)
    if callable(data):
        return SamplerSource(data, batch_size, rng)
    if isinstance(data, keras.utils.PyDataset):
        return StreamSource(PyDatasetPasses(data, rng), rng)
    if hasattr(data, "__iter__") and not isinstance(data, (str, bytes, dict, tuple)):
        return StreamSource(data)
    raise ValueError(f"`data`: expected {KINDS}. Received: {data!r} of type {type(data).__name__}.")


def _stray_labels(data, labels):
    if labels is None:
        return []
    return [f"`labels`: expected only beside an array. With a {type(data).__name__}, let it give `(x, labels)`."]

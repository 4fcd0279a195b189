"""Ten samples, sources of them, and tools to look at the batches that a source makes."""

import math

import keras
import numpy as np

from kerasgan import checks
from kerasgan.networks.fields import Field
from kerasgan.training import sources

X = np.arange(20, dtype="float32").reshape(10, 2)

REAL = Field("real", (2,), reach=(-math.inf, math.inf))
LABEL = Field("label", (), "int32", is_class=True)


def source_of(data, labels=None, batch_size=128, rng=None, labelled=False):
    """The source of samples alone, or of labelled ones."""
    fields = [REAL, LABEL] if labelled or labels is not None else [REAL]
    source = sources.of(data, fields, labels, batch_size, rng)
    checks.raise_all(source.problems())
    return source


def rng():
    return np.random.default_rng(0)


def batches(samples, count):
    return [samples.take()["real"] for _ in range(count)]


def rows(arrays):
    return sorted(np.concatenate(arrays)[:, 0].tolist())


class Dataset(keras.utils.PyDataset):
    def __len__(self):
        return 2

    def __getitem__(self, index):
        return X[5 * index : 5 * index + 5]

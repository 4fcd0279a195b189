"""The first batch of data that come in batches, looked at before Keras's `fit` begins, and not lost."""

import collections.abc
import contextlib
import copy
import sys

import keras

# What `first_of` returns for data that it can't look into.
UNSEEN = object()


def first_of(data):
    """Returns data from which nothing is missing, and their first batch, `UNSEEN` where they don't show it.

    Args:
        data: `keras.utils.PyDataset`, `tf.data.Dataset`, torch `DataLoader`, generator, or anything else.

    Raises:
        ValueError: If there is no batch.
    """
    if isinstance(data, keras.utils.PyDataset):
        return data, data[0] if data.num_batches != 0 else _none_there()
    if isinstance(data, collections.abc.Iterator):
        first = _next(data)
        return _joined(first, data), first
    if hasattr(data, "take") and hasattr(data, "element_spec"):  # a `tf.data.Dataset`
        return data, _next(iter(data.take(1)))
    if hasattr(data, "batch_sampler") and hasattr(data, "sampler"):  # a `DataLoader`
        with _order_kept():
            first = _next(iter(data))
        return data if isinstance(first, (tuple, list)) else _in_tuples(data), first
    return data, UNSEEN


def last_size(data):
    """Returns how many samples the last batch of data has, 0 for as many as any, `None` where they don't tell."""
    if isinstance(data, keras.utils.PyDataset) and data.num_batches:
        last = data[data.num_batches - 1]
        return len(keras.tree.flatten(last)[0])
    if hasattr(data, "batch_sampler") and hasattr(data, "sampler") and data.batch_size:
        return 0 if data.drop_last else len(data.sampler) % data.batch_size
    return None


def _next(batches):
    for batch in batches:
        return batch
    return _none_there()


def _none_there():
    raise ValueError("`data` is empty: expected at least one batch. Received none.")


def _joined(first, rest):
    """Yields the first batch, then the others: a generator of tuples, which is all that Keras takes."""
    yield as_tuple(first)
    yield from map(as_tuple, rest)


def as_tuple(batch):
    """Returns a batch as a tuple of its parts."""
    return tuple(batch) if isinstance(batch, (tuple, list)) else (batch,)


class _InTuple:
    """What a `DataLoader` makes of samples, as a tuple: of a bare tensor Keras would take the samples for the parts."""

    def __init__(self, collate):
        self.collate = collate

    def __call__(self, samples):
        return as_tuple(self.collate(samples))


def _in_tuples(loader):
    """Returns a `DataLoader` of the same batches, each in a tuple."""
    loader = copy.copy(loader)
    loader.collate_fn = _InTuple(loader.collate_fn)
    return loader


def _order_kept():
    """Returns a scope after which PyTorch, where it is in use, draws what it would have drawn without it."""
    torch = sys.modules.get("torch")
    return contextlib.nullcontext() if torch is None else torch.random.fork_rng(devices=[])

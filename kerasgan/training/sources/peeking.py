"""The first batch of data that come in batches, looked at before Keras's `fit` begins, and not lost."""

import contextlib
import sys
import types

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
    if isinstance(data, types.GeneratorType):
        first = _next(data)
        return _joined(first, data), first
    if hasattr(data, "take") and hasattr(data, "element_spec"):  # a `tf.data.Dataset`
        return data, _next(iter(data.take(1)))
    if hasattr(data, "batch_sampler") and hasattr(data, "sampler"):  # a `DataLoader`
        with _order_kept():
            return data, _next(iter(data))
    return data, UNSEEN


def _next(batches):
    for batch in batches:
        return batch
    return _none_there()


def _none_there():
    raise ValueError("`data` is empty: expected at least one batch. Received none.")


def _joined(first, rest):
    """Yields the first batch, then the others; a generator, which is all that Keras takes."""
    yield first
    yield from rest


def _order_kept():
    """Returns a scope after which PyTorch, where it is in use, draws what it would have drawn without it."""
    torch = sys.modules.get("torch")
    return contextlib.nullcontext() if torch is None else torch.random.fork_rng(devices=[])

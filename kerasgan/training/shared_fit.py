"""Keras's own `fit` in several processes: each has Keras make the whole batches, in one order, and keeps its part."""

import zlib
from collections.abc import Callable, Iterable
from typing import NamedTuple

import keras
import numpy as np

# Not public; but `fit` takes such an adapter as its `x`, and nothing else sees whole batches before devices do.
from keras.src.trainers.data_adapters import get_data_adapter
from keras.src.trainers.data_adapters.data_adapter import DataAdapter

from kerasgan import checks
from kerasgan.training import team
from kerasgan.training.sources import values

# What `fit` takes that has to do with its data; the adapter holds it then.
OF_DATA = ("x", "y", "sample_weight", "batch_size", "steps_per_epoch", "shuffle", "class_weight")

# What all processes have to say alike.
COMPARED = ("batch_size", "epochs", "initial_epoch", "steps_per_epoch", "shuffle")


def fit(gan, keras_fit, given):
    """Trains as `keras_fit(**given)` does in one process, with the same batches, noise and results.

    Args:
        gan: A compiled `GAN`.
        keras_fit: Keras's `fit` of the GAN.
        given: Dict of its arguments.

    Returns:
        What `keras_fit` returns.

    Raises:
        ValueError: If an argument can't be shared out, or a batch does not divide.
        ProcessesDifferError: If the processes' GANs, data or arguments differ.
        ProcessLostError: If another process ends.
    """
    among = team.Team(gan)
    with among.together():
        checks.raise_all(problems(among, given))
        among.agree_on_random_numbers()
        adapter = SharedAdapter(whole_batches(given), among)
        compared = {f"`{name}`": given.get(name) for name in COMPARED}
        among.start({**compared, "how much data there are": adapter.num_batches})
        rest = {name: value for name, value in given.items() if name not in OF_DATA}
        rest["callbacks"] = callbacks_here(among, given.get("callbacks"))
        rest["verbose"] = given.get("verbose", "auto") if among.first else 0
        return keras_fit(x=adapter, steps_per_epoch=given.get("steps_per_epoch"), **rest)


def problems(among, given):
    """Checks that Keras's arguments can be shared out, and an array's batches, the last one too."""
    found = [
        f"`{name}`: expected none where {among.share[1]} processes train together. Call `gan.evaluate` in one process."
        for name in ("validation_data", "validation_split")
        if given.get(name)
    ]
    x, size = given.get("x"), given.get("batch_size") or 32
    if not hasattr(x, "shape"):
        return [*found, *among.problems(among.whole)]  # of the devices: batches are looked at when they come
    return found + (among.problems(min(size, len(x))) or among.problems_of_last(len(x) % size))


def whole_batches(given):
    """Returns Keras's adapter of all data: outside its distribution, which would share them out in its own way."""
    with team.alone():
        return get_data_adapter(**{"shuffle": True} | {name: given[name] for name in OF_DATA if name in given})


class SharedAdapter(DataAdapter):
    """What one process is given of another adapter's batches: its own rows.

    Args:
        adapter: Keras's adapter of whole batches, which come in the same order in all processes.
        among: A `Team`.
    """

    def __init__(self, adapter, among):
        self.adapter = adapter
        self.among = among

    def get_jax_iterator(self):
        """Returns what yields the batches' parts on JAX."""
        return Parts(self.adapter.get_jax_iterator(), self.part)

    def get_torch_dataloader(self):
        """Returns what yields the batches' parts on PyTorch."""
        return Parts(self.adapter.get_torch_dataloader(), self.part)

    def part(self, number, batch):
        """Returns the rows of this process of a batch; the first of each pass has to be the same in all."""
        arrays = [array for array in keras.tree.flatten(batch) if array is not None]
        checks.raise_all(self.among.problems_of_last(len(arrays[0])))
        if number == 0:
            self.among.compare({"the batches, which have to come in one order": checksum(arrays)})
        return tuple(None if array is None else array[self.rows(array)] for array in as_tuple(batch))

    def rows(self, array):
        """Returns the slice of a whole batch that belongs to this process."""
        return values.rows_of(len(array), self.among.share)

    @property
    def num_batches(self):
        """Integer, how many batches a pass has, or `None`."""
        return self.adapter.num_batches

    @property
    def batch_size(self):
        """Integer, the size of the whole batch, or `None`."""
        return self.adapter.batch_size

    def on_epoch_begin(self):
        """Tells the adapter."""
        self.adapter.on_epoch_begin()

    def on_epoch_end(self):
        """Tells the adapter."""
        self.adapter.on_epoch_end()


class Parts(NamedTuple):
    """Something to iterate over, each batch by way of a function `(number of the batch, batch)`."""

    batches: Iterable
    part: Callable

    def __iter__(self):
        batches = iter(self.batches)  # at once, as Keras does: a `DataLoader` draws a random number here
        return (self.part(number, batch) for number, batch in enumerate(batches))


def as_tuple(batch):
    """Returns the parts of a batch, `(x,)`, `(x, y)` or `(x, y, sample_weight)`."""
    return tuple(batch) if isinstance(batch, (tuple, list)) else (batch,)


def checksum(arrays):
    """Returns an integer of 31 bits that tells batches apart."""
    found = 0
    for array in arrays:
        found = zlib.crc32(np.ascontiguousarray(values.as_numpy(array)), found)
    return found >> 1


def callbacks_here(among, callbacks):
    """Returns the list of what of a user's callbacks this process calls; a Keras `CallbackList` as it is."""
    if isinstance(callbacks, keras.callbacks.CallbackList):
        return callbacks
    given = [] if callbacks is None else keras.tree.flatten(callbacks)
    return [*among.callbacks(given), SameEpoch(among)]


class SameEpoch(keras.callbacks.Callback):
    """Makes sure, once all others have found where to go on from, that all processes begin at the same epoch."""

    def __init__(self, among):
        super().__init__()
        self.among = among

    def on_train_begin(self, logs=None):
        """Compares."""
        self.among.compare({"the epoch that `BackupAndRestore` goes on from": self.model._initial_epoch or 0})

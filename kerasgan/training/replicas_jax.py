"""Several devices and processes on JAX, by `keras.distribution`; read it beside its two neighbours.

The step stays one program over the whole batch: the compiler divides it, and its results are those of one device.
"""

import atexit
import contextlib
import os
import sys
import time
import types

import jax
import keras
from jax.experimental import multihost_utils

from kerasgan.errors import ProcessLostError

# Whether several processes can share a batch.
TAKES_PROCESSES = True

# Seconds that the process that holds the run together waits, after an error, for the others to say the same.
LAST_WORDS = 2


def devices(game):
    """Returns how many devices share a batch."""
    distribution = keras.distribution.distribution()
    return 1 if distribution is None else distribution.num_model_replicas


def divided(game):
    """Returns how many parts of a batch the step itself has to put together: one."""
    return 1


def processes():
    """Returns the number of this process and how many there are."""
    return jax.process_index(), jax.process_count()


def placer():
    """Returns a function: the rows of this process, a NumPy array, and the axis of its batch, to one tensor.

    It is made in the thread that trains and used in the one that prepares batches, which knows of no distribution.
    """
    distribution = keras.distribution.distribution()

    def place(rows, axis):
        if distribution is None:
            return keras.ops.convert_to_tensor(rows)
        axes = [None] * rows.ndim
        axes[axis] = distribution.batch_dim_name
        layout = keras.distribution.TensorLayout(axes, distribution.device_mesh).backend_layout
        return jax.make_array_from_process_local_data(layout, rows)

    return place


def mine(game, values, axis=0):
    """Returns the tensor for the whole batch, spread over the devices; see `spread`."""
    return spread(values, axis)


def spread(values, axis):
    """Returns a tensor of which the compiler gives each device its part along `axis`, where it divides.

    What a step draws would be on all of them otherwise, and G's update, which sees nothing else, with it.
    """
    distribution = keras.distribution.distribution()
    if distribution is None or values.shape[axis] % distribution.num_model_replicas:
        return values
    axes = [None] * values.ndim
    axes[axis] = distribution.batch_dim_name
    layout = keras.distribution.TensorLayout(axes, distribution.device_mesh)
    return jax.lax.with_sharding_constraint(values, layout.backend_layout)


def cut(values, count):
    """Returns a tensor in `count` slices, `(count, samples / count, ...)`, each of them over all devices."""
    return spread(keras.ops.reshape(values, (count, -1, *values.shape[1:])), axis=1)


def mean(game, values):
    """Returns the means over all replicas of a list of tensors: they are means of the whole batch already."""
    return values


def apart():
    """Tells whether a layer that runs now sees one part of a batch, and other replicas the rest: never."""
    return False


def total(values):
    """Returns the sum over all replicas of a tensor of each: there is one program, and so one tensor."""
    return values


def keep(game, variables, values):
    """Writes what a network wrote in an update, where it wrote something."""
    for variable, value in zip(variables, values):
        if value is not None:
            variable.assign(value)


def layouts(variables):
    """Returns how the values lie on the devices, for the compiler to leave them so; `None` on one device."""
    if keras.distribution.distribution() is None:
        return None
    return [variable.value.sharding for variable in variables]


def gathered(number):
    """Returns an integer of each process, in order."""
    return [int(found) for found in multihost_utils.process_allgather(jax.numpy.int32(number)).reshape(-1)]


def start(game):
    """Does nothing: Keras has put the same weights on all devices."""


@contextlib.contextmanager
def alone():
    """Within this context a process makes variables for itself, as Keras does while it saves, without the others."""
    distribution = keras.distribution.distribution()
    keras.distribution.set_distribution(None)
    try:
        yield
    finally:
        keras.distribution.set_distribution(distribution)


@contextlib.contextmanager
def ending_others():
    """Within this context an error lets the process exit without waiting for the others.

    JAX would have it wait for them at its exit, for five minutes, while they wait for its part of a sum.
    """
    _ended.by = None
    try:
        yield
    except BaseException as error:
        _ended.by = error
        raise


def _leave():
    """Ends the process at Python's exit, before JAX waits; unless the error was caught and nobody is lost."""
    uncaught = hasattr(sys, "last_value")
    if jax.process_count() == 1 or _ended.by is None or not (isinstance(_ended.by, ProcessLostError) or uncaught):
        return
    if jax.process_index() == 0:  # with it the others lose their connection
        time.sleep(LAST_WORDS)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(1)


_ended = types.SimpleNamespace(by=None)  # the error that ended the last run
atexit.register(_leave)  # after JAX's own, and so called before it

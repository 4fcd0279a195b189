"""Several devices on TensorFlow, by `tf.distribute`; read it beside `replicas_jax.py` and `replicas_torch.py`.

Each replica has a copy of both networks and a part of each batch; gradients and logs are averaged over all. The GAN has
to be built in the scope of its strategy, as any Keras model.
"""

import contextlib
import os

import keras
import tensorflow as tf

# Whether several processes can share a batch.
TAKES_PROCESSES = False


def devices(game):
    """Returns how many devices share a batch."""
    return game.distribute_strategy.num_replicas_in_sync


def divided(game):
    """Returns how many parts of a batch the step itself has to put together: one for each device."""
    return devices(game)


def processes():
    """Returns the number of this process and how many there are, as `TF_CONFIG` has it."""
    resolver = tf.distribute.cluster_resolver.TFConfigClusterResolver()
    workers = resolver.cluster_spec().as_dict().get("worker", [None]) if os.environ.get("TF_CONFIG") else [None]
    return (resolver.task_id or 0) if len(workers) > 1 else 0, len(workers)


def placer():
    """Returns a function: the rows of this process, a NumPy array, and the axis of its batch, to a tensor."""
    return lambda rows, axis: keras.ops.convert_to_tensor(rows)


def mine(game, values, axis=0):
    """Returns the part of this replica of a tensor for the whole batch."""
    count = devices(game)
    if count == 1:
        return values
    return part(values, tf.distribute.get_replica_context().replica_id_in_sync_group, count, axis)


def part(values, index, count, axis):
    """Returns one of `count` equal parts of a tensor along `axis`."""
    size = tf.shape(values)[axis] // count
    return tf.gather(values, index * size + tf.range(size), axis=axis)


def cut(values, count):
    """Returns a tensor in `count` slices, `(count, samples / count, ...)`."""
    return keras.ops.reshape(values, (count, -1, *values.shape[1:]))


def mean(game, values):
    """Returns the means over all replicas of a list of tensors; TensorFlow's optimizers sum gradients themselves."""
    count = devices(game)
    return values if count == 1 else [None if value is None else value / count for value in values]


def apart():
    """Tells whether a layer that runs now sees one part of a batch, and other replicas the rest."""
    context = tf.distribute.get_replica_context()
    return context is not None and context.num_replicas_in_sync > 1


def total(values):
    """Returns the sum over all replicas of a tensor of each; gradients flow through it.

    Raises:
        ValueError: In a loop or a condition, where a `MirroredStrategy` of CPUs exchanges nothing.
    """
    try:
        return tf.distribute.get_replica_context().all_reduce("SUM", values)
    except RuntimeError as error:
        if "merge_call" not in str(error):
            raise
        raise ValueError(
            "`synchronized`: on these devices replicas can exchange nothing within a loop or a condition, which "
            "`gradient_accumulation_steps` and terms with `every` above 1 make. Leave one of them out."
        ) from error


def keep(game, variables, values):
    """Writes what a network wrote in an update, where it wrote something; moving statistics are averaged."""
    written = [(variable, value) for variable, value in zip(variables, values) if value is not None]
    if devices(game) == 1 or not written:
        for variable, value in written:
            variable.assign(value)
        return
    context = tf.distribute.get_replica_context()
    averaged = [context.all_reduce("MEAN", value) if value.dtype.is_floating else value for _, value in written]
    context.merge_call(_write, args=([variable.value for variable, _ in written], averaged))


def _write(strategy, variables, values):
    for variable, value in zip(variables, values):
        strategy.extended.update(variable, lambda local, new: local.assign(tf.cast(new, local.dtype)), args=(value,))


def across(game, function):
    """Returns the tensors that `function()` draws for all replicas together, called where one replica runs."""
    context = tf.distribute.get_replica_context()
    if devices(game) == 1 or context is None:
        return function()
    return context.merge_call(lambda strategy: function())


def gathered(number):
    """Returns an integer of each process, in order: TensorFlow's own start has compared the processes."""
    return [int(number)]


def start(game):
    """Does nothing: the strategy has put the same weights on all devices."""


@contextlib.contextmanager
def alone():
    """Within this context a process does something by itself: nothing to do."""
    yield


def ending_others():
    """Returns a scope in which an error ends the others, too: nothing to do, since a process that exits does that."""
    return contextlib.nullcontext()

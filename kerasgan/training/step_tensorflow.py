"""The adversarial step on TensorFlow; read it beside `step_jax.py` and `step_torch.py`: same names, same order."""

import contextlib

import keras
import numpy as np
import tensorflow as tf

from kerasgan.training import replicas_tensorflow as replicas
from kerasgan.training import slices, step

# Keras compiles what its `fit` calls.
KERAS_COMPILES = True

# Looks at a GAN between two steps run as they are written: compiling one would take as long as a hundred of them.
COMPILES_LOOKS = False


def sandbox(gan, values=()):
    """Returns a scope in which nothing that a network writes reaches its variables."""
    return keras.StatelessScope(values, collect_losses=True, initialize_variables=False)


def no_gradients():
    """Returns a scope without gradients: nothing to do, since only `differentiate` records."""
    return contextlib.nullcontext()


def differentiate(gan, objective, learned, kept):
    """Returns the gradients of `objective` by `learned`, its logs, and what it wrote to `kept`."""
    values = [tf.convert_to_tensor(variable.value) for variable in learned]
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(values)
        with sandbox(gan, zip(learned, values)) as scope:
            loss, logs = objective()
    # Of rows that a table was asked for several times Keras's optimizers would square each share instead of the sum.
    gradients = [None if found is None else tf.convert_to_tensor(found) for found in tape.gradient(loss, values)]
    return gradients, logs, [scope.get_current_value(variable) for variable in kept]


def added(gan, function, count):
    """Returns the sum of the nests of tensors `function(0)` ... `function(count - 1)`, one after the other."""
    first = function(0)  # it says what there is: a loop has no place for `None`

    def tensors(nest):
        return [tf.convert_to_tensor(value) for value in keras.tree.flatten(nest) if value is not None]

    def one_more(number, total):
        return number + 1, [slices.plus(*pair) for pair in zip(total, tensors(function(number)))]

    begin = (tf.constant(1), tensors(first))
    _, total = tf.while_loop(lambda number, _: number < count, one_more, begin, parallel_iterations=1)
    rest = iter(total)
    return slices.each(lambda value: next(rest), first)


def gradient(function, values):
    """Returns the gradient of the sum of `function(values)` by tensors in any nest; it can be differentiated again."""
    values = keras.tree.map_structure(tf.convert_to_tensor, values)
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(values)
        outputs = function(values)
    return tape.gradient(outputs, values, unconnected_gradients=tf.UnconnectedGradients.ZERO)


def when(due, function):
    """Returns the scalar `function()` where `due`, a boolean tensor, holds, else zero at no cost."""
    return tf.cond(due, function, lambda: tf.zeros((), keras.config.floatx()))


def apply(optimizer, gradients, learned):
    """Moves `learned` by one step of `optimizer`."""
    optimizer.apply(gradients, learned)


def many_steps(gan):
    """Returns a compiled function: batches stacked along a first axis, one step each, to logs stacked likewise."""
    signature = {name: keras.config.floatx() for name in gan.log_names}

    def one_step(batch):
        logs = on_all_replicas(gan, batch)
        return {name: tf.cast(logs[name], dtype) for name, dtype in signature.items()}

    def loop(batches):
        return one_after_the_other(one_step, batches, signature)

    compiled = loop if gan.run_eagerly else tf.function(loop, jit_compile=gan.jit_compile, autograph=False)

    def run(batches):
        with gan.in_play():
            return compiled({**chance_of(gan, **batches), **batches})

    return run if gan.run_eagerly else tf.function(run, autograph=False)


def on_all_replicas(gan, batch):
    """Carries out one step on each device, with its part of the batch; returns the means of the logs."""
    if replicas.devices(gan) == 1:
        return step.adversarial_step(gan, **batch)
    axis = int(gan.d_steps > 1)

    def on_one(**batch):
        own = {name: replicas.mine(gan, batch[name], axis) for name in ("real", "labels") if name in batch}
        return step.adversarial_step(gan, **{**batch, **own})

    strategy = gan.distribute_strategy
    logs = strategy.run(on_one, kwargs=batch)
    return {name: strategy.reduce("MEAN", values, axis=None) for name, values in logs.items()}


def one_after_the_other(function, rows, signature):
    """Does what `tf.map_fn` does, in order: by itself it would run up to ten of them at once."""
    return tf.map_fn(function, rows, parallel_iterations=1, fn_output_signature=signature)


def chance_of(gan, real=None, **others):
    """Returns the random numbers of several steps, drawn outside of XLA, whose own are slower on a CPU."""
    size = gan.batch_size_of(None if real is None else real[0])  # the batch of this process, all its replicas together
    count = tf.shape(others["number"] if real is None else real)[0]

    def draw(_=None):
        return {"noise": step.noise_of(gan, size), "random": step.random_of(gan, size)}

    if tf.executing_eagerly():
        return tf.nest.map_structure(lambda *parts: tf.stack(parts), *[draw() for _ in range(count)])
    # Traced apart to learn the types, which draws nothing.
    signature = tf.nest.map_structure(
        lambda drawn: drawn.dtype, tf.function(draw).get_concrete_function().structured_outputs
    )
    return one_after_the_other(draw, tf.range(count), signature)


def as_function(gan, function):
    """Returns `function(gan, *arrays)` of arrays, run between steps: as it is written."""

    def run(*arrays):
        with gan.in_play():
            return function(gan, *(None if a is None else tf.convert_to_tensor(a) for a in arrays))

    return run


def train_step(gan, data):
    """One step as Keras's `fit` calls it; returns the means of the epoch so far."""
    real, labels = gan.unpack(data)
    with gan.in_play():
        size = step.whole_batch(gan, real)
        noise, random = replicas.across(gan, lambda: (step.noise_of(gan, size), step.random_of(gan, size)))
        logs = step.adversarial_step(gan, real, labels, noise, random)
    return step.track(gan, logs)


# Several steps of `fit` in one call: Keras's own loop on TensorFlow is compiled.
loop_for_fit = None


def test_step(gan, data):
    """The losses of one batch without an update, as Keras's `evaluate` calls it."""
    real, labels = gan.unpack(data)
    with gan.in_play(training=False), sandbox(gan):
        logs = step.losses_of(gan, real, labels)
    return step.track(gan, logs)


def reseed(seed):
    """Restarts the random numbers outside the networks: there are none."""


def random_state():
    """Returns the state of the random numbers outside the networks, an array: empty."""
    return np.zeros(0, "uint8")


def set_random_state(state):
    """Goes back to what `random_state` returned: nothing to do."""


def kept_random_state():
    """Returns a scope after which the random numbers outside the networks are where they were: nothing to do."""
    return contextlib.nullcontext()

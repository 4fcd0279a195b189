"""The adversarial step on TensorFlow; read it beside `step_jax.py` and `step_torch.py`: same names, same order."""

import contextlib

import keras
import numpy as np
import tensorflow as tf

from kerasgan.training import step

# Keras compiles what its `fit` calls.
KERAS_COMPILES = True


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
    return tape.gradient(loss, values), logs, [scope.get_current_value(variable) for variable in kept]


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
        logs = step.adversarial_step(gan, **batch)
        return {name: tf.cast(logs[name], dtype) for name, dtype in signature.items()}

    def loop(batches):
        return one_after_the_other(one_step, batches, signature)

    compiled = loop if gan.run_eagerly else tf.function(loop, jit_compile=gan.jit_compile, autograph=False)

    def run(batches):
        with gan.in_play():
            return compiled({"noise": noise_of(gan, **batches), **batches})

    return run if gan.run_eagerly else tf.function(run, autograph=False)


def one_after_the_other(function, rows, signature):
    """Does what `tf.map_fn` does, in order: by itself it would run up to ten of them at once."""
    return tf.map_fn(function, rows, parallel_iterations=1, fn_output_signature=signature)


def noise_of(gan, real=None, **others):
    """Returns the noise of several steps, drawn outside of XLA, whose random numbers are slower on a CPU."""
    size = gan.batch_size_of(None if real is None else real[0])
    count = tf.shape(others["number"] if real is None else real)[0]
    return one_after_the_other(lambda _: step.noise_of(gan, size), tf.range(count), keras.config.floatx())


def train_step(gan, data):
    """One step as Keras's `fit` calls it; returns the means of the epoch so far."""
    real, labels = gan.unpack(data)
    with gan.in_play():
        logs = step.adversarial_step(gan, real, labels)
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

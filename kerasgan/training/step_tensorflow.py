"""Many steps in one call on TensorFlow; read it beside `step_jax.py` and `step_torch.py`: same names, same order."""

import re
import warnings

import keras
import tensorflow as tf

from kerasgan.training import replicas_tensorflow as replicas
from kerasgan.training import step
from kerasgan.training.engine_tensorflow import convolves_on_cpu, one_after_the_other, sandbox

# Keras compiles what its `fit` calls.
KERAS_COMPILES = True


def many_steps(game):
    """Returns a compiled function: batches stacked along a first axis, one step each, to logs stacked likewise."""
    if game.run_eagerly or not game.compiles_steps:
        return program(game, xla=False)
    programs = [program(game, xla=True)]

    def run(batches):
        try:
            return programs[-1](batches)
        except tf.errors.InvalidArgumentError as error:  # of a step that was not begun
            found = re.search("unsupported operations when trying to compile.*", str(error))
            if found is None or len(programs) > 1:
                raise
            warnings.warn(f"XLA can't compile the step, it runs without: {found[0]}", stacklevel=2)
            programs.append(program(game, xla=False))
            return programs[-1](batches)

    return run


def program(game, xla):
    """Returns what `many_steps` does, compiled by XLA or not."""
    signature = {name: keras.config.floatx() for name in game.log_names}
    # XLA computes convolutions inside of a loop ten times as slowly on a CPU: then it has the step without the loop.
    step_alone = xla and convolves_on_cpu(game)

    def one_step(batch):
        logs = on_all_replicas(game, batch)
        return {name: tf.cast(logs[name], dtype) for name, dtype in signature.items()}

    one = tf.function(one_step, jit_compile=True, autograph=False) if step_alone else one_step

    def loop(batches):
        return one_after_the_other(one, batches, signature)

    compiled = loop if game.run_eagerly else tf.function(loop, jit_compile=xla and not step_alone, autograph=False)

    def run(batches):
        with game.in_play():
            return compiled({**chance_of(game, **batches), **batches})

    return run if game.run_eagerly else tf.function(run, autograph=False)


def on_all_replicas(game, batch):
    """Carries out one step on each device, with its part of the batch; returns the means of the logs."""
    if replicas.devices(game) == 1:
        return step.adversarial_step(game, **batch)
    axis = int(game.batches > 1)

    def on_one(given=None, **others):
        own = given and {name: replicas.mine(game, values, axis) for name, values in given.items()}
        return step.adversarial_step(game, own, **others)

    strategy = game.distribute_strategy
    logs = strategy.run(on_one, kwargs=batch)
    return {name: strategy.reduce("MEAN", values, axis=None) for name, values in logs.items()}


def chance_of(game, given=None, number=None, **others):
    """Returns the random numbers of several steps, drawn outside XLA, whose own are slower on a CPU."""
    one = given and {name: values[0] for name, values in given.items()}
    size = game.batch_size_of(one)  # the batch of this process, all its replicas together
    count = tf.shape(number if given is None else next(iter(given.values())))[0]

    def draw(_=None):
        return step.chance_of(game, size)

    if tf.executing_eagerly():
        return tf.nest.map_structure(lambda *parts: tf.stack(parts), *[draw() for _ in range(count)])
    # Traced apart to learn the types, which draws nothing.
    signature = tf.nest.map_structure(
        lambda drawn: drawn.dtype, tf.function(draw, autograph=False).get_concrete_function().structured_outputs
    )
    return one_after_the_other(draw, tf.range(count), signature) if signature else {}


def train_step(game, data):
    """One step as Keras's `fit` calls it; returns the means of the epoch so far."""
    given = game.unpack(data)
    with game.in_play():
        size = step.whole_batch(game, given)
        chance = replicas.across(game, lambda: step.chance_of(game, size))
        logs = step.adversarial_step(game, given, **chance)
    return step.track(game, logs)


# Several steps of `fit` in one call: Keras's own loop on TensorFlow is compiled.
loop_for_fit = None


def test_step(game, data):
    """The losses of one batch without an update, as Keras's `evaluate` calls it."""
    given = game.unpack(data)
    with game.in_play(training=False), sandbox(game):
        logs = step.losses_of(game, given)
    return step.track(game, logs)

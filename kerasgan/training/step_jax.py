"""Many steps in one call on JAX; read it beside `step_tensorflow.py` and `step_torch.py`: same names, same order."""

import functools
import itertools

import jax
import keras
import numpy as np

from kerasgan.training import replicas_jax as replicas
from kerasgan.training import step
from kerasgan.training.engine_jax import in_line, jit_of, loop_of, sandbox

# Keras compiles what its `fit` calls.
KERAS_COMPILES = True

# Where conditions are slow, it is decided before each step of a run of so many which lazy terms are due: each case is a
# program of its own. Shorter runs compile once.
STEPS_WORTH_DECIDING = 500


def many_steps(game):
    """Returns a compiled function: batches stacked along a first axis, one step each, to logs stacked likewise."""

    def one_step(values, batch, due=None):
        with game.in_play(), keras.StatelessScope(zip(game.state, values), initialize_variables=False) as scope:
            logs = step.adversarial_step(game, **batch, due=due)
        return [scope.get_current_value(variable) for variable in game.state], logs

    def scan(values, batches, due=()):
        return loop_of(game)(functools.partial(one_step, due=dict(due) or None), values, batches)

    # Nothing is donated: another variable that was assigned from one of ours shares its array.
    options = {"static_argnames": "due", "out_shardings": (replicas.layouts(game.state), None)}
    compiled = scan if game.run_eagerly else jit_of(game)(scan, **options)

    def call(batches, due=()):
        values, logs = compiled([variable.value for variable in game.state], batches, due=due)
        for variable, value in zip(game.state, values):
            variable.assign(value)
        return logs

    lazy_on_cpu = has_slow_conditions(game)

    def run(batches):
        if not (lazy_on_cpu and game.expected_steps >= STEPS_WORTH_DECIDING):
            return call(batches)
        logs = [call(row, tuple(step.due_of(game, bool).items())) for row in single_steps(batches)]
        return keras.tree.map_structure(lambda *parts: jax.numpy.concatenate(parts), *logs)

    return run


def has_slow_conditions(game):
    """Tells whether lazy terms would be in conditions in which XLA's convolutions on a CPU are as slow as in a loop."""
    return any(term.every > 1 for term in game.terms) and loop_of(game) is in_line


def single_steps(batches):
    """Returns the batches of several steps as those of one step each, a list."""
    count = len(keras.tree.flatten(batches)[0])
    return [keras.tree.map_structure(lambda part, row=row: part[row : row + 1], batches) for row in range(count)]


def train_step(game, state, data):
    """One step as Keras's `fit` calls it, from state to state; returns the means of the epoch so far, and the state."""
    groups = groups_of(game)
    given = game.unpack(data)
    with game.in_play(), holding(groups, state) as scope:
        logs = step.track(game, step.adversarial_step(game, given))
    return logs, read(groups, scope)


def groups_of(game):
    """Returns the four lists of variables whose values Keras's trainer hands from step to step."""
    return game.trainable_variables, game.non_trainable_variables, game.optimizer.variables, game.metrics_variables


def loop_for_fit(game):
    """Returns what `fit` calls for several steps: state and batches to the means so far and the state."""

    def one_step(state, data):
        logs, state = game.train_step(state, data)
        return state, logs

    def scan(state, *batches):  # stacked in here: of several processes none has the whole of a batch
        return loop_of(game)(one_step, state, keras.tree.map_structure(lambda *parts: jax.numpy.stack(parts), *batches))

    layouts = tuple(replicas.layouts(group) for group in groups_of(game))
    compiled = scan if game.run_eagerly else jit_of(game)(scan, donate_argnums=0, out_shardings=(layouts, None))

    def run(state, iterator):
        batches = list(itertools.islice(iterator, game.steps_per_execution))
        if not batches:
            raise StopIteration
        for alike in in_one_shape(batches):
            state, logs = compiled(state, *alike)
        return keras.tree.map_structure(lambda values: values[-1], logs), state

    return run


def in_one_shape(batches):
    """Returns the batches in lists of one shape each: the last one of an epoch may be smaller."""
    shapes = [keras.tree.map_structure(np.shape, batch) for batch in batches]
    starts = [number for number in range(len(batches)) if number == 0 or shapes[number] != shapes[number - 1]]
    return [batches[start:end] for start, end in zip(starts, [*starts[1:], len(batches)])]


def test_step(game, state, data):
    """The losses of one batch without an update, as Keras's `evaluate` calls it, from state to state."""
    groups = game.trainable_variables, game.non_trainable_variables, game.metrics_variables
    given = game.unpack(data)
    with game.in_play(training=False), holding(groups, state) as scope:
        with sandbox(game):
            logs = step.losses_of(game, given)
        logs = step.track(game, logs)
    return logs, read(groups, scope)


def holding(groups, state):
    """Returns a scope in which the variables of each group have the values that Keras's trainer keeps for them."""
    pairs = [pair for group, values in zip(groups, state) for pair in zip(group, values)]
    return keras.StatelessScope(pairs, initialize_variables=False)


def read(groups, scope):
    """Returns the values at the end of the scope, in the same groups."""
    return tuple([scope.get_current_value(variable) for variable in group] for group in groups)

"""The adversarial step on JAX; read it beside `step_tensorflow.py` and `step_torch.py`: same names, same order."""

import contextlib
import itertools

import jax
import keras
import numpy as np

from kerasgan import networks
from kerasgan.training import replicas_jax as replicas
from kerasgan.training import slices, step

# Keras compiles what its `fit` calls.
KERAS_COMPILES = True

# Looks at a GAN between two steps are compiled: without it JAX compiles each operation by itself.
COMPILES_LOOKS = True


def sandbox(gan, values=()):
    """Returns a scope in which nothing that a network writes reaches its variables.

    JAX has no variables of its own, so the scope must hold the current value of each.
    """
    current = [(variable, variable.value) for variable in gan.state]
    return keras.StatelessScope([*current, *values], collect_losses=True, initialize_variables=False)


def no_gradients():
    """Returns a scope without gradients: nothing to do, since only `differentiate` differentiates."""
    return contextlib.nullcontext()


def differentiate(gan, objective, learned, kept):
    """Returns the gradients of `objective` by `learned`, its logs, and what it wrote to `kept`."""

    def function(values):
        with sandbox(gan, zip(learned, values)) as scope:
            loss, logs = objective()
        return loss, (logs, [scope.get_current_value(variable) for variable in kept])

    gradients, (logs, written) = jax.grad(function, has_aux=True)([variable.value for variable in learned])
    return gradients, logs, written


def added(gan, function, count):
    """Returns the sum of the nests of tensors `function(0)` ... `function(count - 1)`, one after the other."""

    def one_more(total, number):
        return jax.tree.map(slices.plus, total, function(number)), None

    zeros = jax.tree.map(lambda part: jax.numpy.zeros(part.shape, part.dtype), jax.eval_shape(function, 0))
    return loop_of(gan)(one_more, zeros, jax.numpy.arange(count))[0]


def gradient(function, values):
    """Returns the gradient of the sum of `function(values)` by tensors in any nest; it can be differentiated again."""
    return jax.grad(lambda values: jax.numpy.sum(function(values)))(values)


def when(due, function):
    """Returns the scalar `function()` where `due`, a boolean tensor, holds, else zero at no cost."""
    return jax.lax.cond(due, function, lambda: jax.numpy.zeros((), keras.config.floatx()))


def apply(optimizer, gradients, learned):
    """Moves `learned` by one step of `optimizer`."""
    values, state = optimizer.stateless_apply(
        [variable.value for variable in optimizer.variables], gradients, [variable.value for variable in learned]
    )
    for variable, value in zip([*learned, *optimizer.variables], [*values, *state]):
        variable.assign(value)


def many_steps(gan):
    """Returns a compiled function: batches stacked along a first axis, one step each, to logs stacked likewise."""

    def one_step(values, batch):
        with gan.in_play(), keras.StatelessScope(zip(gan.state, values), initialize_variables=False) as scope:
            logs = step.adversarial_step(gan, **batch)
        return [scope.get_current_value(variable) for variable in gan.state], logs

    def scan(values, batches):
        return loop_of(gan)(one_step, values, batches)

    # Nothing is donated: another variable that was assigned from one of ours shares its array.
    compiled = scan if gan.run_eagerly else jax.jit(scan, out_shardings=(replicas.layouts(gan.state), None))

    def run(batches):
        values, logs = compiled([variable.value for variable in gan.state], batches)
        for variable, value in zip(gan.state, values):
            variable.assign(value)
        return logs

    return run


def loop_of(gan):
    """Returns `jax.lax.scan`, or its like without a loop: XLA's convolutions on a CPU are far slower in one."""
    return in_line if networks.convolves(gan) and jax.default_backend() == "cpu" else jax.lax.scan


def in_line(function, carry, rows):
    """Does what `jax.lax.scan` does, as a program without a loop: one copy of `function` for each row."""
    found = []
    for number in range(len(jax.tree.leaves(rows)[0])):
        carry, outputs = function(carry, jax.tree.map(lambda row, number=number: row[number], rows))
        found.append(outputs)
    return carry, jax.tree.map(lambda *outputs: jax.numpy.stack(outputs), *found)


def as_function(gan, function):
    """Returns `function(gan, *arrays)` of arrays, run between steps: compiled, or each operation would be by itself."""

    def pure(values, arrays):
        with gan.in_play(), keras.StatelessScope(zip(gan.state, values), initialize_variables=False):
            return function(gan, *arrays)

    compiled = jax.jit(pure)
    return lambda *arrays: compiled([variable.value for variable in gan.state], arrays)


def train_step(gan, state, data):
    """One step as Keras's `fit` calls it, from state to state; returns the means of the epoch so far, and the state."""
    groups = groups_of(gan)
    real, labels = gan.unpack(data)
    with gan.in_play(), holding(groups, state) as scope:
        logs = step.track(gan, step.adversarial_step(gan, real, labels))
    return logs, read(groups, scope)


def groups_of(gan):
    """Returns the four lists of variables whose values Keras's trainer hands from step to step."""
    return gan.trainable_variables, gan.non_trainable_variables, gan.optimizer.variables, gan.metrics_variables


def loop_for_fit(gan):
    """Returns what `fit` calls for several steps: state and batches to the means so far and the state."""

    def one_step(state, data):
        logs, state = gan.train_step(state, data)
        return state, logs

    def scan(state, *batches):  # stacked in here: of several processes none has the whole of a batch
        return loop_of(gan)(one_step, state, keras.tree.map_structure(lambda *parts: jax.numpy.stack(parts), *batches))

    layouts = tuple(replicas.layouts(group) for group in groups_of(gan))
    compiled = scan if gan.run_eagerly else jax.jit(scan, donate_argnums=0, out_shardings=(layouts, None))

    def run(state, iterator):
        batches = list(itertools.islice(iterator, gan.steps_per_execution))
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


def test_step(gan, state, data):
    """The losses of one batch without an update, as Keras's `evaluate` calls it, from state to state."""
    groups = gan.trainable_variables, gan.non_trainable_variables, gan.metrics_variables
    real, labels = gan.unpack(data)
    with gan.in_play(training=False), holding(groups, state) as scope:
        with sandbox(gan):
            logs = step.losses_of(gan, real, labels)
        logs = step.track(gan, logs)
    return logs, read(groups, scope)


def holding(groups, state):
    """Returns a scope in which the variables of each group have the values that Keras's trainer keeps for them."""
    pairs = [pair for group, values in zip(groups, state) for pair in zip(group, values)]
    return keras.StatelessScope(pairs, initialize_variables=False)


def read(groups, scope):
    """Returns the values at the end of the scope, in the same groups."""
    return tuple([scope.get_current_value(variable) for variable in group] for group in groups)


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

"""What JAX gives a step: scopes, gradients, updates; read it beside its two neighbours: same names, same order."""

import contextlib
import functools
import math

import jax
import keras
import numpy as np

from kerasgan import networks
from kerasgan.training import slices

# What tensors of shapes that are known only while a step runs raise where they don't fit.
SHAPE_ERRORS = ()

# Looks at a GAN between two steps are compiled: without it JAX compiles each operation by itself.
COMPILES_LOOKS = True

# Whether steps are faster where freed memory stays, see `heap.py`: by nothing that could be measured.
GAINS_FROM_A_KEPT_HEAP = False

# JAX always compiles.
STEPS_WORTH_COMPILING = 0

# How XLA compiles what convolves on a CPU. Its newer way to write out fused operations is a third of the cost of
# compiling a convolving network, whose steps are no faster for it; those of dense networks are, by a tenth. YNNPACK,
# which it has convolutions computed by, takes up to twice as long for them as XLA's own kernels.
FOR_CONVOLUTIONS = {"xla_cpu_use_fusion_emitters": False, "xla_cpu_experimental_ynn_fusion_type": ""}


def compiling_pays(game, of_keras):
    """Tells whether compiling is worth it where nobody says: as Keras's own `of_keras()` finds."""
    return of_keras()


def steps_worth_compiling(game):
    """Returns how many steps a run needs so that compiling them pays where nobody says; infinity for never."""
    return STEPS_WORTH_COMPILING if game.jit_compile else math.inf


def sandbox(game, values=()):
    """Returns a scope in which nothing that a network writes reaches its variables.

    JAX has no variables of its own, so the scope must hold the current value of each.
    """
    current = [(variable, variable.value) for variable in game.state]
    return keras.StatelessScope([*current, *values], collect_losses=True, initialize_variables=False)


def no_gradients():
    """Returns a scope without gradients: nothing to do, since only `differentiate` differentiates."""
    return contextlib.nullcontext()


def differentiate(game, objective, learned, kept):
    """Returns gradients of `objective` by `learned`, zero where there is none, its logs, what it wrote to `kept`."""

    def function(values):
        with sandbox(game, zip(learned, values)) as scope:
            loss, logs = objective()
        return loss, (logs, [scope.get_current_value(variable) for variable in kept])

    gradients, (logs, written) = jax.grad(function, has_aux=True)([variable.value for variable in learned])
    return gradients, logs, written


def added(game, function, count):
    """Returns the sum of the nests of tensors `function(0)` ... `function(count - 1)`, one after the other."""

    def one_more(total, number):
        return jax.tree.map(slices.plus, total, function(number)), None

    zeros = jax.tree.map(lambda part: jax.numpy.zeros(part.shape, part.dtype), jax.eval_shape(function, 0))
    return loop_of(game)(one_more, zeros, jax.numpy.arange(count))[0]


def gradient(function, values):
    """Returns the gradient of the sum of `function(values)` by tensors in any nest; it can be differentiated again."""
    return jax.grad(lambda values: jax.numpy.sum(function(values)))(values)


def when(due, function, otherwise):
    """Returns the tensors `function()` where `due`, a boolean tensor, holds, else `otherwise()`; one of both runs."""
    return jax.lax.cond(due, function, otherwise)


# Keras's methods that hand a model's arrays over to a compiled step, which is free to use up their memory.
HANDING_OVER = ("fit", "evaluate", "predict", "train_on_batch", "test_on_batch", "predict_on_batch")


@contextlib.contextmanager
def whole(model):
    """Whatever ends a call of Keras's within this context, the variables of `model` have their values again.

    Keras takes them away for the time of a call, and after an error that comes before the first step is done it has
    nothing to put back.
    """
    before = {name: model.__dict__.get(name) for name in ("_get_jax_state", "jax_state_sync")}
    hand_over, take_back, held = model._get_jax_state, model.jax_state_sync, []

    def remember(**options):
        model._jax_state = None  # that of an earlier time: variables may have been written to since
        optimizer = getattr(model, "optimizer", None)
        variables = [*model.variables, *model.metrics_variables, *(optimizer.variables if optimizer else ())]
        held[:] = [(variable, variable._value) for variable in variables]
        return hand_over(**options)

    def put_back():
        take_back()
        for variable, value in held:
            if variable._value is None:
                variable._value = value

    model.__dict__.update(_get_jax_state=remember, jax_state_sync=put_back)
    try:
        yield
    finally:
        put_back()
        restore(model, before)


def restore(model, before):
    """Gives a model its own attributes back, a dict by name; `None` for those of its class."""
    for name, own in before.items():
        model.__dict__.pop(name)
        if own is not None:
            model.__dict__[name] = own


def keep_whole(model):
    """Has a network, which is of no class of ours, be `whole` after each of Keras's calls."""
    for name in HANDING_OVER:
        if name not in model.__dict__:
            model.__dict__[name] = watched(model, name)


def watched(model, name):
    """Returns a method of a model, which `whole` watches over."""
    method = getattr(model, name)

    @functools.wraps(method)
    def call(*arguments, **options):
        with whole(model):
            return method(*arguments, **options)

    return call


def apply(optimizer, gradients, learned):
    """Moves `learned` by one step of `optimizer`."""
    values, state = optimizer.stateless_apply(
        [variable.value for variable in optimizer.variables], gradients, [variable.value for variable in learned]
    )
    for variable, value in zip([*learned, *optimizer.variables], [*values, *state]):
        variable.assign(value)


@functools.cache
def jit_for_convolutions():
    """Returns `jax.jit` with those `FOR_CONVOLUTIONS` that this XLA knows; it compiles in less time, too."""
    known = {name: value for name, value in FOR_CONVOLUTIONS.items() if is_known(name, value)}
    return functools.partial(jax.jit, compiler_options=known) if known else jax.jit


def is_known(name, value):
    """Tells whether XLA takes an option: older or newer ones, and those of accelerators, may not."""
    try:
        jax.jit(lambda: 0, compiler_options={name: value})()
    except Exception:  # of any kind, as it comes from outside of Python
        return False
    return True


def jit_of(game):
    """Returns what compiles the steps of a game: `jax.jit`, or `jit_for_convolutions()` where it convolves on a CPU."""
    return jit_for_convolutions() if loop_of(game) is in_line else jax.jit


def loop_of(game):
    """Returns `jax.lax.scan`, or its like without a loop: XLA's convolutions on a CPU are far slower in one."""
    return in_line if networks.convolves(game) and jax.default_backend() == "cpu" else jax.lax.scan


def in_line(function, carry, rows):
    """Does what `jax.lax.scan` does, as a program without a loop: one copy of `function` for each row."""
    found = []
    for number in range(len(jax.tree.leaves(rows)[0])):
        carry, outputs = function(carry, jax.tree.map(lambda row, number=number: row[number], rows))
        found.append(outputs)
    return carry, jax.tree.map(lambda *outputs: jax.numpy.stack(outputs), *found)


def as_function(game, function):
    """Returns `function(game, *arrays)` of nests of arrays, run between steps: compiled all in one."""

    def pure(values, arrays):
        with game.in_play(), keras.StatelessScope(zip(game.state, values), initialize_variables=False):
            return function(game, *arrays)

    compiled = jax.jit(pure)
    return lambda *arrays: compiled([variable.value for variable in game.state], arrays)


def compiled(function, state):
    """Returns `function` of nests of tensors, run by itself, outside of a game's steps: compiled for each shape.

    Args:
        function: Function of tensors to a nest of tensors.
        state: List of (variable, value), the values that variables have in it.
    """
    variables = [variable for variable, _ in state]

    @jit_for_convolutions()
    def pure(values, arrays):
        with keras.StatelessScope(zip(variables, values), initialize_variables=False):
            return function(*arrays)

    return lambda *arrays: pure([value.value for _, value in state], arrays)


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

"""What PyTorch gives a step: scopes, gradients, updates; read it beside its two neighbours: same names, same order."""

import contextlib
import math

import keras
import torch

from kerasgan import networks
from kerasgan.networks.hardware import accelerated
from kerasgan.training import slices

# Looks at a GAN between two steps run as they are written.
COMPILES_LOOKS = False

# What tensors of shapes that are known only while a step runs raise where they don't fit.
SHAPE_ERRORS = ()

# Each operation's result is a block of its own, which glibc gives back to the system after each step: see `heap.py`.
GAINS_FROM_A_KEPT_HEAP = True

# Compiling costs seconds before the first step, and pays in runs of so many steps; docs/performance.md has the figures.
STEPS_WORTH_COMPILING = 2_000


def compiling_pays(game, of_keras):
    """Tells whether compiling is worth it where nobody says: as Keras's own `of_keras()` finds."""
    return of_keras()


def steps_worth_compiling(game):
    """Returns how many steps a run needs so that compiling them pays where nobody says; infinity for never.

    On a CPU Keras's own layers of pictures have one kernel each, see `networks.hasten`, and nothing is left to compile.
    """
    return (
        math.inf if networks.convolves(game) and of_keras_alone(game) and not accelerated() else STEPS_WORTH_COMPILING
    )


def of_keras_alone(game):
    """Tells whether all layers are Keras's own: those of ours and of users are made of many operations."""
    layers = game._flatten_layers(include_self=False)
    return all(type(layer).__module__.startswith("keras.") for layer in layers)


def sandbox(game, values=()):
    """Returns a scope in which nothing that a network writes reaches its variables.

    The step runs in a scope of its own, see `many_steps`, so this one must hold the current value of each.
    """
    current = [(variable, variable.value) for variable in game.state]
    return keras.StatelessScope([*current, *values], collect_losses=True, initialize_variables=False)


def no_gradients():
    """Returns a scope without gradients, so that PyTorch keeps no graph for them."""
    return torch.no_grad()


def differentiate(game, objective, learned, kept):
    """Returns gradients of `objective` by `learned`, zero where there is none, its logs, what it wrote to `kept`."""
    values = [variable.value.detach().requires_grad_() for variable in learned]
    with sandbox(game, zip(learned, values)) as scope:
        loss, logs = objective()
    gradients = torch.autograd.grad(loss, values, allow_unused=True, materialize_grads=True)
    written = [scope.get_current_value(variable) for variable in kept]
    # The optimizer works in place: what a layer wrote down of a weight must stay as it was.
    return (
        gradients,
        logs,
        [value if value is variable.value else value.clone() for variable, value in zip(kept, written)],
    )


def added(game, function, count):
    """Returns the sum of the nests of tensors `function(0)` ... `function(count - 1)`, one after the other."""
    total = function(0)
    for number in range(1, count):
        total = keras.tree.map_structure(slices.plus, total, function(number))
    return total


def gradient(function, values):
    """Returns the gradient of the sum of `function(values)` by tensors in any nest; it can be differentiated again."""
    with torch.enable_grad():
        leaf = keras.tree.map_structure(lambda x: x if x.requires_grad else x.detach().requires_grad_(), values)
        flat = keras.tree.flatten(leaf)
        found = torch.autograd.grad(function(leaf).sum(), flat, create_graph=True, allow_unused=True)
    found = [torch.zeros_like(x) if gradient is None else gradient for x, gradient in zip(flat, found)]
    return keras.tree.pack_sequence_as(leaf, found)


def when(due, function, otherwise):
    """Returns the tensors `function()` where `due`, known before the step, holds, else `otherwise()`."""
    return function() if due else otherwise()


def whole(model):
    """Returns a scope after which a model's variables have their values, whatever ended it: nothing to do."""
    return contextlib.nullcontext()


def keep_whole(model):
    """Has a network's variables have their values after each of Keras's calls: nothing to do."""


def apply(optimizer, gradients, learned):
    """Moves `learned` by one step of `optimizer`."""
    with torch.no_grad():
        optimizer.apply(gradients, learned)


def as_function(game, function):
    """Returns `function(game, *arrays)` of arrays, run between steps: as it is written."""

    def run(*arrays):
        with game.in_play():
            return function(game, *slices.each(keras.ops.convert_to_tensor, arrays))

    return run


def compiled(function, state):
    """Returns `function` of nests of tensors, run by itself, outside of a game's steps: as it is written.

    Args:
        function: Function of tensors to a nest of tensors.
        state: List of (variable, value), the values that variables have in it.
    """

    def run(*arrays):
        with keras.StatelessScope(state, initialize_variables=False):
            return keras.tree.map_structure(lambda tensor: tensor.detach(), function(*arrays))

    return run


def reseed(seed):
    """Restarts the random numbers outside the networks: layers such as `Dropout` draw from PyTorch's own generator."""
    torch.manual_seed(seed)


def random_state():
    """Returns the state of the random numbers outside the networks, an array."""
    return torch.get_rng_state().numpy()


def set_random_state(state):
    """Goes back to what `random_state` returned."""
    torch.set_rng_state(torch.from_numpy(state))


def kept_random_state():
    """Returns a scope after which the random numbers outside the networks are where they were."""
    return torch.random.fork_rng()

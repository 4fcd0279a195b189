"""The adversarial step on PyTorch; read it beside `step_tensorflow.py` and `step_jax.py`: same names, same order."""

import contextlib
import functools
import threading
import warnings

import keras
import torch
from torch.fx.experimental.proxy_tensor import make_fx

from kerasgan.training import replicas_torch as replicas
from kerasgan.training import slices, step

# What Keras's `fit` calls is compiled here, if at all: `many_steps` holds the whole step already.
KERAS_COMPILES = False

# Looks at a GAN between two steps run as they are written.
COMPILES_LOOKS = False

# As many shapes of batches, and cases of lazy terms, are kept as graphs; of more the oldest is made again when needed.
MOST_GRAPHS = 16


def sandbox(gan, values=()):
    """Returns a scope in which nothing that a network writes reaches its variables.

    The step runs in a scope of its own, see `many_steps`, so this one must hold the current value of each.
    """
    current = [(variable, variable.value) for variable in gan.state]
    return keras.StatelessScope([*current, *values], collect_losses=True, initialize_variables=False)


def no_gradients():
    """Returns a scope without gradients, so that PyTorch keeps no graph for them."""
    return torch.no_grad()


def differentiate(gan, objective, learned, kept):
    """Returns the gradients of `objective` by `learned`, its logs, and what it wrote to `kept`."""
    values = [variable.value.detach().requires_grad_() for variable in learned]
    with sandbox(gan, zip(learned, values)) as scope:
        loss, logs = objective()
    gradients = torch.autograd.grad(loss, values, allow_unused=True)
    written = [scope.get_current_value(variable) for variable in kept]
    # The optimizer works in place: what a layer wrote down of a weight must stay as it was.
    return (
        gradients,
        logs,
        [value if value is variable.value else value.clone() for variable, value in zip(kept, written)],
    )


def added(gan, function, count):
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


def when(due, function):
    """Returns the scalar `function()` where `due`, known before the step, holds, else zero at no cost."""
    return function() if due else keras.ops.zeros((), keras.config.floatx())


def apply(optimizer, gradients, learned):
    """Moves `learned` by one step of `optimizer`."""
    with torch.no_grad():
        optimizer.apply(gradients, learned)


def many_steps(gan):
    """Returns a function: batches stacked along a first axis, one step each, to logs stacked likewise."""

    def one_step(values, batch, due=None):
        with gan.in_play(), keras.StatelessScope(zip(gan.state, values), initialize_variables=False) as scope:
            logs = step.adversarial_step(gan, **batch, due=due)
            logs = dict(zip(logs, replicas.mean(gan, list(logs.values()))))
        return [scope.get_current_value(variable) for variable in gan.state], logs

    traced = one_step if gan.run_eagerly or replicas.divided(gan) > 1 else Traced(one_step, lambda: gan.compiles_steps)

    def run(batches):
        batches = keras.tree.map_structure(keras.ops.convert_to_tensor, batches)
        rows = [dict(zip(batches, row)) for row in zip(*batches.values())]
        logs = [moved(gan, traced, drawn(gan, **row)) for row in rows]
        return {name: torch.stack([row[name] for row in logs]) for name in gan.log_names}

    return run


def drawn(gan, real=None, number=None, **others):
    """Returns the batch with all that the step would draw: Keras's random numbers on PyTorch cannot be traced."""
    size = step.whole_batch(gan, real)
    chance = {"noise": step.noise_of(gan, size), "random": step.random_of(gan, size)}
    return {"real": step.real_of(gan) if real is None else real, **chance, **others}


def moved(gan, function, batch):
    """Carries out `function` on the GAN's own state; returns its logs."""
    values = [variable.value for variable in gan.state]
    after, logs = function(values, batch, step.due_of(gan, bool))
    with torch.no_grad():
        changed = [(value, new.clone()) for value, new in zip(values, after) if new is not value]
        for value, new in changed:  # all are read before one is written: a layer may move values from one to another
            value.copy_(new)
    return logs


class Traced:
    """A step as a list of tensor operations, made by running it once: Keras and autograd then cost no time.

    What cannot be traced, such as an optimizer that decides by a value, runs as it is written.

    What is applied on some steps only is decided before the step, so there is one list for each case that occurs.

    Args:
        function: Function `(values, batch, due) -> (values, logs)`.
        compiles: Function without arguments, whether to compile the operations with `torch.compile`.
    """

    def __init__(self, function, compiles):
        self.function = function
        self.compiles = compiles
        self.graphs = {}

    def __call__(self, values, batch, due):
        parts = [*values, *keras.tree.flatten(batch)]
        key = (self.compiles(), tuple(batch), tuple((part.shape, part.dtype) for part in parts), tuple(due.items()))
        if key not in self.graphs:
            copies = [value.detach().clone() for value in values]  # tracing carries the step out
            make = self._compiled if key[0] else self._traced
            while len(self.graphs) >= MOST_GRAPHS:
                del self.graphs[next(iter(self.graphs))]
            self.graphs[key] = make(functools.partial(self.function, due=due), copies, batch)
        with torch.no_grad():
            return self.graphs[key](values, batch)

    def _traced(self, function, values, batch):
        as_written = torch.enable_grad()(function)  # a mistake of the user's shows when it runs
        try:
            with torch.random.fork_rng(), no_numpy():
                graph = make_fx(function)(clones(values), batch)
            return graph if self._agree(graph, as_written, values, batch) else as_written
        except Exception:
            return as_written

    def _agree(self, graph, as_written, values, batch):
        """Tells whether both do the same in a second step with other data: no value got stuck in the graph."""
        other = keras.tree.map_structure(lambda part: part.flip(0) if part.ndim else part, batch)
        with torch.random.fork_rng(), torch.no_grad():
            after = clones(graph(clones(values), batch)[0])
        results = []
        for function in (graph, as_written):
            with torch.random.fork_rng(), torch.set_grad_enabled(function is as_written):
                results.append(keras.tree.flatten(function(clones(after), other)))
        pairs = zip(*results)
        return all(torch.allclose(a.double(), b.double(), rtol=1e-4, atol=1e-6, equal_nan=True) for a, b in pairs)

    def _compiled(self, function, values, batch):
        graph = self._traced(function, values, batch)
        if not isinstance(graph, torch.fx.GraphModule):
            return graph
        try:
            compiled = torch.compile(graph)
            with torch.random.fork_rng(), torch.no_grad():
                compiled(values, batch)
        except Exception as error:
            reason = str(error).strip().splitlines()[0]
            warnings.warn(f"`torch.compile` does not work here, the step runs without it: {reason}", stacklevel=2)
            return graph
        return compiled


def clones(values):
    """Returns a copy of each tensor: a step works on them in place."""
    return [value.clone() for value in values]


@contextlib.contextmanager
def no_numpy():
    """Within this context no tensor of this thread becomes a NumPy array: its value would be fixed in the graph."""
    thread, numpy = threading.get_ident(), torch.Tensor.numpy

    def refuse(tensor, *arguments, **options):
        if threading.get_ident() == thread:
            raise TypeError("A traced step cannot look at values on the host.")
        return numpy(tensor, *arguments, **options)

    torch.Tensor.numpy = refuse
    try:
        yield
    finally:
        torch.Tensor.numpy = numpy


def as_function(gan, function):
    """Returns `function(gan, *arrays)` of arrays, run between steps: as it is written."""

    def run(*arrays):
        with gan.in_play():
            return function(gan, *(None if a is None else keras.ops.convert_to_tensor(a) for a in arrays))

    return run


def train_step(gan, data):
    """One step as Keras's `fit` calls it; returns the means of the epoch so far."""
    real, labels = gan.unpack(data)
    batches = {"real": real[None]} if labels is None else {"real": real[None], "labels": labels[None]}
    logs = gan.train_on_batches(batches)
    return step.track(gan, {name: values[0] for name, values in logs.items()})


def loop_for_fit(gan):
    """Returns what `fit` calls for several steps: batches to the means so far."""

    def run(batches):
        for batch in batches:
            logs = gan.train_step(batch)
        return logs

    return run


def test_step(gan, data):
    """The losses of one batch without an update, as Keras's `evaluate` calls it."""
    real, labels = gan.unpack(data)
    with gan.in_play(training=False), sandbox(gan):
        logs = step.losses_of(gan, real, labels)
    return step.track(gan, logs)


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

"""Many steps in one call on PyTorch; read it beside `step_tensorflow.py` and `step_jax.py`: same names, same order."""

import contextlib
import functools
import threading
import warnings

import keras
import torch
from torch.fx.experimental.proxy_tensor import make_fx

from kerasgan.training import replicas_torch as replicas
from kerasgan.training import step
from kerasgan.training.engine_torch import sandbox

# What Keras's `fit` calls is compiled here, if at all: `many_steps` holds the whole step already.
KERAS_COMPILES = False

# As many shapes of batches, and cases of lazy terms, are kept as graphs; of more the oldest is made again when needed.
MOST_GRAPHS = 16


def many_steps(game):
    """Returns a function: batches stacked along a first axis, one step each, to logs stacked likewise."""

    def one_step(values, batch, due=None):
        with game.in_play(), keras.StatelessScope(zip(game.state, values), initialize_variables=False) as scope:
            logs = step.adversarial_step(game, **batch, due=due)
            logs = dict(zip(logs, replicas.mean(game, list(logs.values()))))
        return [scope.get_current_value(variable) for variable in game.state], logs

    traced = (
        one_step if game.run_eagerly or replicas.divided(game) > 1 else Traced(one_step, lambda: game.compiles_steps)
    )

    def run(batches):
        batches = keras.tree.map_structure(keras.ops.convert_to_tensor, batches)
        count = len(keras.tree.flatten(batches)[0])
        rows = [keras.tree.map_structure(lambda part, row=row: part[row], batches) for row in range(count)]
        logs = [moved(game, traced, drawn(game, **row)) for row in rows]
        return {name: torch.stack([row[name] for row in logs]) for name in game.log_names}

    return run


def drawn(game, given=None, number=None, **others):
    """Returns the batch with all that the step would draw: Keras's random numbers on PyTorch cannot be traced."""
    chance = step.chance_of(game, step.whole_batch(game, given))
    return {"given": step.given_of(game) if given is None else given, **chance, **others}


def moved(game, function, batch):
    """Carries out `function` on the GAN's own state; returns its logs."""
    values = [variable.value for variable in game.state]
    after, logs = function(values, batch, step.due_of(game, bool))
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


def train_step(game, data):
    """One step as Keras's `fit` calls it; returns the means of the epoch so far."""
    given = game.unpack(data)
    logs = game.train_on_batches({"given": {name: values[None] for name, values in given.items()}})
    return step.track(game, {name: values[0] for name, values in logs.items()})


def loop_for_fit(game):
    """Returns what `fit` calls for several steps: batches to the means so far."""

    def run(batches):
        for batch in batches:
            logs = game.train_step(batch)
        return logs

    return run


def test_step(game, data):
    """The losses of one batch without an update, as Keras's `evaluate` calls it."""
    given = game.unpack(data)
    with game.in_play(training=False), sandbox(game):
        logs = step.losses_of(game, given)
    return step.track(game, logs)

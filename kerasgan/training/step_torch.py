"""The adversarial step on PyTorch; read it beside `step_tensorflow.py` and `step_jax.py`: same names, same order."""

import keras
import torch
from torch.fx.experimental.proxy_tensor import make_fx

from kerasgan.training import step

# What Keras's `fit` calls is compiled here, if at all: `many_steps` holds the whole step already.
KERAS_COMPILES = False

# Looks at a GAN between two steps run as they are written.
COMPILES_LOOKS = False


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
    return gradients, logs, [scope.get_current_value(variable) for variable in kept]


def apply(optimizer, gradients, learned):
    """Moves `learned` by one step of `optimizer`."""
    with torch.no_grad():
        optimizer.apply(gradients, learned)


def many_steps(gan):
    """Returns a function: batches stacked along a first axis, one step each, to logs stacked likewise."""

    def one_step(values, batch):
        with gan.in_play(), keras.StatelessScope(zip(gan.state, values), initialize_variables=False) as scope:
            logs = step.adversarial_step(gan, **batch)
        return [scope.get_current_value(variable) for variable in gan.state], logs

    traced = one_step if gan.run_eagerly else Traced(one_step, gan.compiles_steps)

    def run(batches):
        batches = keras.tree.map_structure(keras.ops.convert_to_tensor, batches)
        rows = [dict(zip(batches, row)) for row in zip(*batches.values())]
        logs = [moved(gan, traced, with_noise(gan, row)) for row in rows]
        return {name: torch.stack([row[name] for row in logs]) for name in gan.log_names}

    return run


def with_noise(gan, batch):
    """Returns `batch` with the noise of the step: Keras's random numbers on PyTorch cannot be traced."""
    return {"noise": step.noise_of(gan, gan.batch_size_of(batch["real"])), **batch}


def moved(gan, function, batch):
    """Carries out `function` on the GAN's own state; returns its logs."""
    values = [variable.value for variable in gan.state]
    after, logs = function(values, batch)
    with torch.no_grad():
        for value, new in zip(values, after):
            if new is not value:
                value.copy_(new)
    return logs


class Traced:
    """A step as a list of tensor operations, made by running it once: Keras and autograd then cost no time.

    What cannot be traced, such as an optimizer that decides by a value, runs as it is written.

    Args:
        function: Function `(values, batch) -> (values, logs)`.
        compiles: Boolean, whether to compile the operations with `torch.compile`.
    """

    def __init__(self, function, compiles):
        self.function = function
        self.compiles = compiles
        self.graphs = {}

    def __call__(self, values, batch):
        shapes = tuple((name, tuple(part.shape), part.dtype) for name, part in batch.items())
        if shapes not in self.graphs:
            self.graphs[shapes] = self._trace(values, batch)
        if self.graphs[shapes] is None:
            return self.function(values, batch)
        with torch.no_grad():
            return self.graphs[shapes](values, batch)

    def _trace(self, values, batch):
        copies = [value.detach().clone() for value in values]  # tracing carries the step out
        try:
            with torch.random.fork_rng():
                graph = make_fx(self.function)(copies, batch)
        except Exception:
            return None  # a mistake shows when the step runs as it is written
        return torch.compile(graph) if self.compiles else graph


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

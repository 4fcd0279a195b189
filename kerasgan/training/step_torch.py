"""The adversarial step on PyTorch; read it beside `step_tensorflow.py` and `step_jax.py`: same names, same order."""

import keras
import torch

from kerasgan.training import step


def sandbox(gan, values=()):
    """Returns a scope in which nothing that a network writes reaches its variables."""
    return keras.StatelessScope(values, collect_losses=True, initialize_variables=False)


def no_gradients():
    """Returns a scope without gradients, so that PyTorch keeps no graph for them."""
    return torch.no_grad()


def differentiate(gan, objective, learned, kept):
    """Returns the gradients of `objective` by `learned`, its logs, and what it wrote to `kept`."""
    values = [variable.value for variable in learned]
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

    def one_step(batch):
        return step.adversarial_step(gan, **batch)

    def run(batches):
        batches = keras.tree.map_structure(keras.ops.convert_to_tensor, batches)
        with gan.in_play():
            rows = zip(*batches.values())
            logs = [one_step(dict(zip(batches, row))) for row in rows]
        return {name: torch.stack([row[name] for row in logs]) for name in gan.log_names}

    return run


def train_step(gan, data):
    """One step as Keras's `fit` calls it; returns the means of the epoch so far."""
    real, labels = gan.unpack(data)
    with gan.in_play():
        logs = step.adversarial_step(gan, real, labels)
    return step.track(gan, logs)


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

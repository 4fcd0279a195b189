"""What one adversarial step is, as data; and the one place that chooses the backend.

A step is a list of phases. A phase says which network learns, what it is given and what it minimises; `update` carries
one out. One rule, kept here for all backends, holds the two players apart: a phase runs in a scope in which nothing
that a network writes (moving statistics, seeds) reaches its variables, and afterwards only the network that learns
keeps what it wrote. So a D update changes D and a G update changes G, while both see batch statistics.

Who owns what:

- this file: the phases, their order, what is kept;
- `step_tensorflow.py`, `step_jax.py`, `step_torch.py`: gradients, many steps in one call, Keras's `train_step`;
- `losses.py`: the mathematics of logits;
- `gan.py`: the networks, their trainable and other variables, `in_play()`.
"""

from collections.abc import Callable
from typing import NamedTuple

import keras
from keras import ops

if keras.backend.backend() == "tensorflow":
    from kerasgan.training import step_tensorflow as backend
elif keras.backend.backend() == "jax":
    from kerasgan.training import step_jax as backend
elif keras.backend.backend() == "torch":
    from kerasgan.training import step_torch as backend
else:
    raise ImportError(
        f"kerasgan trains on the Keras backends 'tensorflow', 'jax' and 'torch'. Received: "
        f"{keras.backend.backend()!r}. Set the environment variable KERAS_BACKEND before Python starts."
    )


class Phase(NamedTuple):
    """One update of one network.

    Args:
        network: String, `"discriminator"` or `"generator"`: the one that learns.
        prepare: Function `(gan, real, labels, noise) -> inputs`, run without gradients.
        loss: Function `(gan, *inputs) -> (loss, logs)`, run under gradients; `logs` is a dict of scalars.
    """

    network: str
    prepare: Callable
    loss: Callable


def prepare_discriminator(gan, real, labels, noise):
    """Returns real samples beside as many generated ones, through which no gradient flows."""
    with backend.sandbox(gan), backend.no_gradients():
        fake = gan.generate(noise, labels)
    return real, ops.stop_gradient(fake), labels


def discriminator_loss(gan, real, fake, labels):
    """Returns D's loss and how often D is right; real and generated samples are normalised apart."""
    real_logits = gan.judge(real, labels)
    fake_logits = gan.judge(fake, labels)
    loss = gan.loss_pair.discriminator(real_logits, fake_logits)
    right = ops.mean(ops.cast(real_logits > 0, loss.dtype)) + ops.mean(ops.cast(fake_logits < 0, loss.dtype))
    return loss, {"d_loss": loss, "d_accuracy": 0.5 * right, **gan.loss_pair.estimates(loss)}


def prepare_generator(gan, real, labels, noise):
    """Returns fresh noise, and the real samples for losses that compare with them."""
    return real, labels, noise


def generator_loss(gan, real, labels, noise):
    """Returns G's loss: what D says of samples that G has just made."""
    fake_logits = gan.judge(gan.generate(noise, labels), labels)
    real_logits = gan.judge(real, labels) if gan.loss_pair.uses_real else None
    loss = gan.loss_pair.generator(real_logits, fake_logits)
    return loss, {"g_loss": loss}


D_PHASE = Phase("discriminator", prepare_discriminator, discriminator_loss)
G_PHASE = Phase("generator", prepare_generator, generator_loss)


def phases(gan):
    """Returns the phases of one step: D as often as `d_steps` says, then G once."""
    return [D_PHASE] * gan.d_steps + [G_PHASE]


def adversarial_step(gan, real=None, labels=None, noise=None, number=None):
    """Carries out one whole step; runs inside the compiled function of each backend.

    Args:
        gan: A compiled `GAN`.
        real: Tensor of real samples, `(batch, *shape)`, the same for each D update, or `(d_steps, batch, *shape)`, one
            batch for each; `None` where the step draws them itself, see `datasets.InStep`.
        labels: Integer tensor of classes beside `real`, or `None`.
        noise: Tensor `(d_steps + 1, batch, *latent_shape)`, one z per phase, or `None` to draw it here.
        number: Which of the steps of one call it is, given where there is nothing else to count them by.

    Returns:
        Dict of scalar tensors, the logs of the last phase of each kind.
    """
    logs = {}
    real = gan.draw_real() if real is None else real
    noise = noise_of(gan, gan.batch_size_of(real)) if noise is None else noise
    for number, phase in enumerate(phases(gan)):
        x, y = gan.batch_of(number, real, labels)
        logs.update(update(gan, phase, phase.prepare(gan, x, y, noise[number])))
    return logs


def noise_of(gan, batch_size):
    """Returns the noise of one step, one z for each phase: `(phases, batch, *latent_shape)`."""
    return ops.stack([gan.draw_noise(batch_size) for _ in phases(gan)])


def update(gan, phase, inputs):
    """Moves the network that learns in `phase` by one optimizer step, and nothing else; returns the phase's logs."""
    player = gan.players[phase.network]
    optimizer = {"generator": gan.optimizer.g, "discriminator": gan.optimizer.d}[phase.network]

    def objective():
        loss, logs = phase.loss(gan, *inputs)
        return optimizer.scale_loss(sum(player.network.losses, loss)), logs

    gradients, logs, written = backend.differentiate(gan, objective, player.learned, player.kept)
    backend.apply(optimizer, gradients, player.learned)
    for variable, value in zip(player.kept, written):
        if value is not None:
            variable.assign(value)
    return {name: ops.stop_gradient(value) for name, value in logs.items()}


def losses_of(gan, real, labels=None):
    """Returns the logs of both phases without an update; call it in a sandbox."""
    x, y = gan.batch_of(0, real, labels)
    logs = {}
    for phase in (D_PHASE, G_PHASE):
        _, found = phase.loss(gan, *phase.prepare(gan, x, y, gan.draw_noise(ops.shape(x)[0])))
        logs.update(found)
    return logs


def track(gan, logs):
    """Folds `logs` into the epoch's means, as Keras's `fit` shows them; returns the means so far."""
    for tracker in gan.metrics:
        tracker.update_state(logs[tracker.name])
    return {tracker.name: tracker.result() for tracker in gan.metrics}

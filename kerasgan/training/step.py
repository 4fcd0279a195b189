"""What one adversarial step is, as data; and the one place that chooses the backend.

A step is a list of phases. A phase says which network learns, what it is given and what it minimises; `update` carries
one out. One rule, kept here for all backends, holds the two players apart: a phase runs in a scope in which nothing
that a network writes (moving statistics, seeds) reaches its variables, and afterwards only the network that learns
keeps what it wrote. So a D update changes D and a G update changes G, while both see batch statistics.

Who owns what:

- this file: the phases, their order, what is kept;
- `step_tensorflow.py`, `step_jax.py`, `step_torch.py`: gradients, many steps in one call, Keras's `train_step`;
- `replicas_tensorflow.py`, `replicas_jax.py`, `replicas_torch.py`: the same step on several devices and processes;
- `slices.py`: a batch too large for the memory, slice by slice, for one update;
- `scene.py`: all that a term may look at;
- `losses/`, `terms/`, `transforms/`: the mathematics; a new paper is an object there and no line here;
- `gan.py`: the networks, their trainable and other variables, `in_play()`.
"""

import contextlib
import functools
from collections.abc import Callable
from typing import NamedTuple

import keras
from keras import ops

from kerasgan.training import slices
from kerasgan.training.scene import Scene

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


replicas = backend.replicas


class Phase(NamedTuple):
    """One update of one network.

    Args:
        network: String, `"discriminator"` or `"generator"`: the one that learns.
        prepare: Function `(gan, real, labels, noise, random, due) -> Scene`, run without gradients.
        loss: Function `(gan, scene) -> (loss, logs)`, run under gradients; `logs` is a dict of scalars.
    """

    network: str
    prepare: Callable
    loss: Callable


def prepare_discriminator(gan, real, labels, noise, random=None, due=None):
    """Returns the scene of real samples beside as many generated ones, through which no gradient flows."""
    scene = Scene(gan, "discriminator", real, labels, noise, random, due)
    with backend.sandbox(gan), backend.no_gradients():
        fake = gan.generate(noise, labels)
    scene.show_fake(ops.stop_gradient(fake))
    return scene


def discriminator_loss(gan, scene):
    """Returns D's loss, terms included, and how often D is right; real and generated samples are normalised apart."""
    scene.judge_real()
    scene.judge_fake()
    loss = gan.loss_pair.discriminator(scene.real_logits, scene.fake_logits)
    accuracy = gan.loss_pair.accuracy(scene.real_logits, scene.fake_logits)
    terms = values_of_terms(scene)
    logs = {"d_loss": loss, "d_accuracy": accuracy, **gan.loss_pair.estimates(loss), **terms}
    return sum(terms.values(), loss), logs


def prepare_generator(gan, real, labels, noise, random=None, due=None):
    """Returns the scene of fresh noise, and of real samples for losses and terms that compare with them."""
    return Scene(gan, "generator", real, labels, noise, random, due)


def generator_loss(gan, scene):
    """Returns G's loss, terms included: what D says of samples that G has just made."""
    scene.show_fake(gan.generate(scene.noise, scene.labels))
    with imagined(scene):
        scene.judge_fake()
        if gan.looks_at_real:
            scene.judge_real()
        loss = gan.loss_pair.generator(scene.real_logits, scene.fake_logits)
        terms = values_of_terms(scene)
    return sum(terms.values(), loss), {"g_loss": loss, **terms}


D_PHASE = Phase("discriminator", prepare_discriminator, discriminator_loss)
G_PHASE = Phase("generator", prepare_generator, generator_loss)


def phases(gan):
    """Returns the phases of one step: D as often as `d_steps` says, then G once."""
    return [D_PHASE] * gan.d_steps + [G_PHASE]


def adversarial_step(gan, real=None, labels=None, noise=None, random=None, due=None, number=None):
    """Carries out one whole step; runs inside the compiled function of each backend.

    Args:
        gan: A compiled `GAN`.
        real: Tensor of real samples, `(batch, *shape)`, the same for each D update, or `(d_steps, batch, *shape)`, one
            batch for each; `None` where the step draws them itself, see `datasets.InStep`.
        labels: Integer tensor of classes beside `real`, or `None`.
        noise: Tensor `(gan.noises, batch, *latent_shape)`, one z per phase, or `None` to draw it here.
        random: What `random_of` returns, or `None` to draw it here. Both are for the batches of all replicas, each of
            which takes its part: so they are what one device alone would draw.
        due: What `due_of` returns, or `None` to find out here.
        number: Which of the steps of one call it is, given where there is nothing else to count them by.

    Returns:
        Dict of scalar tensors, the logs of the last phase of each kind.
    """
    logs = {}
    size = whole_batch(gan, real)
    real = real_of(gan) if real is None else real
    noise = replicas.mine(gan, noise_of(gan, size) if noise is None else noise, axis=1)
    random = random_of(gan, size) if random is None else random
    random = {key: replicas.mine(gan, values) for key, values in random.items()}
    due = due_of(gan) if due is None else due
    for number, phase in enumerate(phases(gan)):
        x, y = gan.batch_of(number, real, labels)
        z = noise[min(number, gan.noises - 1)]
        batch = {"real": x, "labels": y, "noise": z, "random": of_phase(random, number)}
        logs.update(update(gan, phase, batch, of_phase(due, number)))
    return logs


def whole_batch(gan, real):
    """Returns the batch size of all replicas together, from the part of one; `None` where the step draws all."""
    return gan.batch_size_of(real) * (1 if real is None else replicas.divided(gan))


def real_of(gan):
    """Returns the part of this replica of the real samples that the step itself draws."""
    return replicas.mine(gan, gan.draw_real(), axis=int(gan.d_steps > 1))


def noise_of(gan, batch_size):
    """Returns the noise of one step, one z for each phase: `(gan.noises, batch, *latent_shape)`.

    Where G learns from D's last samples both phases have one z: the compiler sees that G's pass is the same.
    """
    return ops.stack([gan.draw_noise(batch_size) for _ in range(gan.noises)])


def random_of(gan, batch_size):
    """Returns what terms and transforms draw in one step: a dict of tensors by (phase, who); empty without them."""
    found = {}
    for number, phase in enumerate(phases(gan)):
        for who, draw in gan.draws(phase.network, batch_size).items():
            found[number, who] = draw
    return found


def due_of(gan, as_type=lambda condition: condition):
    """Returns which of the lazy terms are due in one step: a dict of booleans by (phase, term); empty without them.

    A term is due at its network's first update and every `every` after it, by the count of the network's optimizer.
    """
    found, updates = {}, {"discriminator": 0, "generator": 0}
    for number, phase in enumerate(phases(gan)):
        lazy = [term for term in gan.terms if term.every > 1 and phase.network in term.networks]
        for term in lazy:
            count = optimizer_of(gan, phase).iterations.value + updates[phase.network]
            found[number, term.name] = as_type(ops.equal(ops.mod(count, term.every), 0))
        updates[phase.network] += 1
    return found


def of_phase(found, number):
    """Returns the part of a dict by (phase, who) that belongs to one phase, a dict by who."""
    return {who: value for (phase, who), value in found.items() if phase == number}


def values_of_terms(scene):
    """Returns what each term adds to the loss of the network that learns, a dict of scalars by name."""
    terms = [term for term in scene.gan.terms if scene.network in term.networks]
    return {term.log_name(scene.network): value_of(term, scene) for term in terms}


def value_of(term, scene):
    """Returns the weighted value of a term; of a lazy one `every` times as much where it is due, and zero where not."""

    def value(times=1):
        with aside(scene.gan, keep=scene.gan.kept_by_companions(scene.network)):
            return ops.cast(term.weight * times * term(scene.of(term)), keras.config.floatx())

    if term.every == 1 or scene.due is None:
        return value()
    return backend.when(scene.due[term.name], lambda: value(term.every))


@contextlib.contextmanager
def aside(gan, values=(), keep=()):
    """Within this context the variables have the values they have outside, or `values`; what is written is forgotten.

    A second look of a network (a penalty's, an imagined D's) thus moves no statistics and leaves the loss alone. Only
    what is written to the variables in `keep` stays.
    """
    current = [(variable, variable.value) for variable in gan.state]
    with keras.StatelessScope([*current, *values], collect_losses=True, initialize_variables=False) as scope:
        yield
    for variable in keep:
        variable.assign(scope.get_current_value(variable))


@contextlib.contextmanager
def imagined(scene):
    """Within this context D is what a term imagines it to be, where one does; see `terms.Unrolled`."""
    values = [pair for term in scene.gan.terms for pair in term.imagine(scene)]
    keep = scene.gan.kept_by_companions(scene.network)
    with aside(scene.gan, values, keep) if values else contextlib.nullcontext():
        yield


def optimizer_of(gan, phase):
    """Returns the optimizer of the network that learns in `phase`."""
    return {"generator": gan.optimizer.g, "discriminator": gan.optimizer.d}[phase.network]


def update(gan, phase, batch, due=None):
    """Moves the network that learns in `phase`, with the companions that terms gave it, by one optimizer step.

    Nothing else changes. With `gan.gradient_accumulation_steps` the batch is taken in so many slices.

    Args:
        gan: A compiled `GAN`.
        phase: A `Phase`.
        batch: Dict of `real`, `labels`, `noise` and `random`, as `Phase.prepare` takes them.
        due: Dict of whether a lazy term is due, by name. Defaults to `None`: all are.

    Returns:
        The phase's logs, a dict of scalars.
    """
    side = gan.side(phase.network)
    learned = [variable for player in side for variable in player.learned]
    kept = [variable for player in side for variable in player.kept]
    optimizer = optimizer_of(gan, phase)

    def slope(part):
        scene = phase.prepare(gan, **part, due=due)

        def objective():
            loss, logs = phase.loss(gan, scene)
            return optimizer.scale_loss(sum((extra for player in side for extra in player.network.losses), loss)), logs

        return backend.differentiate(gan, objective, learned, kept)

    added = functools.partial(backend.added, gan)
    gradients, logs, written = slices.mean(slope, batch, gan.gradient_accumulation_steps, replicas.cut, added)
    backend.apply(optimizer, replicas.mean(gan, gradients), learned)
    replicas.keep(gan, kept, written)
    for term in gan.terms:
        term.after_update(phase.network, side[0].learned)
    return {name: ops.stop_gradient(value) for name, value in logs.items()}


def losses_of(gan, real, labels=None):
    """Returns the logs of both phases without an update; call it in a sandbox."""
    x, y = gan.batch_of(0, real, labels)
    logs = {}
    for phase in (D_PHASE, G_PHASE):
        size = ops.shape(x)[0]
        scene = phase.prepare(gan, x, y, gan.draw_noise(size), gan.draws(phase.network, size))
        logs.update(phase.loss(gan, scene)[1])
    return logs


def track(gan, logs):
    """Folds `logs` into the epoch's means, as Keras's `fit` shows them; returns the means so far."""
    for tracker in gan.metrics:
        tracker.update_state(logs[tracker.name])
    return {tracker.name: tracker.result() for tracker in gan.metrics}

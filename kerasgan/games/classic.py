"""The two moves of the classic game: what D learns, and what G learns from D."""

import contextlib

import keras
from keras import ops

from kerasgan.networks import logits
from kerasgan.training import schedules
from kerasgan.training.backend import engine, replicas
from kerasgan.training.step import aside


def make_fakes(gan, scene):
    """Returns as many generated samples as there are real ones."""
    return gan.generate(scene.noise, scene.conditions)


def discriminator_loss(gan, scene):
    """Returns D's loss, terms included, and how often D is right; real and generated samples are normalised apart."""
    scene.show_fake(*gan.pooled(scene))
    scene.judge_real()
    scene.judge_fake()
    heard = heard_by_transforms(scene)
    loss = logits.mean(gan.loss_pair.discriminator, scene.real_said, scene.fake_said)
    accuracy = logits.mean(gan.loss_pair.accuracy, scene.real_said, scene.fake_said)
    terms = values_of_terms(scene)
    logs = {"d_loss": loss, "d_accuracy": accuracy, **gan.loss_pair.estimates(loss), **terms, **heard}
    return sum(terms.values(), loss), logs


def generator_loss(gan, scene):
    """Returns G's loss, terms included: what D says of samples that G has just made."""
    scene.show_fake(gan.generate(scene.noise, scene.conditions))
    with imagined(scene):
        scene.judge_fake()
        if gan.looks_at_real:
            scene.judge_real()
        loss = logits.mean(gan.loss_pair.generator, scene.real_said, scene.fake_said)
        terms = values_of_terms(scene)
    return sum(terms.values(), loss), {"g_loss": loss, **terms}


def heard_by_transforms(scene):
    """Tells the transforms what D said of real samples; returns what they log, a dict of scalars by name."""
    game, threshold = scene.game, scene.game.loss_pair.threshold
    if not any(view.logs for view in game.transforms):
        return {}
    count = ops.shape(scene.data)[0] * replicas.divided(game) * game.gradient_accumulation_steps
    verdicts = ops.stop_gradient(scene.real_logits) - threshold
    logs = {}
    for view in game.transforms:
        logs.update(view.heed(verdicts, ops.cast(count, keras.config.floatx())))
    return logs


def values_of_terms(scene):
    """Returns what each term adds to the loss of the player that learns, a dict of scalars by name."""
    terms = [term for term in scene.game.terms if scene.network in term.networks]
    return {scene.game.log_name(term, scene.network): value_of(term, scene) for term in terms}


def value_of(term, scene):
    """Returns the weighted value of a term; of a lazy one `every` times as much where it is due, and zero where not."""
    kept = scene.game.kept_by_companions(scene.network)

    def value(times=1):
        with aside(scene.game, keep=kept):
            weight = schedules.at(term.weight, scene.game.optimizer.iterations)
            return ops.cast(weight * times * term(scene.of(term)), keras.config.floatx())

    if term.every == 1 or scene.due is None:
        return value()
    before = values_of(kept)
    found, after = engine.when(
        scene.due[term.name],
        lambda: (value(term.every), values_of(kept)),
        lambda: (ops.zeros((), keras.config.floatx()), before),
    )
    for variable, written in zip(kept, after):  # what was written within one branch exists there alone
        variable.assign(written)
    return found


def values_of(variables):
    """Returns the values that variables have now, a list of tensors."""
    return [ops.stop_gradient(variable.value) for variable in variables]


@contextlib.contextmanager
def imagined(scene):
    """Within this context D is what a term imagines it to be, where one does; see `terms.Unrolled`."""
    values = [pair for term in scene.game.terms for pair in term.imagine(scene)]
    keep = scene.game.kept_by_companions(scene.network)
    with aside(scene.game, values, keep) if values else contextlib.nullcontext():
        yield

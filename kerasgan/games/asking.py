"""What is asked of a generator: labels and conditions, matched with what it takes, and checked."""

import dataclasses

import numpy as np

from kerasgan.latent import truncation as truncations
from kerasgan.networks.fields import MISSING_LABELS, NO_LABELS, names_problems
from kerasgan.training.preflight import argument
from kerasgan.training.sources.values import as_numpy


def asked(game, labels, condition, n, may_draw=False):
    """Returns a dict of arrays by condition, `None` for classes that are to be drawn, and a list of messages.

    Args:
        game: A `Game`.
        labels: Integer, array or `None`.
        condition: Array, tuple, dict or `None`.
        n: Integer, how many samples; `None`, as many as `condition` has.
        may_draw: Boolean, whether missing classes may be drawn. Defaults to `False`.
    """
    given, problems = matched(game, labels, condition)
    if problems:
        return given, problems
    given = {name: as_numpy(values, name) for name, values in given.items() if values is not None}
    missing = [field for field in game.conditions if field.name not in given]
    if missing and may_draw and missing == [game.label] and (game.label.classes or game.label.frequencies):
        return {game.label.name: None}, []
    shape = (length(given) if n is None else n,)
    return given, [
        *(missing_problem(game, field) for field in missing),
        *(p for field in game.conditions if field.name in given for p in _problems(game, field, given, shape)),
    ]


def _problems(game, field, given, shape):
    values, called = given[field.name], argument(game, field)
    found = dataclasses.replace(field, may_miss=None).problems(values, shape, called)
    return found or field.range_problems(values, called)


def matched(game, labels, condition):
    """Returns what was given for each condition, a dict, and a list of messages."""
    if labels is not None and game.label is None:
        kinds = [field.name for field in game.conditions]
        return {}, [f"`labels`: pass `condition=` by name, {kinds}."] if kinds else [NO_LABELS]
    given = {} if labels is None else {game.label.name: labels}
    left = [field for field in game.conditions if field.name not in given]
    if condition is None:
        return given, []
    if not left:
        return given, [f"`condition`: this GAN takes {'no other than `labels`' if given else 'none'}. Leave it out."]
    if isinstance(condition, dict):
        return {**given, **condition}, names_problems(condition, left, "`condition`")
    parts = parts_of(condition, left)
    if len(parts) != len(left):
        return given, [
            f"`condition`: expected {len(left)} of them, {[field.name for field in left]}, in a tuple or a dict by "
            f"name. Received {len(parts)}."
        ]
    return {**given, **dict(zip([field.name for field in left], parts))}, []


def parts_of(condition, left):
    """Returns the conditions in a tuple or a list of several; a list may be a single one, too, a part for each sample.

    Args:
        condition: What the user gave.
        left: List of the `Field`s that it is for.
    """
    if not isinstance(condition, (tuple, list)):
        return [condition]
    if len(left) > 1 or len(condition) != 1:
        return [condition] if len(left) == 1 else list(condition)
    field, axes = left[0], np.ndim(condition[0])
    of_one = not field.is_class and axes == len(field.shape)  # the vector or the image of one sample
    return [condition] if of_one or not axes else list(condition)


def missing_problem(game, field):
    """Returns the message for a condition that is needed and not there."""
    if field is game.label:
        return MISSING_LABELS
    return (
        f"`condition`: this GAN needs {field.name!r}, {field.kind}. Received: {'nothing' if game.conditions else None}."
    )


def length(given):
    """Returns how many samples conditions are for."""
    return next((len(values) for values in given.values() if np.ndim(values)), 1)


def none_given(argument, count):
    """Checks that there is something to make samples of."""
    return [] if count else [f"`{argument}`: expected at least one. Received an empty array."]


def code_problems(game, codes, n):
    """Checks codes that are chosen by name."""
    if codes is None:
        return []
    if not hasattr(game.latent, "chosen"):
        return ["`codes`: the z of this GAN has none. Build it with `latent=kerasgan.latent.Codes(...)`."]
    return game.latent.choice_problems(codes, n)


def truncation_problems(game, truncation):
    """Checks that there is something to truncate, and how far."""
    if truncation is None:
        return []
    if hasattr(game, "table"):
        return ["`truncation`: rows of a table are to be as different as those of the data. Leave it out."]
    if game.latent is None:
        return ["`truncation`: this GAN takes no noise, so there is nothing to bring nearer to its mean. Leave it out."]
    return truncations.problems(truncation)


def generator_problems(game):
    """Checks that a game has something to sample from."""
    if getattr(game, "generator", None) is not None:
        return []
    name = type(game).__name__
    if game.unpaired:
        return [f"`sample`: a {name} makes nothing of noise. Call `translate`, or `kerasgan translate`, with samples."]
    return [f"`sample`: this {name} has no network called `generator`. Ask its networks themselves."]


def translate_problems(game):
    """Checks that a GAN has something to translate."""
    if game.conditions and getattr(game, "generator", None) is not None:
        return []
    return ["`translate`: this GAN takes no condition, so there is nothing to translate. Call `sample`."]


def noise_problems(game, noise):
    """Checks noise of the user's own."""
    if game.latent_shape is None:
        return ["`noise`: this GAN takes none. Call `translate`, or `sample` with `condition=`."]
    if noise.ndim and len(noise) and noise.shape[1:] == game.latent_shape:
        return []
    return [f"`noise`: expected shape (n, {', '.join(map(str, game.latent_shape))}). Received: {noise.shape}."]

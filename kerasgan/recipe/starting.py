"""`start` of a recipe: a trained GAN, whose weights a run begins with in the place of drawn ones."""

import os
import pathlib

from kerasgan import checks
from kerasgan.presets import trained
from kerasgan.recipe import unfinished
from kerasgan.training import averages


def begin(gan, recipe, folder):
    """Gives the networks of a GAN the weights that a run is to begin with; a run that goes on has its own.

    Args:
        gan: The GAN of `recipe`, compiled.
        recipe: Dict.
        folder: Path of the run folder.

    Raises:
        ValueError: If there is no such GAN, or it has other networks.
    """
    written = (unfinished.CHECKPOINT, unfinished.MODEL)
    if recipe.get("start") is None or any(os.path.lexists(pathlib.Path(folder) / name) for name in written):
        return
    found = load(recipe["start"])
    checks.raise_all(differences(gan, found))
    averages.take(found.gan._averages())  # what its samples are made by
    for name, network in gan.networks.items():
        network.set_weights(found.gan.networks[name].get_weights())


def load(start):
    """Returns what `trained.load` does, its errors those of `start`."""
    try:
        return trained.load(start)
    except ValueError as error:
        raise ValueError(str(error).replace("`preset`", "`start`", 1)) from None


def differences(gan, found):
    """Returns what keeps a GAN from having the weights of a trained one, a list of messages."""
    if getattr(found.gan, "meaning", None) != gan.meaning:
        return [f"`start`: {found.name!r} is a GAN of other data: its columns are not those of this recipe."]
    made_by = f" It is one of the recipe {found.recipe['name']!r}: train by that." if found.recipe else ""
    pairs = [(name, shapes(network), shapes(found.gan.networks.get(name))) for name, network in gan.networks.items()]
    return [
        f"`start`: expected networks as those of this recipe. In {name!r} {found.name!r} has {told(theirs, ours)} in "
        f"the place of {told(ours, theirs)}.{made_by}"
        for name, ours, theirs in pairs
        if ours != theirs
    ]


def shapes(network):
    """Returns the shapes of the weights of a network, a list; empty where there is none."""
    return [tuple(weight.shape) for weight in network.weights] if network is not None else []


def told(these, others):
    """Returns in words how a list of shapes differs from another one."""
    if len(these) != len(others):
        return f"{len(these)} weights"
    return f"a weight of shape {next(one for one, other in zip(these, others) if one != other)}"

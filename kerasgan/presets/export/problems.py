"""What keeps a generator from being exported, told before anything is written."""

import contextlib
import os
import re

import keras

from kerasgan import checks
from kerasgan.games import asking
from kerasgan.networks import wiring
from kerasgan.presets.export import saved_model, trial
from kerasgan.presets.export.format import OUTPUT

# What inputs of files can be called, for all who read them.
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


def of_target(game, to):
    """Checks that there is a generator, and which of several."""
    if game.translates:
        return [] if to is None else checks.one_of("to", to, game.translates)
    found = [] if to is None else [f"`to`: this {type(game).__name__} has one generator. Leave it out."]
    return found + [problem.replace("`sample`", "`export`") for problem in asking.generator_problems(game)]


def of_path(path, chosen, overwrite):
    """Checks that nothing is at `path`, or what may be replaced."""
    found = checks.boolean("overwrite", overwrite)
    if found or not os.path.lexists(path):
        return found
    if not overwrite:
        return [f"`filepath`: {str(path)!r} exists. Choose another name, or pass `overwrite=True`."]
    if chosen.suffix and path.is_dir():
        return [f"`filepath`: expected a file. Received the folder {str(path)!r}."]
    if not chosen.suffix and not saved_model.is_one(path):
        return [f"`filepath`: {str(path)!r} is no SavedModel, and is not replaced. Choose another name."]
    return []


def of_route(route, chosen):
    """Checks that this backend can write the format, and the format hold the network."""
    backend = keras.config.backend()
    if backend not in chosen.of_backend:
        others = " or ".join(f"KERAS_BACKEND={name}" for name in chosen.of_backend)
        return [
            f"`format`: Keras writes {chosen.title} with a batch of any size not on {backend!r}. Load the same files "
            f"with {others} and export there; ONNX is written on every backend."
        ]
    return [*policy_problems(route, chosen), *layer_problems(route, chosen), *name_problems(route)]


def policy_problems(route, chosen):
    """Refuses layers of mixed precision where a format has no place for it."""
    mixed = {layer.name: layer.dtype_policy.name for layer in route.layers if layer.compute_dtype != "float32"}
    if not chosen.float32_only or not mixed:
        return []
    name, policy = next(iter(mixed.items()))
    return [
        f"`export`: {chosen.title} holds float32 networks. Received {len(mixed)} layers of another policy, the first "
        f"{name!r} with {policy!r}. Build the same networks under `keras.config.set_dtype_policy('float32')`, load the "
        "weights, and export that; or export a SavedModel."
    ]


def layer_problems(route, chosen):
    """Names the layers that a format can't hold."""
    return [
        f"`export`: {chosen.title} can't hold the layer {layer.name!r} ({type(layer).__name__}): "
        f"{chosen.never[type(layer).__name__]}. Make what it makes a condition of the generator instead."
        for layer in route.layers
        if type(layer).__name__ in chosen.never
    ]


def name_problems(route):
    """Checks that each input has a name by which it can be told from others, and that files can have."""
    inputs = dict(zip(route.order, getattr(route.network, "inputs", None) or ()))
    unnamed = [
        field.name
        for field in route.conditions
        if len(route.conditions) > 1 and field.name in inputs and is_made_up(field, inputs[field.name])
    ]
    found = [
        f"`export`: the conditions {unnamed} have no names of their own. Name the inputs of the generator, "
        "`keras.Input(..., name='mask')`, so that whoever uses the file can tell them apart."
    ]
    return (found if unnamed else []) + [
        f"`export`: inputs of files have names of letters, digits and underscores, and not {OUTPUT!r}, the output's. "
        f"Received {name!r}. Name the input of the generator otherwise."
        for name in route.order
        if not NAME.fullmatch(name) or name == OUTPUT
    ]


def is_made_up(field, tensor):
    """Tells whether a condition got its name here."""
    return wiring.name_of(tensor) is None and re.fullmatch(r"(label|condition)_\d+", field.name) is not None


# How much of what a converter says is told, in characters.
MOST = 400


@contextlib.contextmanager
def told(route, chosen):
    """Turns what a converter raises into a `ValueError` that says which layers it may be about."""
    try:
        yield
    except Exception as error:  # converters raise anything
        drawing = trial.drawing_layers(route)
        ours = [layer.name for layer in route.layers if not type(layer).__module__.startswith(("keras.", "kerasgan."))]
        about = f" The layers {drawing} draw random numbers of their own." if drawing else ""
        about = about or (f" The layers {ours} are not Keras's own." if ours else "")
        said = " ".join(str(error).split())[:MOST]
        raise ValueError(
            f"`export`: {chosen.title} can't be made of this generator, and nothing was written.{about} The converter "
            f"says: {type(error).__name__}: {said}"
        ) from error

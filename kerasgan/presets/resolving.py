"""What the names in a config stand for: the object that Keras would find, found without importing anything."""

import importlib
import sys

import keras

from kerasgan.presets import allowed

# Our own classes that a recipe names shortly, `{"class_name": "r1"}`: the room, and its table there.
SHORT = (
    ("kerasgan.terms", "TERMS"),
    ("kerasgan.transforms", "TRANSFORMS"),
    ("kerasgan.training.optimizers", "OURS"),
    ("kerasgan.training.schedules", "SCHEDULES"),
)

# Where Keras looks for a function that is said to be of `builtins`.
BUILTINS = ("activations", "constraints", "initializers", "losses", "metrics", "optimizers", "regularizers")


def meanings(part):
    """Returns all that the names of one object of a config may stand for, registered ones first; a list.

    Args:
        part: Dict with a `class_name`.
    """
    is_function = part["class_name"] == "function"
    name = part.get("config") if is_function else part["class_name"]
    key = name if is_function else part.get("registered_name", name)
    if isinstance(key, str) and (own := registered(key)) is not None:
        return [own]
    module = part.get("module")
    if not isinstance(name, str):
        return []
    if module is None:
        return [] if is_function else short(name)
    if module == "builtins":
        return [found for room in BUILTINS for found in attributes(f"keras.{room}", name)]
    return attributes(module, name) if isinstance(module, str) and module.split(".")[0] == "keras" else []


def registered(name):
    """Returns what is registered with Keras under a name, ours or a user's, or `None`."""
    return keras.saving.get_registered_object(name)


def is_registered(found):
    """Tells whether an object is one that is registered with Keras."""
    return any(found is one for one in keras.saving.get_custom_objects().values())


def short(name):
    """Returns what a name without a module stands for: ours, or an optimizer, a schedule or the like."""
    tables = [getattr(importlib.import_module(room), table) for room, table in SHORT]
    ours = {key: kind for table in tables for key, kind in [*table.items(), *((k.__name__, k) for k in table.values())]}
    found = [ours.get(name), allowed.by_name().get(name.lower())]
    return [one for one in found if one is not None]


def attributes(module, name):
    """Returns what a dotted name stands for: as Keras exports it, and as it lies in a module that is there already."""
    path = f"{module}.{name}".split(".")
    return [one for one in (exported(".".join(path)), walked(path)) if one is not None]


def exported(path):
    """Returns what Keras exports under a path, or `None`; the table is Keras's own and has no public name."""
    table = sys.modules.get("keras.src.api_export")
    return None if table is None else table.get_symbol_from_name(path)


def walked(path):
    """Returns what a path of names leads to through modules and classes that are in memory, or `None`."""
    found, place = sys.modules.get(path[0]), path[0]
    for name in path[1:]:
        place = f"{place}.{name}"
        found = vars(found).get(name, sys.modules.get(place)) if hasattr(found, "__dict__") else None
    return found

"""Pictures of its data on the page of a GAN: such as it is to begin with, where it makes one picture of another."""

import base64

import numpy as np

from kerasgan import datasets

MOST = 8


def data_of(recipe):
    """Returns the data that a recipe trains on, `None` where they are not on this machine: a page does without."""
    about = (recipe or {}).get("data", {})
    options = {name: value for name, value in about.get("options", {}).items() if value is not None}
    try:
        return datasets.load(about.get("name"), **options)
    except (OSError, RuntimeError, TypeError, ValueError):
        return None


def of(recipe, conditions):
    """Returns a list of dicts, of each condition by name the grey values as base64; empty where there are none.

    Args:
        recipe: Dict, or `None`.
        conditions: List of the fields of a GAN beside its samples.
    """
    if not conditions or not all(field.pixels for field in conditions):
        return []
    held_out = getattr(data_of(recipe), "held_out", None)
    if held_out is None:
        return []
    given = held_out[1] if isinstance(held_out[1], dict) else {conditions[0].name: held_out[1]}
    if set(given) != {field.name for field in conditions}:
        return []
    return [{name: coded(values[row]) for name, values in given.items()} for row in range(min(MOST, len(held_out[0])))]


def of_sets(recipe, fields):
    """Returns a dict of lists, by the name of each of two fields: some of its pictures as `coded`, or none."""
    data = data_of(recipe) if all(field.pixels for field in fields) else None
    if not isinstance(data, tuple) or len(data) != 2 or not all(isinstance(one, datasets.ImageFolder) for one in data):
        return {field.name: [] for field in fields}
    rows = [np.linspace(0, len(one.names) - 1, min(MOST, len(one.names))).astype(int) for one in data]
    return {field.name: [coded(x) for x in one.batch(some)] for field, one, some in zip(fields, data, rows)}


def coded(pixels):
    """Returns the grey values of a picture as base64."""
    return base64.b64encode(np.asarray(pixels, "uint8").tobytes()).decode("ascii")

"""Pictures to begin with on the page of a GAN from picture to picture: some that its recipe held out of training."""

import base64

import numpy as np

from kerasgan import datasets

MOST = 8


def of(recipe, conditions):
    """Returns a list of dicts, of each condition by name the grey values as base64; empty where there are none.

    Args:
        recipe: Dict, or `None`.
        conditions: List of the fields of a GAN beside its samples.
    """
    if not recipe or not conditions or not all(field.pixels for field in conditions):
        return []
    about = recipe.get("data", {})
    try:
        options = {name: value for name, value in about.get("options", {}).items() if value is not None}
        held_out = getattr(datasets.load(about.get("name"), **options), "held_out", None)
    except (OSError, RuntimeError, TypeError, ValueError):  # the data are not on this machine: the page does without
        return []
    if held_out is None:
        return []
    given = held_out[1] if isinstance(held_out[1], dict) else {conditions[0].name: held_out[1]}
    if set(given) != {field.name for field in conditions}:
        return []
    return [{name: coded(values[row]) for name, values in given.items()} for row in range(min(MOST, len(held_out[0])))]


def coded(pixels):
    """Returns the grey values of a picture as base64."""
    return base64.b64encode(np.asarray(pixels, "uint8").tobytes()).decode("ascii")

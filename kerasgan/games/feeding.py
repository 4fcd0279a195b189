"""What goes into a step, by `train_on_batch` and by Keras's `fit`: matched with the game's fields, and checked."""

import keras
import numpy as np
from keras import ops

from kerasgan import checks
from kerasgan.networks import fields
from kerasgan.training import preflight
from kerasgan.training.sources.values import as_numpy


def as_batch(game, x, y=None, noise=None):
    """Returns the checked dict of arrays for one step; see `Game.train_on_batch`."""
    if isinstance(x, dict):
        given, problems = fields.matched(x, game.fields)
    else:
        given, problems = fields.matched((x, y), game.fields)
        problems += [preflight.NO_LABELS] if y is not None and not game.conditions else []
    checks.raise_all(problems)
    given = {name: on_host(values, name) for name, values in given.items()}
    for field in game.fields:
        field.see(given[field.name])
    noise = None if noise is None else np.asarray(ops.convert_to_numpy(noise), keras.config.floatx())
    checks.raise_all(preflight.batch_problems(game, given, noise))
    given = {field.name: field.kept(given[field.name]) for field in game.fields}
    return {"given": given} | ({} if noise is None else {"noise": noise})


def as_batches(game, batches):
    """Returns a dict with the part `given`, where the fields of several steps stand side by side, too."""
    if "given" in batches or "number" in batches:
        return batches
    given = {name: values for name, values in batches.items() if name != "noise"}
    if game.label is not None and "labels" in given:
        given[game.label.name] = given.pop("labels")
    return {"given": given} | ({"noise": batches["noise"]} if "noise" in batches else {})


def on_host(values, name):
    """Returns an array, or a tensor of any framework, as a NumPy array."""
    return values if isinstance(values, np.ndarray) else as_numpy(values, "x" if name == fields.REAL else name)


def unpack(game, data):
    """Returns the dict of fields in what Keras's `fit` hands to a step, tensors."""
    x, y, _ = keras.utils.unpack_x_y_sample_weight(data)
    given, problems = fields.matched(x if isinstance(x, dict) and y is None else (x, y), game.fields)
    checks.raise_all(problems)
    checks.raise_all(preflight.group_problems(game, given[game.fields[0].name].shape[0]))
    for field in game.fields:
        field.see(given[field.name])
    return given


def check_fit(game, x, y, batch_size, is_split):
    """Checks what Keras's `fit` is given as arrays, before it begins; takes note of uint8 and of classes.

    Args:
        game: A `Game`.
        x: What `fit` is given; only arrays are looked at.
        y: What stands beside it.
        batch_size: Integer.
        is_split: Boolean, whether Keras takes validation data off; it then decides how long the last batch is.
    """
    problems = preflight.array_problems(game, x, y)
    if not is_split:
        problems += preflight.array_batch_problems(game, x, batch_size)
    checks.raise_all(problems)
    if hasattr(x, "shape"):
        given, _ = fields.matched((x, y), game.fields)
        for field in game.fields:  # callbacks may look before the first step
            field.see(given[field.name])
            field.count(given[field.name])

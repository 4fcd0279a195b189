"""What goes into a step, by `train_on_batch` and by Keras's `fit`: matched with the game's fields, and checked."""

import contextlib
import math

import keras
import numpy as np
from keras import ops

from kerasgan import checks, networks
from kerasgan.networks import fields
from kerasgan.training import preflight, sources, weights
from kerasgan.training.backend import engine
from kerasgan.training.sources import peeking, values


def as_batch(game, x, y=None, noise=None, look=True, check_range=True):
    """Returns the checked dict of arrays for one step; see `Game.train_on_batch`.

    Args:
        game: A compiled `Game`.
        x: Real samples, or a dict of all fields.
        y: What stands beside them. Defaults to `None`.
        noise: Array, or `None`.
        look: Boolean, whether the values are looked at, not their shapes alone: `fit_gan` has done so before, and
            stops where training diverges. Defaults to `True`.
        check_range: Boolean, whether samples out of the generator's reach are an error. Defaults to `True`.
    """
    given = {name: on_host(part, name) for name, part in matched(game, x, y).items()}
    noise = None if noise is None else np.asarray(ops.convert_to_numpy(noise), keras.config.floatx())
    checks.raise_all(preflight.batch_problems(game, given, noise))
    if look:
        preflight.accept_arrays(game, in_a_row(game, given), check_range)
    for field in game.fields:
        field.see(given[field.name])
    given = {field.name: field.kept(given[field.name]) for field in game.fields}
    return {"given": given} | ({} if noise is None else {"noise": noise})


def matched(game, x, y):
    """Returns a dict of what was given for each field; raises where conditions are missing or not wanted."""
    given, problems = fields.matched(as_batch_of_fit(x, y), game.fields)
    problems += [fields.NO_LABELS] if y is not None and not game.conditions else []
    checks.raise_all(problems)
    return given


def as_batch_of_fit(x, y):
    """Returns samples and conditions as one batch: Keras knows them as `x` and `y`."""
    return x if y is None and isinstance(x, (dict, tuple)) else (x, y)


def in_a_row(game, given):
    """Returns arrays of which each has one axis of samples, where there may be one of batches before it."""
    if not game.is_split(given):
        return given
    return {name: part.reshape(-1, *part.shape[2:]) for name, part in given.items()}


def as_batches(game, batches):
    """Returns a dict with the part `given`, where the fields of several steps stand side by side, too."""
    if "given" in batches or "number" in batches:
        return batches
    given = {name: part for name, part in batches.items() if name != "noise"}
    if game.label is not None and "labels" in given:
        given[game.label.name] = given.pop("labels")
    return {"given": given} | ({"noise": batches["noise"]} if "noise" in batches else {})


def on_host(part, name):
    """Returns an array, or a tensor of any framework, as a NumPy array."""
    return part if values.is_plain(part) else values.as_numpy(part, "x" if name == fields.REAL else name)


# === Keras's `fit` ===


def unpack(game, data):
    """Returns the dict of fields in what Keras's `fit` hands to a step, tensors."""
    given, problems = fields.matched(data, game.fields)
    checks.raise_all(problems)
    checks.raise_all([p for field in game.fields for p in _tensor_problems(field, given[field.name])])
    size = given[game.fields[0].name].shape[0]
    checks.raise_all(preflight.group_problems(game, size, preflight.WITHOUT_LAST))
    for field in game.fields:
        field.see(given[field.name])
    return given


def _tensor_problems(field, tensor):
    """Checks the shape of a tensor as far as it is known while the step is compiled."""
    if field.reach is None or tensor.shape is None or getattr(tensor.shape, "rank", 0) is None:
        return []
    shape = tuple(tensor.shape)
    if networks.fits(shape, (None, *field.shape)):
        return []
    return [f"`data`: expected shape {(None, *field.shape)}, what the generator makes. Received: {shape}."]


@contextlib.contextmanager
def batches_told(game):
    """Within this context a batch of unknown size that makes no whole packs is reported in our words."""
    try:
        yield
    except engine.SHAPE_ERRORS as error:
        whole = game.group * game.gradient_accumulation_steps
        if whole == 1 or "reshape" not in str(error).lower():
            raise
        wanted = f"`x`: a batch has to be divisible by {whole}. Received another number of samples"
        raise ValueError(f"{wanted}{preflight.WITHOUT_LAST}") from error


def checked(game, x, y=None, check_range=True, batch_size=None, further=()):
    """Returns what Keras is to be given for `x` and `y`, once the data, or their first batch, fit the game.

    Args:
        game: A `Game`.
        x: What `fit` is given: arrays, or what comes in batches.
        y: What stands beside arrays.
        check_range: Boolean, whether samples out of the generator's reach are an error. Defaults to `True`.
        batch_size: Integer, that of arrays; `None` for Keras's own, 0 for one that is not known. Defaults to `None`.
        further: List of messages about what else is wrong. Defaults to none.

    Raises:
        ValueError: If they do not fit; before anything is trained.
    """
    x, y = (as_array(part) for part in (x if isinstance(x, tuple) and y is None and len(x) == 2 else (x, y)))
    if not is_arrays(x):
        checks.raise_all([*further, *no_data(x)])
        return of_batches(game, x, check_range), y
    given = matched(game, x, y)
    sizes = preflight.array_batch_problems(game, given[game.fields[0].name], batch_size)
    preflight.accept_arrays(game, given, check_range, [*further, *sizes])
    return x, y


def checked_for_fit(game, given, check_range=True):
    """Returns what Keras's `fit` is to be given for `x` and `y`, once they and whatever else there are of data fit.

    Takes note of uint8, and of classes where all are there to be counted: callbacks may look before the first step.
    Where the data are refused, the held-out ones alone too, nothing of them is remembered.

    Args:
        game: A `Game`.
        given: Dict of the arguments of `fit`.
        check_range: Boolean, as in `checked`.
    """
    known = [field.memory() for field in game.fields]
    try:
        return _checked_for_fit(game, given, check_range)
    except Exception:
        for field, memory in zip(game.fields, known):
            field.remember(memory)
        raise


def _checked_for_fit(game, given, check_range):
    size, split = given.get("batch_size"), given.get("validation_split")
    x, y = checked(game, given.get("x"), given.get("y"), check_range, 0 if split else size, weights.problems(given))
    held_size = given.get("validation_batch_size") or size
    if split and is_arrays(x):
        checks.raise_all(split_problems(game, matched(game, x, y)[game.fields[0].name], split, size, held_size))
    held_out = given.get("validation_data")
    if held_out is not None:
        given["validation_data"] = held_out_checked(game, held_out, check_range, held_size)
    if is_arrays(x):
        count(game, matched(game, x, y))
    return x, y


def held_out_checked(game, held_out, check_range, batch_size):
    """Returns what Keras's `fit` is to be given as `validation_data`, once it fits; nothing of it is remembered."""
    parts = held_out if isinstance(held_out, (tuple, list)) else (held_out,)
    checks.raise_all(weights.problems({"sample_weight": parts[2] if len(parts) > 2 else None}))
    with unremembered(game):
        x, y = checked(game, *parts[:2], check_range=check_range, batch_size=batch_size)
    return (x, y, *parts[2:])[: len(parts)] if isinstance(held_out, (tuple, list)) else x


@contextlib.contextmanager
def unremembered(game):
    """Within this context data are looked at that G does not learn from: what is known of those that it does stays."""
    known = [field.memory() for field in game.fields]
    try:
        yield
    finally:
        for field, memory in zip(game.fields, known):
            field.remember(memory)


def split_problems(game, x, split, size, held_size):
    """Checks the batches of the two parts that Keras makes of an array by `validation_split`."""
    at = math.floor(len(x) * (1 - split))
    where = (
        f" in the last batch of a part, since `validation_split` makes parts of {at} and {len(x) - at} samples. Pass "
        "`validation_data=` of a size that fits."
    )
    parts = ((x[:at], size), (x[at:], held_size))
    return [p for part, own in parts for p in preflight.array_batch_problems(game, part, own, where)][:1]


def count(game, given):
    """Takes note of how often each class occurs in all the data, a dict of arrays."""
    for field in game.fields:
        if field.is_class:
            field.count(values.as_numpy(given[field.name]))


def of_batches(game, x, check_range):
    """Returns data that come in batches, none of them lost, once the first one fits the game."""
    x, first = peeking.first_of(x)
    if first is not peeking.UNSEEN:
        given, problems = fields.matched(first, game.fields)
        checks.raise_all(problems)
        preflight.accept_arrays(game, given, check_range)
        if game.group > 1:
            checks.raise_all(preflight.group_problems(game, peeking.last_size(x), preflight.WITHOUT_LAST))
    return x


def no_data(x):
    """Checks that what is not arrays may be batches: Keras's words for nothing, or for a sampler, help nobody."""
    if x is not None and not isinstance(x, (dict, tuple, str)) and not callable(x):
        return []
    fix = " A sampler is for `kerasgan.fit_gan`." if callable(x) else ""
    received = "None" if x is None else f"{x!r:.60} of type {type(x).__name__}"
    return [
        "`x`: expected an array, with `y` what stands beside it, a dict of both by name, a `tf.data.Dataset`, a "
        f"`keras.utils.PyDataset`, a torch `DataLoader`, or a generator of batches. Received: {received}.{fix}"
    ]


def is_arrays(x):
    """Tells whether data are arrays, or a dict of them, and no batches."""
    return sources.is_array(x) or (isinstance(x, dict) and bool(x) and all(map(sources.is_array, x.values())))


def as_array(part):
    """Returns lists of numbers and frames as arrays, which Keras would take for something else; all else as it is."""
    is_list = isinstance(part, list) and not any(hasattr(one, "shape") for one in part)
    return values.as_numpy(part, "x") if is_list or hasattr(part, "to_numpy") else part

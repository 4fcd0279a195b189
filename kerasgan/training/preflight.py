"""The checks before step 1: can this game learn from what these data look like?"""

import math

import numpy as np

from kerasgan import checks, networks
from kerasgan.networks import fields, scaling
from kerasgan.training import slices
from kerasgan.training.sources import values
from kerasgan.training.sources.array_source import ArraySource


def accept(game, given, check_range=True, further=()):
    """Checks what is about to enter a step, by whatever way it comes in, and takes note of what the data are.

    Args:
        game: A `Game`.
        given: As in `problems`.
        check_range: As in `problems`.
        further: What else is wrong, messages, to be told with it. Defaults to none.

    Raises:
        ValueError: If the game can't learn from these data.
    """
    checks.raise_all([*further, *problems(game, given, check_range)])
    for field in game.fields:
        if takes_grey(field, check_range):
            called = "data" if field.reach is not None else argument(game, field)
            scaling.warn_of_dark(called, given[field.name])
        field.see(given[field.name])


def accept_arrays(game, given, check_range=True, further=()):
    """Checks arrays, all the data or one batch, as `accept` does, and that there is one of each for each sample.

    Args:
        game: A `Game`.
        given: Dict of arrays of any framework by the names of the game's fields.
        check_range: As in `problems`.
        further: As in `accept`.

    Raises:
        ValueError: If the game can't learn from these data.
    """
    source = ArraySource(given, game.fields, 1, None)
    accept(game, source.look() | source.beside(), check_range, [*further, *source.problems()])


def problems(game, given, check_range=True):
    """Compares data with what the game's networks make and take.

    Args:
        game: A `Game`.
        given: Dict of NumPy arrays `(n, *shape)` by the names of the game's fields, all the data or a part.
        check_range: Boolean, whether samples out of the generator's reach count. Defaults to `True`.

    Returns:
        List of messages, empty when all is well.
    """
    found = []
    for field in game.fields:
        x = given[field.name]
        if field.reach is None:
            found += field.problems(x, x.shape[:1], argument(game, field))
            found += scaling.grey_problems(argument(game, field), x) if takes_grey(field, check_range) else []
        else:
            found += sample_problems(field, x, check_range)
    return found


def takes_grey(field, check_range=True):
    """Tells whether uint8 are to be looked at as grey values of a field of which none has been seen yet."""
    return check_range and not field.pixels and not field.is_class and field.dtype.startswith("float")


def argument(game, field):
    """Returns what messages call a field: `labels` where the classes are all that stands beside a sample."""
    return "labels" if field is game.label else field.name


def sample_problems(field, x, check_range=True):
    """Compares samples with what the generator can produce."""
    found = values.no_numbers(x) or _shape_problems(field, x) or _empty(x) or fields.infinite("data", x)
    return found or (_range_problems(field, x) if check_range else [])


def _shape_problems(field, x):
    if networks.fits(x.shape, (None, *field.shape)):
        return []
    expected = f"(n, {', '.join(map(str, field.shape))})"
    return [f"`data`: expected shape {expected}, what the generator makes. Received: {x.shape}.{shape_fix(field, x)}"]


def shape_fix(field, x):
    """Returns the advice for the usual causes of another shape, or an empty string."""
    if x.shape == field.shape:
        return " That is one sample without a batch axis: call `.batch(...)` on the data set."
    if x.ndim and (*x.shape, 1) == (len(x), *field.shape):
        return " Add the channel axis: `data[..., None]`."
    if x.ndim == len(field.shape) + 1 and sorted(x.shape[1:]) == sorted(size or 0 for size in field.shape):
        return f" Its axes stand in another order: `data.transpose({_order(x.shape[1:], field.shape)})`."
    if x.ndim and math.prod(x.shape[1:]) == math.prod(size or 0 for size in field.shape):
        return f" Reshape it: `data.reshape({(-1, *field.shape)})`."
    return _image_fix(field.shape, x.shape[1:]) or " Change the data, or build both networks for this shape."


def _image_fix(wanted, shape):
    """Returns the advice for images of other colours, or an empty string."""
    if len(wanted) != 3 or len(shape) != 3 or shape[:2] != wanted[:2]:
        return ""
    if (shape[2], wanted[2]) == (3, 1):
        return " Make them grey, `data.mean(axis=-1, keepdims=True)`, or build both networks for 3 channels."
    if (shape[2], wanted[2]) == (4, 3):
        return " Leave out the fourth channel, `data[..., :3]`, or build both networks for 4 channels."
    return ""


def _order(shape, wanted):
    """Returns the axes of a batch of `shape` in the order that makes it `wanted`, the last ones first where alike."""
    left, order = list(enumerate(shape, 1)), [0]
    for size in wanted:
        place = next(pair for pair in left if pair[1] == size)
        left.remove(place)
        order.append(place[0])
    return tuple(order)


def _empty(x):
    return [] if len(x) else [f"`data` is empty: expected at least one batch of samples. Received shape {x.shape}."]


def _range_problems(field, x):
    low, high = field.reach
    if x.dtype == np.uint8 and math.isfinite(low) != math.isfinite(high):
        return [
            f"`data`: uint8 become what G reaches, black its lower end and white its upper one. The generator ends in "
            f"{field.ending!r} and reaches {low:g} to {high:g}. End it in 'tanh' or 'sigmoid', or in a linear layer "
            "(`output_activation=None`)."
        ]
    if x.dtype == np.uint8:  # scaled into the range inside the step
        return scaling.grey_problems("data", x) if takes_grey(field) else []
    slack = 1e-3 * (high - low) if math.isfinite(high - low) else 1e-6
    if not x.size or (x.min() >= low - slack and x.max() <= high + slack):
        return []
    out = float(np.mean((x < low - slack) | (x > high + slack)))
    return [
        f"`data`: {out:.1%} of the values are out of the generator's reach. The data run from {x.min():.4g} to "
        f"{x.max():.4g}; the generator ends in {field.ending!r} and reaches {low:g} to {high:g}. "
        f"{_range_fix(x, low, high)} To train all the same, pass `check_range=False`."
    ]


def _range_fix(x, low, high):
    """Returns what to do about values out of reach: by the numbers, they are images of 8 or of 16 bits, or neither."""
    if math.isfinite(high) and x.min() >= 0 and 1 < x.max() <= 255:
        scale = "data / 255" if low == 0 else "data / 127.5 - 1"
        return f"Pass the images as uint8, or scale them: `{scale}`."
    if math.isfinite(high) and x.min() >= 0 and 255 < x.max() <= 65535:
        return f"Scale images of 16 bits: `{'data / 65535' if low == 0 else 'data / 32767.5 - 1'}`."
    if x.min() >= 0 and x.max() <= 1 and low < 0:
        return "Scale the data: `2 * data - 1`."
    return "End the generator in a linear layer (`output_activation=None`), or scale the data."


def batch_problems(game, given, noise=None):
    """Checks the arrays of one step; see `Game.train_on_batch`.

    Args:
        game: A `Game`.
        given: Dict of NumPy arrays by the names of the game's fields.
        noise: NumPy array, or `None`.

    Returns:
        List of messages, empty when all is well.
    """
    first = game.fields[0]
    real = given[first.name]
    per_move = real.ndim == len(first.shape) + 2
    batch = real.shape[1:] if per_move else real.shape
    found = [p for field in game.fields if field.reach is not None for p in _misshapen(game, field, given, per_move)]
    if not found:
        found += group_problems(game, batch[0])
    for field in game.fields:
        if field.reach is None:
            found += field.problems(given[field.name], real.shape[: 1 + per_move], argument(game, field))
    return found + noise_problems(game, noise, batch[0] if batch else None)


def _misshapen(game, field, given, per_move):
    """Checks the shape of samples for one step, `(batch, *shape)`, or as many batches as it takes."""
    x = given[field.name]
    batch = x.shape[1:] if per_move else x.shape
    if networks.fits(batch, (None, *field.shape)) and (not per_move or len(x) == game.batches):
        return []
    one = ("batch", *field.shape)
    return [
        f"`x`: expected real samples of shape {_written(*one)}, or {_written(game.batches, *one)} with one batch for "
        f"each D update. Received: {x.shape}.{_batch_fix(field, x)}"
    ]


def _batch_fix(field, x):
    """Returns the advice for the shape of a batch; none where nothing but a general one is known."""
    fix = shape_fix(field, x)
    return (
        ""
        if "build both networks for this shape" in fix
        else fix.replace("call `.batch(...)` on the data set", "pass `data[None]`")
    )


def of_steps(game, field, found, axes):
    """Checks a condition of several steps, whose samples are along the first `axes` axes."""
    return field.problems(found, found.shape[:axes], argument(game, field))


def noise_problems(game, noise, size):
    """Checks the noise of one step, each z that its moves take."""
    wanted = (game.noises, size, *(game.latent_shape or ()))
    if noise is None or (game.noises and noise.shape == wanted):
        return []
    if not game.noises:
        return ["`noise`: this game takes none. Leave it out."]
    *others, g = game.moves
    last = "G's the one of D's last" if g.noise in [move.noise for move in others] else "G's last"
    return [f"`noise`: expected shape {wanted}, one z for each update, {last}. Received: {noise.shape}."]


def beside_array(game, x, y):
    """Returns a dict of an array of samples and of what stands beside it, by field, and a list of messages."""
    if y is not None and not game.conditions:
        return {}, [fields.NO_LABELS]
    given, found = fields.matched((x, y), game.fields)
    if found:
        return given, found
    given = {name: values.as_numpy(part, name) for name, part in given.items()}
    first = game.fields[0]
    found += sample_problems(first, given[first.name], check_range=False)
    for field in game.conditions:
        found += field.problems(given[field.name], x.shape[:1], argument(game, field))
    return given, found


def array_batch_problems(game, x, batch_size, where=None):
    """Checks that an array's batches, the last one too, make whole packs and slices, as Keras's `fit` takes them.

    Args:
        game: A `Game`.
        x: Array.
        batch_size: Integer, or `None` for Keras's own.
        where: String, what ends a message of the last batch. Defaults to `None`: how many samples to leave out.
    """
    size = 32 if batch_size is None else batch_size  # as in Keras
    unknown = not getattr(game, "compiled", False) or checks.positive_integer("", size)
    if unknown or not len(getattr(x, "shape", ())):
        return []
    n = x.shape[0]
    whole = n - n % (game.group * game.gradient_accumulation_steps)
    fix = where or (f" in the last batch. Leave some out, `x[:{whole}]`." if whole else None)
    first, last = min(size, n), n % size
    return group_problems(game, first, fix if first < size else None) or group_problems(game, last, fix)


# What to do about a last batch of data that come in batches.
WITHOUT_LAST = (
    " in a batch, perhaps the last one. Leave it out: `.batch(n, drop_remainder=True)` of a `tf.data.Dataset`, "
    "`drop_last=True` of a `DataLoader`."
)


def group_problems(game, size, fix=None):
    """Checks that a batch of `size` samples (`None`: not known yet) makes whole packs, and slices of them.

    Args:
        game: A `Game`.
        size: Integer or `None`.
        fix: String, where these samples are and what to do. Defaults to `None`: to choose another `batch_size`.
    """
    if size is None:
        return []
    if size % game.group == 0:
        return slices.problems("x", size, game.group * game.gradient_accumulation_steps, fix)
    return [
        f"`x`: D sees {game.group} samples at once, so a batch has to be divisible by {game.group}. Received {size} "
        f"{'sample' if size == 1 else 'samples'}{fix or '. Choose another `batch_size`.'}"
    ]


def _written(*sizes):
    return f"({', '.join(map(str, sizes))})"

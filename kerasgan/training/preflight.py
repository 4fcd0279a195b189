"""The checks before step 1: can this game learn from what these data look like?"""

import math

import numpy as np

from kerasgan import checks, networks
from kerasgan.networks import fields
from kerasgan.training import slices
from kerasgan.training.sources import values

NO_LABELS = (
    "`labels`: this GAN takes none, since its networks have no label input. Leave the labels out, or build both "
    "networks with `num_classes=`."
)

MISSING_LABELS = "`labels`: this GAN is conditional and needs an integer label for each sample. Received: None."


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
        else:
            found += sample_problems(field, x, check_range)
    return found


def argument(game, field):
    """Returns what messages call a field: `labels` where the classes are all that stands beside a sample."""
    return "labels" if field is game.label else field.name


def sample_problems(field, x, check_range=True):
    """Compares samples with what the generator can produce."""
    return _shape_problems(field, x) or _not_finite(x) or (_range_problems(field, x) if check_range else [])


def _shape_problems(field, x):
    if networks.fits(x.shape, (None, *field.shape)):
        return []
    expected = f"(n, {', '.join(map(str, field.shape))})"
    return [f"`data`: expected shape {expected}, what the generator makes. Received: {x.shape}.{_shape_fix(field, x)}"]


def _shape_fix(field, x):
    """Returns the advice for the usual causes, or an empty string."""
    if x.shape == field.shape:
        return " That is one sample without a batch axis: call `.batch(...)` on the data set."
    if (*x.shape, 1) == (len(x), *field.shape):
        return " Add the channel axis: `data[..., None]`."
    if x.ndim == len(field.shape) + 1 and sorted(x.shape[1:]) == sorted(size or 0 for size in field.shape):
        return f" Its axes stand in another order: `data.transpose({_order(x.shape[1:], field.shape)})`."
    if x.ndim and math.prod(x.shape[1:]) == math.prod(size or 0 for size in field.shape):
        return f" Reshape it: `data.reshape({(-1, *field.shape)})`."
    return " Change the data, or build both networks for this shape."


def _order(shape, wanted):
    """Returns the axes of a batch of `shape` in the order that makes it `wanted`, the last ones first where alike."""
    left, order = list(enumerate(shape, 1)), [0]
    for size in wanted:
        place = next(pair for pair in left if pair[1] == size)
        left.remove(place)
        order.append(place[0])
    return tuple(order)


def _not_finite(x):
    if x.dtype.kind not in "fc" or np.isfinite(x).all():
        return []
    nans, infinities = int(np.isnan(x).sum()), int(np.isinf(x).sum())
    return [f"`data`: expected finite numbers. Received {nans} NaN and {infinities} infinite values of {x.size:,}."]


def _range_problems(field, x):
    low, high = field.reach
    if x.dtype == np.uint8:  # scaled into the range inside the step
        return []
    slack = 1e-3 * (high - low) if math.isfinite(high - low) else 1e-6
    out = float(np.mean((x < low - slack) | (x > high + slack)))
    if not out:
        return []
    return [
        f"`data`: {out:.1%} of the values are out of the generator's reach. The data run from {x.min():.4g} to "
        f"{x.max():.4g}; the generator ends in {field.ending!r} and reaches {low:g} to {high:g}. "
        f"{_range_fix(x, low, high)} To train all the same, pass `check_range=False`."
    ]


def _range_fix(x, low, high):
    if math.isfinite(high) and x.min() >= 0 and 1 < x.max() <= 255:
        scale = "data / 255" if low == 0 else "data / 127.5 - 1"
        return f"Pass the images as uint8, or scale them: `{scale}`."
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
        f"each D update. Received: {x.shape}."
    ]


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
    last = "G's the one of D's last" if getattr(game, "reuse_fakes", False) else "G's last"
    return [f"`noise`: expected shape {wanted}, one z for each update, {last}. Received: {noise.shape}."]


def array_problems(game, x, y):
    """Checks what stands beside an array, as Keras's `fit` takes it; what comes in batches is left to its steps."""
    return beside_array(game, x, y)[1] if hasattr(x, "shape") else []


def beside_array(game, x, y):
    """Returns a dict of an array of samples and of what stands beside it, by field, and a list of messages."""
    if y is not None and not game.conditions:
        return {}, [NO_LABELS]
    given, found = fields.matched((x, y), game.fields)
    if found:
        return given, found
    given = {name: values.as_numpy(part, name) for name, part in given.items()}
    for field in game.conditions:
        found += field.problems(given[field.name], x.shape[:1], argument(game, field))
    return given, found


def array_batch_problems(game, x, batch_size):
    """Checks that an array's batches, the last one too, make whole packs and slices, as Keras's `fit` takes them."""
    if not getattr(game, "compiled", False) or not hasattr(x, "shape") or checks.positive_integer("", batch_size):
        return []
    sizes = {min(batch_size, x.shape[0]), x.shape[0] % batch_size}
    return [problem for size in sorted(sizes, reverse=True) for problem in group_problems(game, size)][:1]


def group_problems(game, size):
    """Checks that a batch of `size` samples (`None`: not known yet) makes whole packs, and slices of them."""
    if size is None:
        return []
    if size % game.group == 0:
        return slices.problems("x", size, game.group * game.gradient_accumulation_steps)
    return [
        f"`x`: D sees {game.group} samples at once, so a batch has to be divisible by {game.group}. Received {size} "
        "samples. Choose another `batch_size`."
    ]


def _written(*sizes):
    return f"({', '.join(map(str, sizes))})"

"""The checks before step 1: can this generator produce what these data look like?"""

import math

import numpy as np

from kerasgan import checks, networks
from kerasgan.training import slices
from kerasgan.training.sources import values


def problems(gan, x, check_range=True):
    """Compares data with what the generator can produce.

    Args:
        gan: A `GAN`.
        x: NumPy array `(n, *shape)`, all the data or a part.
        check_range: Boolean, whether values out of the generator's reach count. Defaults to `True`.

    Returns:
        List of messages, empty when all is well.
    """
    return _shape_problems(gan, x) or _not_finite(x) or (_range_problems(gan, x) if check_range else [])


def _shape_problems(gan, x):
    if networks.fits(x.shape, (None, *gan.data_shape)):
        return []
    expected = f"(n, {', '.join(map(str, gan.data_shape))})"
    return [f"`data`: expected shape {expected}, what the generator makes. Received: {x.shape}.{_shape_fix(gan, x)}"]


def _shape_fix(gan, x):
    """Returns the advice for the usual causes, or an empty string."""
    if x.shape == gan.data_shape:
        return " That is one sample without a batch axis: call `.batch(...)` on the data set."
    if (*x.shape, 1) == (len(x), *gan.data_shape):
        return " Add the channel axis: `data[..., None]`."
    if x.ndim and math.prod(x.shape[1:]) == math.prod(size or 0 for size in gan.data_shape):
        return f" Reshape it: `data.reshape({(-1, *gan.data_shape)})`."
    return " Change the data, or build both networks for this shape."


def _not_finite(x):
    if x.dtype.kind not in "fc" or np.isfinite(x).all():
        return []
    nans, infinities = int(np.isnan(x).sum()), int(np.isinf(x).sum())
    return [f"`data`: expected finite numbers. Received {nans} NaN and {infinities} infinite values of {x.size:,}."]


def _range_problems(gan, x):
    low, high = gan.output_range
    if x.dtype == np.uint8:  # scaled into the range inside the step
        return []
    slack = 1e-3 * (high - low) if math.isfinite(high - low) else 1e-6
    out = float(np.mean((x < low - slack) | (x > high + slack)))
    if not out:
        return []
    activation = networks.last_activation(gan.generator)
    return [
        f"`data`: {out:.1%} of the values are out of the generator's reach. The data run from {x.min():.4g} to "
        f"{x.max():.4g}; the generator ends in {activation!r} and reaches {low:g} to {high:g}. "
        f"{_range_fix(x, low, high)} To train all the same, pass `check_range=False`."
    ]


def _range_fix(x, low, high):
    if math.isfinite(high) and x.min() >= 0 and 1 < x.max() <= 255:
        scale = "data / 255" if low == 0 else "data / 127.5 - 1"
        return f"Pass the images as uint8, or scale them: `{scale}`."
    if x.min() >= 0 and x.max() <= 1 and low < 0:
        return "Scale the data: `2 * data - 1`."
    return "End the generator in a linear layer (`output_activation=None`), or scale the data."


def batch_problems(gan, real, labels=None, noise=None):
    """Checks the arrays of one step; see `GAN.train_on_batch`.

    Args:
        gan: A `GAN`.
        real: NumPy array of real samples.
        labels: NumPy array of integers, or `None`.
        noise: NumPy array, or `None`.

    Returns:
        List of messages, empty when all is well.
    """
    found = []
    per_update = real.ndim == len(gan.data_shape) + 2
    batch = real.shape[1:] if per_update else real.shape
    if not networks.fits(batch, (None, *gan.data_shape)) or (per_update and len(real) != gan.d_steps):
        one = ("batch", *gan.data_shape)
        found.append(
            f"`x`: expected real samples of shape {_written(*one)}, or {_written(gan.d_steps, *one)} with one batch "
            f"for each D update. Received: {real.shape}."
        )
    else:
        found += group_problems(gan, batch[0])
    found += label_problems(gan, labels, real.shape[: 1 + per_update])
    wanted = (gan.noises, batch[0] if batch else None, *gan.latent_shape)
    if noise is not None and noise.shape != wanted:
        last = "G's the one of D's last" if gan.reuse_fakes else "G's last"
        found.append(f"`noise`: expected shape {wanted}, one z for each update, {last}. Received: {noise.shape}.")
    return found


def array_label_problems(gan, x, labels):
    """Checks the labels beside an array, as Keras's `fit` takes them; what comes in batches is left to its steps."""
    return label_problems(gan, labels, x.shape[:1]) if hasattr(x, "shape") else []


def array_batch_problems(gan, x, batch_size):
    """Checks that an array's batches, the last one too, make whole packs and slices, as Keras's `fit` takes them."""
    if not getattr(gan, "compiled", False) or not hasattr(x, "shape") or checks.positive_integer("", batch_size):
        return []
    sizes = {min(batch_size, x.shape[0]), x.shape[0] % batch_size}
    return [problem for size in sorted(sizes, reverse=True) for problem in group_problems(gan, size)][:1]


def group_problems(gan, size):
    """Checks that a batch of `size` samples (`None`: not known yet) makes whole packs, and slices of them."""
    if size is None:
        return []
    if size % gan.group == 0:
        return slices.problems("x", size, gan.group * gan.gradient_accumulation_steps)
    return [
        f"`x`: D sees {gan.group} samples at once, so a batch has to be divisible by {gan.group}. Received {size} "
        "samples. Choose another `batch_size`."
    ]


def label_problems(gan, labels, shape):
    """Checks that labels are there exactly where the GAN is conditional, one for each sample of `shape`."""
    if labels is None and not gan.conditional:
        return []
    if labels is None:
        return ["`labels`: this GAN is conditional and needs an integer label for each sample. Received: None."]
    if not gan.conditional:
        return [
            "`labels`: this GAN takes none, since its networks have no label input. Leave the labels out, or build "
            "both networks with `num_classes=`."
        ]
    labels = values.as_numpy(labels, "labels")
    if labels.shape not in ((), tuple(shape)):
        return [f"`labels`: expected one integer for each sample, shape {tuple(shape)}. Received: {labels.shape}."]
    return _no_classes(labels, gan.num_classes) if labels.size else []


def _no_classes(labels, classes):
    """Checks that labels are integers from 0 on, and below the number of classes where that is known."""
    known = f"integers from 0 to {(classes or 0) - 1}, the {classes} classes of this GAN"
    expected = known if classes else "integers from 0 on"
    if labels.dtype.kind not in "iu":
        first = labels.reshape(-1)[:1].tolist()[0]
        return [f"`labels`: expected {expected}. Received: {first!r} of dtype {labels.dtype}.{_integer_fix(labels)}"]
    low, high = int(labels.min()), int(labels.max())
    if low >= 0 and (classes is None or high < classes):
        return []
    received = f"{low} to {high}" if low < high else low
    fix = " Count from 0: `labels - 1`." if (low, high) == (1, classes) else ""
    return [f"`labels`: expected {expected}. Received: {received}.{fix}"]


def _integer_fix(labels):
    if labels.dtype.kind in "fb":
        whole = labels.dtype.kind == "b" or (labels == np.rint(labels)).all()
        return " Pass `labels.astype('int32')`." if whole else ""
    return " Number them: `names, labels = np.unique(labels, return_inverse=True)`."


def _written(*sizes):
    return f"({', '.join(map(str, sizes))})"

"""Styles: the space w of a generator that maps z first, its mean, and one sample's layers with another's.

A generator has styles where `generator.mapping`, of z or of all that the generator takes to w, and
`generator.synthesis`, of w to a sample, are Keras models. The synthesis takes one w, `(n, d)`, or one for each layer,
`(n, layers, d)`.
"""

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
from keras import ops
from numpy.typing import ArrayLike

from kerasgan import checks
from kerasgan.latent import asking, distributions

# The mean of w is that of so many z, drawn by a fixed seed.
DRAWN = 4096


def has_styles(generator):
    """Tells whether a generator is made of two models, `mapping` and `synthesis`."""
    return all(isinstance(getattr(generator, part, None), keras.Model) for part in ("mapping", "synthesis"))


def to_w(gan, z, conditions):
    """Returns the w of z and of conditions, a dict of tensors as the networks take them."""
    mapping = gan.generator.mapping
    alone = len(mapping.inputs or (z,)) == 1
    return mapping(z if alone else gan.g_inputs(z, conditions), training=False)


def from_w(gan, w):
    """Returns the samples of w, tensors."""
    taken = gan.generator.synthesis.inputs[0].shape
    if len(taken) > len(w.shape):
        w = ops.stack([w] * taken[1], axis=1)  # `repeat` has no gradient under XLA
    return gan.generator.synthesis(w, training=False)


def ws(gan, noise, given, n, batch_size=256):
    """Returns the w of noise and of what stands beside the samples, a NumPy array, by averaged weights."""
    return gan.generated(noise, given, n, batch_size, through=to_w)


def samples(gan, w, batch_size=256):
    """Returns the samples of w, a NumPy array in the range of G, by averaged weights."""
    program = gan.program(from_w)
    return gan.in_batches(lambda rows: program(ops.convert_to_tensor(w[rows])), len(w), batch_size)


def means(gan, given, n):
    """Returns the mean w, `(1, ..., d)`, or where the mapping is told classes that of the class of each sample."""
    noise = distributions.draw(gan.latent, (DRAWN, *gan.latent_shape), np.random.default_rng(0))
    if gan.label is None or len(gan.generator.mapping.inputs or ()) == 1:
        blank = {field.name: np.zeros((DRAWN, *field.shape), field.dtype) for field in gan.conditions}
        return ws(gan, noise, blank, DRAWN).mean(axis=0, keepdims=True)
    name, labels = gan.label.name, np.broadcast_to(given[gan.label.name].reshape(-1), (n,))
    found = {label: ws(gan, noise, {name: np.asarray(label)}, DRAWN).mean(axis=0) for label in np.unique(labels)}
    return np.stack([found[label] for label in labels])


def truncated(gan, noise, given, n, truncation, batch_size=256):
    """Returns samples whose w are moved towards the mean w, a NumPy array in the range of G."""
    center, w = means(gan, given, n), ws(gan, noise, given, n, batch_size)
    return samples(gan, (center + truncation * (w - center)).astype(w.dtype), batch_size)


def style_mix(
    gan: keras.Model, z: ArrayLike, other: ArrayLike, layers: Sequence[int], labels: Any = None, condition: Any = None
) -> np.ndarray:
    """Generates samples with some layers styled by other samples: coarse ones give pose and shape, fine ones colour.

    Args:
        gan: A `kerasgan.GAN` whose generator has styles: `generator.mapping` of z to w, and `generator.synthesis` of
            one w for each layer, `(n, layers, d)`.
        z: Array `(n, *latent_shape)`, whose styles the other layers keep.
        other: Array of the same shape, or of one z, whose styles `layers` get.
        layers: List or array of integers, which layers, counted from 0, the coarsest.
        labels: Integer or integer array `(n,)`, the classes of both. Defaults to `None`.
        condition: What else stands beside the samples, as in `gan.sample`. Defaults to `None`.

    Returns:
        NumPy array `(n, *shape)` in the units of the data.

    Raises:
        ValueError: If the generator has no styles, or an argument does not fit.

    Source: Karras, Laine, Aila, A Style-Based Generator Architecture for Generative Adversarial Networks, 2019.
    """
    layers = layers.tolist() if isinstance(layers, np.ndarray) else layers
    checks.raise_all(asking.problems(gan) or mix_problems(gan, layers))
    parts = [np.asarray(values, keras.config.floatx()) for values in (z, other)]
    checks.raise_all([p for name, part in zip(("z", "other"), parts) for p in asking.noise_problems(name, gan, part)])
    n = len(parts[0])
    if len(parts[1]) not in (1, n):
        raise ValueError(f"`other`: expected one z, or as many as `z`, {n}. Received: {len(parts[1])}.")
    given, count = gan.beside(n, labels, condition), layer_count(gan)
    kept, new = (by_layer(ws(gan, np.broadcast_to(part, parts[0].shape), given, n), count) for part in parts)
    kept[:, list(layers)] = new[:, list(layers)]
    return gan.in_units(samples(gan, kept))


def by_layer(w, count):
    """Returns one w for each layer, an array of its own."""
    return np.repeat(w[:, None], count, axis=1) if w.ndim == 2 else np.array(w)


def layer_count(gan):
    """Returns how many layers take a w of their own, `None` where all take one."""
    taken = gan.generator.synthesis.inputs[0].shape
    return taken[1] if len(taken) == 3 else None


def mix_problems(gan, layers):
    """Checks that a generator has styles for each layer, and that these layers are some of them."""
    if not has_styles(gan.generator):
        return [
            "`gan`: expected a generator with styles, the models `generator.mapping` and `generator.synthesis`, as "
            f"StyleGAN's. {gan.generator.name!r} has none. To mix z there is `latent.interpolate`."
        ]
    count = layer_count(gan)
    if count is None:
        return ["`gan`: its synthesis takes one w for all layers, so none can have the style of another sample."]
    whole = isinstance(layers, (list, tuple, range)) and not any(
        checks.positive_integer("layers", layer, least=0) or layer >= count for layer in layers
    )
    if whole and len(layers):
        return []
    return [f"`layers`: expected a list of whole numbers from 0 to {count - 1}. Received: {layers!r}."]

"""G and D played through once, symbolically: do the two make a GAN?"""

import math

import keras

from kerasgan import checks
from kerasgan.networks.shapes import fits, sample_shape


def trace(generator, discriminator, latent_dim=None, transforms=()):
    """Plays G and D through once, symbolically, and raises all that keeps the two from making a GAN.

    Args:
        generator: Keras model, z (and label) to a sample.
        discriminator: Keras model, sample (and label) to one number; what else it gives are heads for terms to use.
        latent_dim: Integer or tuple, the shape of z, for a generator that does not say. Defaults to `None`.
        transforms: List of `transforms.Transform`s that a sample passes on its way to D. Defaults to none.

    Returns:
        Three things: the list of `keras.Input`s of the combined model, the symbolic sample, the symbolic verdict.

    Raises:
        ValueError: Naming everything that does not fit.
    """
    checks.raise_all(_not_two_models(generator, discriminator))
    inputs, sample = generate(generator, latent_dim)
    checks.raise_all(_not_one_sample(sample))
    view = sample
    for transform in transforms:
        view = transform(view)
    checks.raise_all(_misfits(generator, sample, view, discriminator, len(inputs)))
    labels = inputs[1:] if takes_labels(discriminator, len(inputs) > 1) else []
    verdict = discriminator([view, *labels] if labels else view)
    checks.raise_all([*_not_one_number(verdict), *_nothing_to_learn(generator, discriminator)])
    return inputs, sample, verdict


def generate(generator, latent_dim=None):
    """Plays G through once, symbolically; returns its list of `keras.Input`s and the symbolic sample."""
    inputs = [keras.Input(shape, dtype=dtype, name=name) for name, shape, dtype in _inputs(generator, latent_dim)]
    return inputs, generator(inputs if len(inputs) > 1 else inputs[0])


def takes_labels(discriminator, conditional):
    """Tells whether D is given labels: where it does not show its inputs, whether G is."""
    inputs = getattr(discriminator, "inputs", None)
    return len(inputs) > 1 if inputs else conditional


def _not_two_models(generator, discriminator):
    found = [
        f"`{name}`: expected a Keras model. Received: {model!r} of type {type(model).__name__}."
        for name, model in (("generator", generator), ("discriminator", discriminator))
        if not isinstance(model, keras.Model)
    ]
    if generator is discriminator:
        found.append("`generator` and `discriminator`: expected two models. Received one and the same.")
    return found


def _inputs(generator, latent_dim):
    """Returns (name, shape, dtype) for z and, with a conditional generator, the label."""
    checks.raise_all(_no_latent_shape(latent_dim))
    tensors = getattr(generator, "inputs", None)
    if not tensors and latent_dim is None:
        raise ValueError(
            f"`generator` ({generator.name!r}) has no latent input, so the size of the noise is unknown. Begin it with "
            "`keras.Input((latent_dim,))`, or pass `latent_dim=`."
        )
    if not tensors:
        return [("z", _as_shape(latent_dim), None)]
    shapes = [sample_shape(tensor.shape) for tensor in tensors]
    if None in shapes[0] or len(shapes) > 2:
        raise ValueError(
            "`generator`: expected one input z of known size, and a label as the second input of a conditional "
            f"generator. Received inputs of shapes: {', '.join(str((None, *shape)) for shape in shapes)}."
        )
    if latent_dim is not None and latent_dim != math.prod(shapes[0]) and _as_shape(latent_dim) != shapes[0]:
        raise ValueError(
            f"`latent_dim`: expected what `generator` ({generator.name!r}) takes, {shapes[0]}. Received: {latent_dim}. "
            "Leave it out, or build the generator for it."
        )
    return [(name, shape, tensor.dtype) for name, shape, tensor in zip(("z", "label"), shapes, tensors)]


def _not_one_sample(sample):
    if len(keras.tree.flatten(sample)) == 1:
        return []
    return [f"`generator`: expected one output, the sample. Received {len(keras.tree.flatten(sample))} outputs."]


def _as_shape(latent_dim):
    return tuple(latent_dim) if isinstance(latent_dim, (tuple, list)) else (latent_dim,)


def _no_latent_shape(latent_dim):
    if latent_dim is None:
        return []
    if isinstance(latent_dim, (tuple, list)):
        return checks.shape("latent_dim", latent_dim)
    return checks.positive_integer("latent_dim", latent_dim)


def _misfits(generator, sample, view, discriminator, inputs):
    """Returns the messages for a sample that D can't take, as the transforms show it."""
    taken = [tuple(tensor.shape) for tensor in getattr(discriminator, "inputs", None) or []]
    found = []
    if taken and not fits(view.shape, taken[0]):
        shown = "" if view is sample else f"of which `transforms` make {tuple(view.shape)}, "
        found.append(
            f"The output of `generator` does not fit the input of `discriminator`: {generator.name!r} makes "
            f"{tuple(sample.shape)}, {shown}{discriminator.name!r} takes {taken[0]}. Change one of them so that they "
            "agree."
        )
    auxiliary = len(taken) == 1 and len(discriminator.outputs) > 1
    if taken and len(taken) != inputs and not auxiliary:
        found.append(
            f"`generator` has {inputs} and `discriminator` {len(taken)} inputs: expected one each (z and x), or two "
            "each for a conditional GAN (z and label, x and label)."
        )
    return found


def _not_one_number(verdict):
    shapes = [tuple(tensor.shape) for tensor in keras.tree.flatten(verdict)]
    if None not in shapes[0][1:] and math.prod(shapes[0][1:]) == 1:
        return []
    return [
        "`discriminator`: expected one output per sample, shape (None, 1), a logit or a probability. Received: "
        f"{', '.join(map(str, shapes))}. End it with `keras.layers.Dense(1)`, or pool its outputs into one."
    ]


def nothing_left_to_learn(generator, discriminator):
    """Returns the messages for networks of which nothing is left to learn since the GAN was made."""
    frozen = [] if generator.trainable else ["`generator` is frozen as a whole, so it could never learn. Thaw it."]
    return frozen + _nothing_to_learn(generator, discriminator)


def _nothing_to_learn(generator, discriminator):
    return [
        f"`{name}` has no trainable weights, so it could never learn. Set `trainable = True` on its layers first."
        for name, model in (("generator", generator), ("discriminator", discriminator))
        if model.trainable and not model.trainable_variables
    ]

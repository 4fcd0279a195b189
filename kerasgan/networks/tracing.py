"""G and D played through once, symbolically: do the two make a GAN?"""

import itertools
import math
from typing import Any, NamedTuple

import keras

from kerasgan import checks
from kerasgan.networks import formats, wiring
from kerasgan.networks.shapes import fits, sample_shape


class Traced(NamedTuple):
    """What a symbolic round has shown.

    Args:
        inputs: List of the `keras.Input`s of the combined model: z, where the generator takes noise, and conditions.
        sample: The symbolic sample.
        verdict: The symbolic outputs of the discriminator.
        wiring: A `Wiring`, who is given what.
        data_format: String, where samples have their channels, `"channels_last"` or `"channels_first"`.
    """

    inputs: list
    sample: keras.KerasTensor
    verdict: Any
    wiring: wiring.Wiring
    data_format: str


def trace(generator, discriminator, latent_dim=None, transforms=(), noise=True, judgements="first"):
    """Plays G and D through once, symbolically, and raises all that keeps the two from making a GAN.

    Args:
        generator: Keras model: z, z and conditions, or conditions alone, to a sample.
        discriminator: Keras model: a sample, alone or with the same conditions, to a logit or a map of logits; what
            else it gives are heads for terms to use, or further judgements.
        latent_dim: Integer or tuple, the shape of z, for a generator that does not say. Defaults to `None`.
        transforms: List of `transforms.Transform`s that a sample passes on its way to D. Defaults to none.
        noise: Boolean, whether the generator may take noise. Defaults to `True`.
        judgements: `"first"` or `"all"`, which of D's outputs are judgements. Defaults to `"first"`.

    Returns:
        A `Traced`.

    Raises:
        ValueError: Naming everything that does not fit.
    """
    checks.raise_all(_not_two_models(generator, discriminator))
    wired, problems = wiring.of(generator, discriminator, noise, transforms)
    inputs, sample = generate(generator, latent_dim, wired)
    checks.raise_all(_not_one_sample(sample))
    data_format = formats.of_sample(generator, discriminator, sample_shape(sample.shape))
    view = formats.seen(sample, transforms, itertools.repeat(None), data_format)
    problems += formats.problems({"generator": generator, "discriminator": discriminator})
    checks.raise_all(_misfits(generator, sample, view, discriminator, wired) + problems)
    seen = {field.name: wiring.beside(field, transforms, data_format=data_format) for field in wired.conditions}
    given = {wiring.X: view, **{tensor.name: seen.get(tensor.name, _as_it_is)(tensor) for tensor in inputs}}
    verdict = discriminator(wiring.packed(discriminator, [given[name] for name in wired.d_order]))
    checks.raise_all(
        [
            *_no_judgements(verdict, judgements),
            *nothing_to_learn({"generator": generator, "discriminator": discriminator}),
        ]
    )
    return Traced(inputs, sample, verdict, wired, data_format)


def _as_it_is(tensor):
    return tensor


def generate(generator, latent_dim=None, wired=None):
    """Plays G through once, symbolically; returns its list of `keras.Input`s, z first, and the symbolic sample."""
    wired = wired or wiring.of(generator, None)[0]
    given = {field.name: keras.Input(field.shape, dtype=field.dtype, name=field.name) for field in wired.conditions}
    if wired.draws_noise:
        given = {wiring.Z: keras.Input(_latent_shape(generator, latent_dim, wired), name=wiring.Z), **given}
    sample = generator(wiring.packed(generator, [given[name] for name in wired.g_order]))
    return list(given.values()), sample


def _not_two_models(generator, discriminator):
    found = [
        f"`{name}`: expected a Keras model. Received: {model!r} of type {type(model).__name__}."
        for name, model in (("generator", generator), ("discriminator", discriminator))
        if not isinstance(model, keras.Model)
    ]
    if generator is discriminator:
        found.append("`generator` and `discriminator`: expected two models. Received one and the same.")
    return found


def _latent_shape(generator, latent_dim, wired):
    """Returns the shape of z, as the generator says or as `latent_dim` does."""
    checks.raise_all(_no_latent_shape(latent_dim))
    tensors = wiring.inputs_of(generator)
    if not tensors and latent_dim is None:
        raise ValueError(
            f"`generator` ({generator.name!r}) has no latent input, so the size of the noise is unknown. Begin it with "
            "`keras.Input((latent_dim,))`, or pass `latent_dim=`."
        )
    if not tensors:
        return _as_shape(latent_dim)
    shape = sample_shape(tensors[wired.g_order.index(wiring.Z)].shape)
    if None in shape and latent_dim is not None and fits((None, *_as_shape(latent_dim)), (None, *shape)):
        checks.raise_all(_no_latent_shape(latent_dim))
        return _as_shape(latent_dim)
    if None in shape:
        raise ValueError(
            "`generator`: expected noise z of known size as its first input, or conditions alone. Received inputs: "
            f"{wiring.listed(tensors)}. An input that is a condition is recognised by a name such as 'condition', or "
            "pass `latent=None`."
        )
    if latent_dim is not None and latent_dim != math.prod(shape) and _as_shape(latent_dim) != shape:
        raise ValueError(
            f"`latent_dim`: expected what `generator` ({generator.name!r}) takes, {shape}. Received: {latent_dim}. "
            "Leave it out, or build the generator for it."
        )
    return shape


def _not_one_sample(sample):
    count = len(keras.tree.flatten(sample))
    if count != 1:
        return [f"`generator`: expected one output, the sample. Received {count} outputs."]
    if not isinstance(sample, (dict, list, tuple)):
        return []
    kind = type(sample).__name__
    return [
        f"`generator`: expected the sample itself as its output. Received it in a {kind}. Build it as "
        "`keras.Model(inputs, output)`, without one around the output."
    ]


def _as_shape(latent_dim):
    return tuple(latent_dim) if isinstance(latent_dim, (tuple, list)) else (latent_dim,)


def _no_latent_shape(latent_dim):
    if latent_dim is None:
        return []
    if isinstance(latent_dim, (tuple, list)):
        return checks.shape("latent_dim", latent_dim)
    return checks.positive_integer("latent_dim", latent_dim)


def _misfits(generator, sample, view, discriminator, wired):
    """Returns the messages for a sample that D can't take, as the transforms show it."""
    tensors = wiring.inputs_of(discriminator)
    if not tensors:
        return []
    x = tensors[wired.d_order.index(wiring.X)]
    taken = tuple(x.shape)
    if fits(view.shape, taken):
        return _looked_up(discriminator, x)
    if hint := _in_each_others_place(generator, sample, discriminator) or _joined_by_hand(view.shape, taken):
        return [hint]
    shown = "" if view is sample else f"of which `transforms` make {tuple(view.shape)}, "
    return [
        f"The output of `generator` does not fit the input of `discriminator`: {generator.name!r} makes "
        f"{tuple(sample.shape)}, {shown}{discriminator.name!r} takes {taken}. Change one of them so that they agree."
    ]


def _looked_up(discriminator, x):
    """Refuses a D that begins with a table: by numbers of rows no gradient reaches G."""
    graph = getattr(discriminator, "_functional", None) or discriminator
    first = [
        operation
        for operation in getattr(graph, "operations", [])
        for node in operation._inbound_nodes
        if type(operation).__name__ == "Embedding" and any(x is tensor for tensor in node.input_tensors)
    ]
    if not first:
        return []
    return [
        f"`discriminator` ({discriminator.name!r}): it begins with `Embedding`, which takes whole numbers and lets no "
        "gradient through, so G could learn nothing. Have G end in a softmax over the tokens, give D their one-hot "
        "codes, and begin D with a `Dense` in place of the table."
    ]


def _in_each_others_place(generator, sample, discriminator):
    """Returns a message where the first network judges what the second one makes, else an empty string."""
    inputs, outputs = (
        [tuple(tensor.shape[1:]) for tensor in getattr(network, part, None) or []]
        for network, part in ((generator, "inputs"), (discriminator, "outputs"))
    )
    if tuple(sample.shape[1:]) != (1,) or not inputs or not outputs or inputs[0] != outputs[0]:
        return ""
    return (
        f"`generator` and `discriminator`: they are in each other's place: {discriminator.name!r} makes {outputs[0]}, "
        f"which {generator.name!r} judges. The generator comes first: `build_gan(generator, discriminator)`."
    )


def _joined_by_hand(made, taken):
    """Returns a message where D takes images of more channels than G makes: a label joined to them by hand."""
    made, taken = tuple(made[1:]), tuple(taken[1:])
    if not len(made) == len(taken) == 3 or made[:2] != taken[:2] or not made[2] or (taken[2] or 0) <= made[2]:
        return ""
    return (
        f"The output of `generator` does not fit the input of `discriminator`: it makes {made}, and {taken} are taken, "
        f"{taken[2] - made[2]} channels more. If labels are joined by hand, as in keras.io's conditional GAN, let both "
        "networks take them as inputs of their own: docs/migration.md shows how."
    )


def _no_judgements(verdict, judgements):
    """Checks that D's first output, or all of them, judge a sample: by one number, or by a map of them."""
    shapes = [tuple(tensor.shape) for tensor in keras.tree.flatten(verdict)]
    wrong = [shape for shape in (shapes if judgements == "all" else shapes[:1]) if not _judges(shape)]
    if not wrong:
        return []
    return [
        "`discriminator`: expected one output per sample, shape (None, 1), a logit or a probability, or a map of them, "
        f"(None, height, width, 1). Received: {', '.join(map(str, shapes))}. End it with `keras.layers.Dense(1)`, or "
        "with a convolution to one channel."
    ]


def _judges(shape):
    sizes = [size for size in shape[1:] if size != 1]
    return not sizes or (len(shape) > 2 and 1 in (shape[1], shape[-1]))


def nothing_to_learn(models):
    """Returns the messages for models, a dict by name, that are trainable and have nothing that could learn."""
    return [
        f"`{name}` has no trainable weights, so it could never learn. Set `trainable = True` on its layers first."
        for name, model in models.items()
        if model.trainable and not model.trainable_variables
    ]

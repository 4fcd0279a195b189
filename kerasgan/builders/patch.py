"""The discriminator of Pix2Pix, which judges patches: one logit for each of many overlapping squares of a picture.

Strided convolutions 4x4 halve the picture, two more without stride make the map of logits; how often it is halved is
what a logit sees: 16 pixels, 34, 70. With 1 all convolutions are 1x1, and single pixels are judged. The pictures that
stand beside a sample are joined to it as channels; smaller ones are enlarged first.

With several `scales` as many such networks judge the picture, the picture at half the size, and so on; give
`build_gan` then `judgements="all"`.

Source: Isola, Zhu, Zhou, Efros, Image-to-Image Translation with Conditional Adversarial Networks, 2017; the scales:
Wang et al., High-Resolution Image Synthesis and Semantic Manipulation with Conditional GANs, 2018.
"""

import keras
from keras import layers

from kerasgan import checks
from kerasgan.builders import images, pictures

FROM_PICTURES = True
FIELDS = {1: 0, 16: 1, 34: 2, 70: 3}  # how often pictures are halved for a logit to see so many pixels
WIDEST = 8  # times the filters at the picture


def discriminator(
    input_shape,
    *,
    condition_shape=None,
    receptive_field=70,
    scales=1,
    filters=64,
    activation="leaky_relu",
    output_activation=None,
    normalization="batch",
    synchronized=False,
    spectral_normalization=False,
    name="discriminator",
):
    """Builds picture and conditions -> halved, ... -> a map of logits; see `kerasgan.build_discriminator`."""
    x = keras.Input(tuple(input_shape), name="x")
    conditions = {} if condition_shape is None else pictures.inputs_of(condition_shape)
    large = [enlarged(tensor, x, name) for name, tensor in conditions.items()]
    values = pictures.joined([x, *large])
    inner = {"activation": activation, "normalize": normalization, "synchronized": synchronized}
    inner["spectral"] = spectral_normalization
    outputs = []
    for number in range(1, scales + 1):
        prefix = "" if scales == 1 else f"scale_{number}_"
        if number > 1:
            values = layers.AveragePooling2D(2, padding="same", name=f"{prefix}halve")(values)
        outputs.append(judged(values, receptive_field, filters, prefix, output_activation, **inner))
    inputs = [x, *conditions.values()] if conditions else x
    return keras.Model(inputs, outputs if scales > 1 else outputs[0], name=name)


def judged(values, receptive_field, filters, prefix, output_activation, normalize, **inner):
    """Returns the map of logits of one scale."""
    halvings, last = FIELDS[receptive_field], "logits" if output_activation is None else "output"
    kernel = 4 if halvings else 1
    for number in range(1, max(halvings, 1) + 1):
        width = filters * min(2 ** (number - 1), WIDEST)
        options = {"strides": 2 if halvings else 1, "normalize": normalize if number > 1 else None}
        values = pictures.convolved(values, width, kernel, name=f"{prefix}down_{number}", **options, **inner)
    width = filters * min(2 ** max(halvings, 1), WIDEST)
    values = pictures.convolved(values, width, kernel, name=f"{prefix}patches", normalize=normalize, **inner)
    end = {"activation": output_activation, "spectral": inner["spectral"]}
    return pictures.convolved(values, 1, kernel, name=f"{prefix}{last}", **end)


def enlarged(tensor, x, name):
    """Returns a picture that stands beside a sample in the size of the sample."""
    factors = ratio(x.shape[1:], tensor.shape[1:])
    return tensor if factors == (1, 1) else layers.UpSampling2D(factors, name=f"{name}_enlarged")(tensor)


def ratio(large, small):
    """Returns how many times as large a picture is in both directions, 1 where a size is not known."""
    pairs = zip(large[:2], small[:2])
    return tuple(1 if None in pair else pair[0] // pair[1] if pair[0] % pair[1] == 0 else None for pair in pairs)


def problems(argument, shape, options):
    """Returns what is wrong with the shape (`None` for none) and the options, a list of messages."""
    found = images.format_problems("patch") + images.size_problems(options) + field_problems(options)
    found += checks.positive_integer("filters", options.get("filters", 64))
    found += checks.positive_integer("scales", options.get("scales", 1))
    beside = options.get("condition_shape")
    wrong = [] if beside is None else pictures.several_problems("condition_shape", beside)
    if shape is None or wrong or beside is None:
        return found + wrong
    return found + [
        f"`condition_shape`: expected the size of the sample, {tuple(shape[:2])}, or a whole part of it, which is "
        f"enlarged. Received: {tuple(one)}."
        for one in pictures.named(beside).values()
        if None in ratio(shape, one)
    ]


def field_problems(options):
    """Checks that `receptive_field` is one that there is."""
    field = options.get("receptive_field", 70)
    if not checks.positive_integer("receptive_field", field) and field in FIELDS:
        return []
    known = ", ".join(map(str, FIELDS))
    return [f"`receptive_field`: expected one of {known}, the pixels that a logit sees. Received: {field!r}."]

"""R3GAN: modern residual networks without any normalisation, for images of any size.

G: z by a dense layer to the weights of a learned basis, which is the first map; stages of blocks, each stage behind a
filtered doubling of the one before; a convolution 1x1 to the image. D is the same in reverse and ends in a depthwise
convolution over all of its last map and a dense layer. It is meant to be trained by

    build_gan(g, d, loss="relativistic", terms=[terms.R1(gamma), terms.R2(gamma)], latent="normal")

which compares each real sample with the generated one beside it, and keeps D's slope small at both, in every step.

Source: Huang, Gokaslan, Kuleshov, Tompkin, The GAN is dead; long live the GAN! A Modern Baseline GAN, 2024, with widths
of 768, groups of 16 channels, two blocks in each stage, images of 4 * 2**n pixels and classes as in our
`condition="projection"`. Ours has widths for a CPU and any size: the first map has 4 to 7 pixels, and an odd size is
half of the next one rounded up. Its G ends in a linear convolution, ours by default in tanh, the range of the data: on
dark images, such as digits, pass `output_activation=None`, or G may go black in its first steps, for good: tanh is flat
there.
"""

import math

import keras
from keras import layers

from kerasgan import checks
from kerasgan.builders import blocks as common
from kerasgan.builders import conditions, images
from kerasgan.builders.images import map_sizes, surplus
from kerasgan.layers import FilteredResampling, InvertedBottleneck, LearnedBasis
from kerasgan.layers.inverted_bottleneck import group_problems, scaled

FILTERS = 64
EXPANSION = 2


def generator(
    output_shape,
    latent_dim,
    num_classes=None,
    *,
    filters=None,
    blocks=2,
    group_width=16,
    activation="leaky_relu",
    output_activation="tanh",
    condition="one_hot",
    name="generator",
):
    """Builds z -> basis -> blocks -> doubled, blocks ... -> image; see `kerasgan.build_generator`."""
    filters = filters or FILTERS
    sizes = map_sizes(output_shape, halvings(filters))[::-1]
    widths = widths_of(filters, len(sizes))
    inner = {"group_width": group_width, "depth": blocks * len(sizes), "activation": activation}
    stack = [dense(widths[0], "project"), LearnedBasis(sizes[0], name="basis")]
    for number, width in enumerate(widths):
        if number:
            crop = surplus(*sizes[number - 1 : number + 1])
            stack += [*changed(widths[number - 1], width, f"up_{number}_width")]
            stack.append(FilteredResampling("up", crop, name=f"up_{number}"))
        stack += stage(blocks, f"stage_{number + 1}", **inner)
    stack.append(pointwise(output_shape[-1], "output", activation=output_activation))
    return conditions.generator(keras.Input((latent_dim,), name="z"), stack, num_classes, condition, name)


def discriminator(
    input_shape,
    num_classes=None,
    *,
    filters=None,
    blocks=2,
    group_width=16,
    activation="leaky_relu",
    output_activation=None,
    minibatch=None,
    condition="one_hot",
    name="discriminator",
):
    """Builds image -> blocks, halved ... -> blocks -> basis -> one logit; see `kerasgan.build_discriminator`."""
    filters = filters or FILTERS
    sizes = map_sizes(input_shape, halvings(filters))
    widths = widths_of(filters, len(sizes))
    inner = {"group_width": group_width, "depth": blocks * len(sizes), "activation": activation}
    stack = [pointwise(widths[0], "input")]
    for number, width in enumerate(widths):
        if number:
            stack.append(FilteredResampling("down", name=f"down_{number}"))
            stack += [*changed(widths[number - 1], width, f"down_{number}_width")]
        stack += stage(blocks, f"stage_{number + 1}", **inner)
    stack += [*over_all(sizes[-1]), *common.compared(minibatch)]

    def head(units, activation, name):
        return [dense(units, name, activation=activation)]

    x = keras.Input(input_shape, name="x")
    return conditions.discriminator(x, stack, head, num_classes, condition, output_activation, name)


def halvings(filters):
    """Returns the filters of the stages that a halving leads to, where each stage is given its own."""
    return filters[1:] if isinstance(filters, (tuple, list)) else None


def widths_of(filters, stages):
    """Returns the filters of each stage."""
    return tuple(filters) if isinstance(filters, (tuple, list)) else (filters,) * stages


def stage(blocks, name, **options):
    """Returns the blocks of one stage."""
    return [InvertedBottleneck(EXPANSION, name=f"{name}_block_{number + 1}", **options) for number in range(blocks)]


def changed(before, after, name):
    """Returns the convolution that changes the number of channels between two stages, one layer or none."""
    return [] if before == after else [pointwise(after, name)]


def pointwise(filters, name, **options):
    """Returns a convolution 1x1 without a bias."""
    return layers.Conv2D(filters, 1, use_bias=False, kernel_initializer=scaled(1.0), name=name, **options)


def dense(units, name, **options):
    """Returns a dense layer without a bias."""
    return layers.Dense(units, use_bias=False, kernel_initializer=scaled(1.0), name=name, **options)


def over_all(size):
    """Returns the layers that weigh each channel of the last map, of `size`, by a learned picture."""
    weights = keras.initializers.RandomNormal(stddev=1 / math.sqrt(size[0] * size[1]))
    basis = layers.DepthwiseConv2D(size, use_bias=False, depthwise_initializer=weights, name="basis")
    return [basis, layers.Flatten(name="features")]


def problems(argument, shape, options):
    """Returns what is wrong with the shape (`None` for none) and the options, a list of messages."""
    found = checks.positive_integer("blocks", options.get("blocks", 2))
    width = options.get("group_width", 16)
    wrong = checks.positive_integer("group_width", width)
    sized = images.problems("r3gan", argument, shape, options, unhalved=1)
    found += wrong + sized
    if wrong or images.size_problems(options):
        return found
    filters = options.get("filters") or FILTERS
    grouped = [group_problems(filters, EXPANSION, width) for filters in dict.fromkeys(common.as_tuple(filters))]
    return found + [problem for problems in grouped for problem in problems]

"""Residual networks for images of any size: SNGAN's, and without any normalisation.

G: z, a dense layer to the first map, blocks that double it, and normalisation, activation and a convolution to the
image. D: blocks that halve the image, one that does not, activation, the sum over the last map, and a dense layer to
the logit. Sizes are those of the DCGAN: an odd one is half of the next one rounded up.

| | G | D |
|---|---|---|
| SNGAN, the default: with `loss="hinge"` | `normalization="batch"` | `spectral_normalization=True` |
| with a gradient penalty | `normalization="batch"` | `normalization=None` or `"layer"`, no spectral normalisation |
| R3GAN-like: with `loss="relativistic"`, `terms=["r1", "r2"]` | `normalization=None` | neither |

Sources: Miyato, Kataoka, Koyama, Yoshida, Spectral Normalization for Generative Adversarial Networks, 2018; with
classes: Miyato, Koyama, cGANs with Projection Discriminator, 2018. Ours has as many blocks as the size asks for and
fewer filters; where D has no spectral normalisation its features are the mean over the last map. Huang et al., The GAN
is dead; long live the GAN!, 2024, also has grouped convolutions and bottlenecks, which are left out.
"""

import keras
from keras import layers

from kerasgan.builders import blocks, conditions, images
from kerasgan.builders.images import all_widths, attended, map_sizes, surplus, widths_upwards
from kerasgan.layers import ConditionalBatchNormalization, ResidualBlock
from kerasgan.layers import normalization as normalizations


def generator(
    output_shape,
    latent_dim,
    num_classes=None,
    *,
    filters=None,
    activation="relu",
    output_activation="tanh",
    normalization="batch",
    synchronized=False,
    spectral_normalization=False,
    attention=(),
    condition="one_hot",
    name="generator",
):
    """Builds z -> dense -> first map -> doubled, ... -> image; see `kerasgan.build_generator`."""
    sizes = map_sizes(output_shape, filters)[::-1]
    widths = widths_upwards(filters, len(sizes) - 1)
    by_class = num_classes if condition == "projection" and normalization == "batch" else None
    norm = {"normalization": normalization, "synchronized": synchronized}
    common = {"activation": activation, "spectral": spectral_normalization, **norm}
    first = (*sizes[0], widths[0])
    stack = [*dense(first[0] * first[1] * first[2], "project", spectral_normalization)]
    stack.append(layers.Reshape(first, name="first_map"))
    stack += attended(sizes[0], attention, spectral=spectral_normalization)
    for number, (width, before, after) in enumerate(zip(widths, sizes, sizes[1:]), 1):
        options = {"resample": "up", "crop": surplus(before, after), "num_classes": by_class, "name": f"up_{number}"}
        stack.append(ResidualBlock(width, **options, **common))
        stack += attended(after, attention, spectral=spectral_normalization)
    stack += normalized("output_norm", by_class, **norm)
    stack.append(layers.Activation(activation, name="output_activation"))
    end = {"activation": output_activation, "images": True, "spectral": spectral_normalization, "name": "output"}
    stack += blocks.block(layers.Conv2D, output_shape[-1], 3, padding="same", **end)
    z = keras.Input((latent_dim,), name="z")
    if by_class:
        return conditions.generator_by_class(z, stack, name)
    return conditions.generator(z, stack, num_classes, condition, name)


def discriminator(
    input_shape,
    num_classes=None,
    *,
    filters=None,
    activation="relu",
    output_activation=None,
    normalization=None,
    synchronized=False,
    minibatch=None,
    spectral_normalization=True,
    attention=(),
    condition="one_hot",
    name="discriminator",
):
    """Builds image -> halved, ... -> features -> one logit; see `kerasgan.build_discriminator`."""
    sizes = map_sizes(input_shape, filters)
    widths = all_widths(filters, len(sizes) - 1)
    norm = {"normalization": normalization, "synchronized": synchronized}
    common = {"activation": activation, "spectral": spectral_normalization, **norm}
    stack = []
    for number, width in enumerate(widths, 1):
        stack.append(ResidualBlock(width, resample="down", first=number == 1, name=f"down_{number}", **common))
        stack += attended(sizes[number], attention, spectral=spectral_normalization)
    stack.append(ResidualBlock(widths[-1], name="last_block", **common))
    stack += normalized("features_norm", **norm)
    stack.append(layers.Activation(activation, name="features_activation"))
    stack.append(layers.GlobalAveragePooling2D(name="mean_over_map"))
    if spectral_normalization:  # the sum, as there: normalised layers keep features small
        stack.append(layers.Rescaling(float(sizes[-1][0] * sizes[-1][1]), name="sum_over_map"))
    stack += blocks.compared(minibatch)

    def head(units, activation, name):
        return dense(units, name, spectral_normalization, activation=activation)

    x = keras.Input(input_shape, name="x")
    arguments = (num_classes, condition, output_activation, name, spectral_normalization)
    return conditions.discriminator(x, stack, head, *arguments)


def dense(units, name, spectral, **options):
    """Returns a dense layer, spectrally normalised where asked for, as a list."""
    layer = layers.Dense(units, name=name, **options)
    return [normalizations.spectrally_normalized(layer) if spectral else layer]


def normalized(name, by_class=None, *, normalization, synchronized):
    """Returns the normalisation before the last activation, one layer or none."""
    if by_class:
        return [ConditionalBatchNormalization(by_class, name=name, synchronized=synchronized)]
    return [normalizations.normalization(normalization, True, name, synchronized=synchronized)] if normalization else []


def problems(argument, shape, options):
    """Returns what is wrong with the shape (`None` for none) and the options, a list of messages."""
    return images.problems("resnet", argument, shape, options)

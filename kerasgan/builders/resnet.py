"""Residual networks for images of any size: SNGAN's, and without any normalisation.

G: z, a dense layer to the first map, blocks that double it, and normalisation, activation and a convolution to the
image. D: blocks that halve the image, one that does not, activation, the sum over the last map, and a dense layer to
the logit. Sizes are those of the DCGAN: an odd one is half of the next one rounded up.

| | G | D |
|---|---|---|
| SNGAN, the default: with `loss="hinge"` | `normalization="batch"` | `spectral_normalization=True` |
| with a gradient penalty | `normalization="batch"` | `normalization=None` or `"layer"`, no spectral normalisation |
| R3GAN-like: with `loss="relativistic"`, `terms=["r1", "r2"]` | `normalization=None` | neither |
| SAGAN: with `loss="hinge"` | `attention=`, `condition="projection"`, `spectral_normalization=True` | `attention=` |
| BigGAN: likewise, `terms=["orthogonal_regularization"]` | beside that `hierarchical=True` | `attention=` |

Sources: Miyato, Kataoka, Koyama, Yoshida, Spectral Normalization for Generative Adversarial Networks, 2018; with
classes: Miyato, Koyama, cGANs with Projection Discriminator, 2018. Ours has as many blocks as the size asks for and
fewer filters; where D has no spectral normalisation its features are the mean over the last map. Huang et al., The GAN
is dead; long live the GAN!, 2024, is `"r3gan"`. Zhang et al., Self-Attention Generative Adversarial Networks, 2019;
Brock, Donahue, Simonyan, Large Scale GAN Training for High Fidelity Natural Image Synthesis, 2019, whose class and part
of z reach each block as here; its widths, its orthogonal weights and spectrally normalised scales are left out.
"""

import keras
from keras import layers

from kerasgan import checks
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
    hierarchical=False,
    shared_embedding=64,
    condition="one_hot",
    name="generator",
):
    """Builds z -> dense -> first map -> doubled, ... -> image; see `kerasgan.build_generator`."""
    sizes = map_sizes(output_shape, filters)[::-1]
    widths = widths_upwards(filters, len(sizes) - 1)
    by_class = num_classes if condition == "projection" and normalization == "batch" and not hierarchical else None
    code = code_size(latent_dim, len(sizes), num_classes and shared_embedding) if hierarchical else None
    norm = {"normalization": normalization, "synchronized": synchronized}
    common = {"activation": activation, "spectral": spectral_normalization, **norm}
    first = (*sizes[0], widths[0])
    stack = [*dense(first[0] * first[1] * first[2], "project", spectral_normalization)]
    stack.append(layers.Reshape(first, name="first_map"))
    stack += attended(sizes[0], attention, spectral=spectral_normalization)
    for number, (width, before, after) in enumerate(zip(widths, sizes, sizes[1:]), 1):
        options = {"resample": "up", "crop": surplus(before, after), "num_classes": by_class, "code_size": code}
        stack.append(ResidualBlock(width, name=f"up_{number}", **options, **common))
        stack += attended(after, attention, spectral=spectral_normalization)
    stack += normalized("output_norm", by_class, **norm)
    stack.append(layers.Activation(activation, name="output_activation"))
    end = {"activation": output_activation, "images": True, "spectral": spectral_normalization, "name": "output"}
    stack += blocks.block(layers.Conv2D, output_shape[-1], 3, padding="same", **end)
    z = keras.Input((latent_dim,), name="z")
    if hierarchical:
        return conditions.generator_by_parts(z, stack, num_classes, shared_embedding, name)
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


def code_size(latent_dim, parts, shared):
    """Returns the numbers of the code of a block: a part of z, and the class's embedding where there is one."""
    if latent_dim % parts:
        nearest = max(parts, round(latent_dim / parts) * parts)
        checks.raise_all(
            [
                f"`latent_dim`: expected a multiple of {parts}, since `hierarchical` has a part of z for the first map "
                f"and one for each of {parts - 1} blocks, such as {nearest}. Received: {latent_dim}."
            ]
        )
    return latent_dim // parts + (shared or 0)


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
    found = checks.boolean("hierarchical", options.get("hierarchical", False))
    found += checks.positive_integer("shared_embedding", options.get("shared_embedding", 64))
    if options.get("hierarchical") is True and options.get("normalization", "batch") != "batch":
        found.append(
            "`normalization`: expected 'batch' beside `hierarchical`, whose parts of z scale it. Received: "
            f"{options['normalization']!r}."
        )
    sized = images.problems("resnet", argument, shape, options) or images.attention_problems(shape, options)
    return found + sized

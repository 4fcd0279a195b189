"""The deep convolutional GAN, by its authors' five rules, for images of any size.

1. No pooling: strided convolutions in D, transposed ones in G.
2. Batch normalisation in both, but not at G's output and D's input.
3. No dense layers: z is a map of 1x1 pixels, and the logit is one, too.
4. ReLU in G, tanh at its end.
5. LeakyReLU of slope 0.2 in D.

Every convolution halves or doubles height and width; D's sizes are those of G in reverse. A size that is odd is half of
the next one rounded up, and G cuts off the row too many.

Source: Radford, Metz, Chintala, Unsupervised Representation Learning with Deep Convolutional Generative Adversarial
Networks, 2015. Ours has kernels 4x4 instead of 5x5, which stride 2 divides, so that no checkerboard arises (Odena,
Dumoulin, Olah, Deconvolution and Checkerboard Artifacts, 2016), and fewer filters.
"""

import warnings

import keras
from keras import layers

from kerasgan import checks
from kerasgan.builders import blocks, conditions, images
from kerasgan.builders.images import all_widths, attended, map_sizes, surplus, widths_upwards

STRIDE = 2


def generator(
    output_shape,
    latent_dim,
    num_classes=None,
    *,
    filters=None,
    kernel_size=4,
    activation="relu",
    output_activation="tanh",
    normalization="batch",
    synchronized=False,
    spectral_normalization=False,
    attention=(),
    condition="one_hot",
    name="generator",
):
    """Builds z -> 1x1 -> first map -> doubled, ... -> image; see `kerasgan.build_generator`."""
    warn_of_checkerboard(kernel_size)
    sizes = map_sizes(output_shape, filters)[::-1]
    widths = widths_upwards(filters, len(sizes) - 1)
    common = {"images": True, "spectral": spectral_normalization}
    inner = {**common, "activation": activation, "normalize": normalization, "synchronized": synchronized}
    first = {**inner, "normalize": blocks.kept(normalization, sizes[0]), "name": "project"}
    stack = [layers.Reshape((1, 1, -1), name="z_as_pixel")]
    stack += blocks.block(layers.Conv2DTranspose, widths[0], sizes[0], **first, **weights())
    stack += attended(sizes[0], attention, spectral=spectral_normalization)
    for number, width in enumerate(widths[1:], 1):
        stack += doubled(width, kernel_size, sizes[number - 1 : number + 1], name=f"up_{number}", **inner)
        stack += attended(sizes[number], attention, spectral=spectral_normalization)
    end = {**common, "activation": output_activation, "name": "output"}
    stack += doubled(output_shape[-1], kernel_size, sizes[-2:], **end)
    return conditions.generator(keras.Input((latent_dim,), name="z"), stack, num_classes, condition, name)


def discriminator(
    input_shape,
    num_classes=None,
    *,
    filters=None,
    kernel_size=4,
    activation="leaky_relu",
    output_activation=None,
    normalization="batch",
    synchronized=False,
    minibatch=None,
    spectral_normalization=False,
    attention=(),
    condition="one_hot",
    name="discriminator",
):
    """Builds image -> halved, ... -> last map -> one logit; see `kerasgan.build_discriminator`."""
    warn_of_checkerboard(kernel_size)
    sizes = map_sizes(input_shape, filters)
    common = {"activation": activation, "images": True, "spectral": spectral_normalization}
    stack = []
    for number, width in enumerate(all_widths(filters, len(sizes) - 1), 1):
        normalize = blocks.kept(normalization, sizes[number]) if number > 1 else None
        options = {"normalize": normalize, "synchronized": synchronized, "name": f"down_{number}"}
        stack += halved(width, kernel_size, **options, **common)
        stack += attended(sizes[number], attention, spectral=spectral_normalization)
    stack += blocks.compared(minibatch)
    x = keras.Input(input_shape, name="x")
    head = head_of(sizes[-1], spectral_normalization)
    arguments = (num_classes, condition, output_activation, name, spectral_normalization)
    return conditions.discriminator(x, stack, head, *arguments)


def halved(width, kernel_size, **options):
    """Returns a strided convolution and what belongs to it."""
    return blocks.block(layers.Conv2D, width, kernel_size, strides=STRIDE, padding="same", **weights(), **options)


def doubled(width, kernel_size, sizes, **options):
    """Returns a transposed convolution and what belongs to it; `sizes` are those before and after it."""
    arguments = {"strides": STRIDE, "padding": "same", "crop": surplus(*sizes), **weights()}
    return blocks.block(layers.Conv2DTranspose, width, kernel_size, **arguments, **options)


def head_of(size, spectral):
    """Returns the function that makes the layers from the last map, of `size`, to so many numbers."""

    def head(units, activation, name):
        options = {"activation": activation, "name": f"{name}_map", "spectral": spectral, **weights()}
        return [*blocks.block(layers.Conv2D, units, size, **options), layers.Flatten(name=name)]

    return head


def weights():
    """Returns the initializer of a convolution's kernel; a new one each time, since one draws the same twice."""
    return {"kernel_initializer": keras.initializers.RandomNormal(stddev=0.02)}


def warn_of_checkerboard(kernel_size):
    """Warns of kernels that stride 2 does not divide: neighbouring pixels then get unequal numbers of terms."""
    if kernel_size % STRIDE:
        warnings.warn(
            f"`kernel_size={kernel_size}` is not divisible by the stride, {STRIDE}: neighbouring pixels are sums of "
            "unequally many terms, which shows as a checkerboard. Use 4 or 6, unless you follow a paper.",
            stacklevel=4,
        )


def problems(argument, shape, options):
    """Returns what is wrong with the shape (`None` for none) and the options, a list of messages."""
    kernel = checks.positive_integer("kernel_size", options.get("kernel_size", 4))
    sized = images.problems("dcgan", argument, shape, options) or images.attention_problems(shape, options)
    return [*kernel, *sized]

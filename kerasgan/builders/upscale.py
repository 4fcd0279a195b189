"""The generator of super-resolution: residual blocks at the small size, then channels become pixels.

A convolution, residual blocks, a convolution around all of which the first map is added; then for each doubling a
convolution to four times the channels, of which squares of 2x2 pixels are made, and an activation; a last convolution.

Source: Ledig et al., Photo-Realistic Single Image Super-Resolution Using a Generative Adversarial Network, 2017, with
the sub-pixel step of Shi et al., 2016. Ours has no normalisation unless asked for, as in Lim et al., Enhanced Deep
Residual Networks for Single Image Super-Resolution, 2017, fewer blocks, and kernels 3x3 throughout.
"""

from keras import layers

from kerasgan import checks
from kerasgan.builders import pictures
from kerasgan.layers import DepthToSpace

FROM_PICTURES = True
SCALES = (2, 4)


def generator(
    output_shape,
    latent_dim=None,
    *,
    input_shape,
    scale=2,
    filters=64,
    blocks=4,
    activation="relu",
    output_activation="tanh",
    normalization=None,
    synchronized=False,
    name="generator",
):
    """Builds picture -> residual blocks -> doubled once or twice -> picture; see `kerasgan.build_generator`."""
    z, conditions = pictures.noise_input(latent_dim), pictures.inputs_of(input_shape)
    inner = {"normalize": normalization, "synchronized": synchronized}
    values = pictures.joined(list(conditions.values()))
    first = convolved(values, filters, 3, activation=activation, name="first")
    values = pictures.with_noise(first, z)
    for number in range(1, blocks + 1):
        values = residual(values, f"block_{number}", activation, **inner)
    values = convolved(values, filters, 3, activation=None, name="last", **inner)
    values = layers.Add(name="around_all")([first, values])
    for number in range(1, SCALES.index(scale) + 2):
        values = convolved(values, 4 * filters, 3, activation=None, name=f"up_{number}")
        values = DepthToSpace(2, name=f"up_{number}_pixels")(values)
        values = layers.Activation(activation, name=f"up_{number}_activation")(values)
    values = convolved(values, output_shape[-1], 3, activation=output_activation, name="output")
    return pictures.generator(z, conditions, values, name)


def convolved(*arguments, **options):
    """Returns a convolution with Keras's own weights at first: without a normalisation those of 0.02 let all fade."""
    return pictures.convolved(*arguments, kernel_initializer="glorot_uniform", **options)


def residual(values, name, activation, **options):
    """Returns maps to which two convolutions of them are added."""
    width = values.shape[-1]
    change = convolved(values, width, 3, activation=activation, name=f"{name}_conv_1", **options)
    change = convolved(change, width, 3, activation=None, name=f"{name}_conv_2", **options)
    return layers.Add(name=name)([values, change])


def output_shape_of(options):
    """Returns the shape that is made where none is asked for: that of the first picture, larger."""
    height, width, channels = next(iter(pictures.named(options["input_shape"]).values()))
    scale = 1 if scale_problems(options) else options.get("scale", 2)  # those are told by themselves
    return (height and height * scale, width and width * scale, channels)


def scale_problems(options):
    """Checks that `scale` is one that there is."""
    scale = options.get("scale", 2)
    if not checks.positive_integer("scale", scale) and scale in SCALES:
        return []
    return [f"`scale`: expected 2 or 4, how many times as large pictures become. Received: {scale!r}."]


def problems(argument, shape, options):
    """Returns what is wrong with the shape (`None` for none) and the options, a list of messages."""
    found = scale_problems(options) + checks.positive_integer("filters", options.get("filters", 64))
    found += checks.positive_integer("blocks", options.get("blocks", 4))
    return found or pictures.generator_problems("upscale", shape, options, options.get("scale", 2))

"""CycleGAN's generator: a picture is halved twice, changed by residual blocks, and doubled twice.

A convolution 7x7, two strided ones, residual blocks, two doublings, a convolution 7x7; all padded by reflection, all
with instance normalisation. Pictures of any size; a size that four does not divide is cut back to what it was.

Source: Zhu, Park, Isola, Efros, Unpaired Image-to-Image Translation using Cycle-Consistent Adversarial Networks, 2017,
after Johnson, Alahi, Fei-Fei, Perceptual Losses for Real-Time Style Transfer and Super-Resolution, 2016. Ours doubles
by repeating pixels before a convolution instead of by a transposed one, so that no checkerboard arises (Odena,
Dumoulin, Olah, Deconvolution and Checkerboard Artifacts, 2016).
"""

from keras import layers

from kerasgan import checks
from kerasgan.builders import pictures
from kerasgan.builders.unet import output_shape_of as output_shape_of
from kerasgan.layers import CropLike, ReflectionPadding2D

FROM_PICTURES = True
HALVINGS, SMALLEST = 2, 8
LARGE, BLOCKS = 256, (6, 9)  # from this size on nine blocks, below six


def generator(
    output_shape,
    latent_dim=None,
    *,
    input_shape,
    filters=64,
    blocks=None,
    activation="relu",
    output_activation="tanh",
    normalization="instance",
    synchronized=False,
    name="generator",
):
    """Builds picture -> halved twice -> residual blocks -> doubled twice -> picture; see `kerasgan.build_generator`."""
    z, conditions = pictures.noise_input(latent_dim), pictures.inputs_of(input_shape)
    inner = {"activation": activation, "normalize": normalization, "synchronized": synchronized}
    values = pictures.joined(list(conditions.values()))
    values, maps = padded(values, filters, 7, "first", **inner), []
    for number in range(1, HALVINGS + 1):
        maps.append(values)
        values = padded(values, filters * 2**number, 3, f"down_{number}", strides=2, **inner)
    values = pictures.with_noise(values, z)
    for number in range(1, (count_of(input_shape) if blocks is None else blocks) + 1):
        values = residual(values, f"block_{number}", **inner)
    for number, before in enumerate(maps[::-1], 1):
        values = layers.UpSampling2D(2, name=f"up_{number}_double")(values)
        if None in before.shape[1:3] or values.shape[1:3] != before.shape[1:3]:
            values = CropLike(name=f"up_{number}_crop")(values, before)
        values = padded(values, before.shape[-1], 3, f"up_{number}", **inner)
    values = padded(values, output_shape[-1], 7, "output", activation=output_activation)
    return pictures.generator(z, conditions, values, name)


def padded(values, width, kernel_size, name, **options):
    """Returns what a convolution over images padded by reflection makes, and what belongs to it."""
    values = ReflectionPadding2D(kernel_size // 2, name=f"{name}_pad")(values)
    return pictures.convolved(values, width, kernel_size, padding="valid", name=name, **options)


def residual(values, name, activation, **options):
    """Returns maps to which two convolutions of them are added."""
    width = values.shape[-1]
    change = padded(values, width, 3, f"{name}_conv_1", activation=activation, **options)
    change = padded(change, width, 3, f"{name}_conv_2", activation=None, **options)
    return layers.Add(name=name)([values, change])


def count_of(input_shape):
    """Returns how many residual blocks pictures of a size get."""
    sides = pictures.size_of(input_shape)
    return BLOCKS[None not in sides and min(sides) >= LARGE]


def problems(argument, shape, options):
    """Returns what is wrong with the shape (`None` for none) and the options, a list of messages."""
    found = pictures.generator_problems("translator", shape, options)
    found += checks.positive_integer("filters", options.get("filters", 64))
    found += checks.positive_integer("blocks", options.get("blocks"), optional=True)
    return found if found or shape is None else pictures.least_size_problems("translator", options, SMALLEST)

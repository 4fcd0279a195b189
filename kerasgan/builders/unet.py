"""The U-Net of Pix2Pix: a picture is halved to a few pixels and doubled again, with a short cut at each size.

Down: strided convolutions 4x4, LeakyReLU, no normalisation on the first. Up: transposed ones, ReLU, dropout on the
innermost; each map is joined to the one of its size on the way down. Any size from 16 pixels on: a size that is odd is
half of the next one rounded up, and the pixel too many is cut off on the way back. With `None` for height and width one
network takes pictures of all sizes.

Source: Isola, Zhu, Zhou, Efros, Image-to-Image Translation with Conditional Adversarial Networks, 2017. Ours halves
until the shorter side is 2 or 3, not 1, where a normalisation has nothing left; dropout is for training alone, so one
picture always becomes the same one unless G takes z, which they left out, and which is added to the innermost map.
"""

from keras import layers

from kerasgan import checks
from kerasgan.builders import blocks, images, pictures
from kerasgan.layers import CropLike

FROM_PICTURES = True
STRIDE, SMALLEST = 2, 16
INNERMOST = 3  # halved until the shorter side has at most so many pixels
WIDEST = 8  # times the filters at the picture
ANY_SIZE = 4  # halvings of a network for pictures of all sizes
DROPPED = 3  # how many of the innermost doublings have dropout


def generator(
    output_shape,
    latent_dim=None,
    *,
    input_shape,
    filters=None,
    kernel_size=4,
    activation="relu",
    output_activation="tanh",
    normalization="batch",
    synchronized=False,
    dropout=0.5,
    skips=True,
    name="generator",
):
    """Builds picture -> halved, ... -> doubled and joined, ... -> picture; see `kerasgan.build_generator`."""
    z, conditions = pictures.noise_input(latent_dim), pictures.inputs_of(input_shape)
    inner = {"kernel_size": kernel_size, "normalize": normalization, "synchronized": synchronized}
    values = pictures.joined(list(conditions.values()))
    maps = [values]
    for number, width in enumerate(widths(input_shape, filters), 1):
        options = inner if number > 1 else {**inner, "normalize": None}
        values = down(values, width, f"down_{number}", **options)
        maps.append(values)
    values = pictures.with_noise(values, z)
    for number, before in enumerate(maps[-2:0:-1], 1):
        values = up(values, before, before.shape[-1], f"up_{number}", activation=activation, **inner)
        if dropout and number <= DROPPED:
            values = layers.Dropout(dropout, name=f"dropout_{number}")(values)
        if skips:
            values = layers.Concatenate(name=f"skip_{number}")([values, before])
    end = {**inner, "normalize": None, "activation": output_activation}
    values = up(values, maps[0], output_shape[-1], "output", **end)
    return pictures.generator(z, conditions, values, name)


def down(values, width, name, **options):
    """Returns maps of half the size."""
    return pictures.convolved(values, width, strides=STRIDE, activation="leaky_relu", name=name, **options)


def up(values, like, width, name, **options):
    """Returns maps of twice the size, or one pixel less: that of `like`."""
    values = pictures.convolved(values, width, strides=STRIDE, layer=layers.Conv2DTranspose, name=name, **options)
    even = all(size is not None and size % STRIDE == 0 for size in like.shape[1:3])
    return values if even else CropLike(name=f"{name}_crop")(values, like)


def widths(input_shape, filters):
    """Returns the filters of each halving: as given, or one width at the picture, doubled up to eight times it."""
    if isinstance(filters, (tuple, list)):
        return tuple(filters)
    sides, count = pictures.size_of(input_shape), ANY_SIZE
    if None not in sides:
        side, count = min(sides), 0
        while side > INNERMOST:
            side, count = -(-side // STRIDE), count + 1
    return tuple((filters or 64) * min(2**number, WIDEST) for number in range(count))


def output_shape_of(options):
    """Returns the shape that is made where none is asked for: that of the first picture."""
    return next(iter(pictures.named(options["input_shape"]).values()))


def problems(argument, shape, options):
    """Returns what is wrong with the shape (`None` for none) and the options, a list of messages."""
    found = pictures.generator_problems("unet", shape, options)
    found += checks.positive_integer("kernel_size", options.get("kernel_size", 4))
    found += checks.boolean("skips", options.get("skips", True))
    found += blocks.dropout_problems(options)
    if found or shape is None:
        return found
    found = pictures.least_size_problems("unet", options, SMALLEST)
    sides = [side for side in pictures.size_of(options["input_shape"]) if side is not None]
    return found or (images.depth_problems((min(sides),) * 2, options.get("filters")) if sides else [])

"""What architectures for images share: the sizes of the maps, their widths, and the checks of both."""

import math

import keras

from kerasgan import checks
from kerasgan.builders import blocks
from kerasgan.layers import SelfAttention

FACTOR = 2  # by which each layer halves or doubles height and width
LARGEST_FIRST_MAP = 7  # halved until the shorter side has at most so many pixels
SMALLEST_IMAGE = 8


def map_sizes(shape, filters=None):
    """Returns the sizes (height, width) of the image and of the maps after each halving, given by `filters` or 4 to 7.

    >>> map_sizes((28, 28, 1)), map_sizes((100, 64, 3))
    ([(28, 28), (14, 14), (7, 7)], [(100, 64), (50, 32), (25, 16), (13, 8), (7, 4)])
    """
    halvings = len(filters) if isinstance(filters, (tuple, list)) else math.inf
    sizes = [tuple(shape[:2])]
    while len(sizes) <= halvings and (halvings < math.inf or min(sizes[-1]) > LARGEST_FIRST_MAP):
        sizes.append(tuple(math.ceil(size / FACTOR) for size in sizes[-1]))
    return sizes


def surplus(before, after):
    """Returns what doubling the size `before` gives too much for `after`, as the argument of a cropping, or `None`."""
    rows = tuple((0, FACTOR * small - large) for small, large in zip(before, after))
    return rows if any(end for _, end in rows) else None


def all_widths(filters, halvings):
    """Returns the filters of each layer: as given, or one width next to the image, doubled with each halving."""
    if isinstance(filters, (tuple, list)):
        return tuple(filters)
    base = filters or (64 if halvings <= 3 else 32)
    return tuple(base * 2**number for number in range(halvings))


def widths_upwards(filters, halvings):
    """Returns the filters of a generator's layers, first that at z; given ones are in this order already."""
    widths = all_widths(filters, halvings)
    return widths if isinstance(filters, (tuple, list)) else widths[::-1]


def attended(size, attention, **options):
    """Returns the self-attention for a map of a size, one layer where `attention` names its height, else none."""
    wanted = size[0] in heights(attention)
    return [SelfAttention(name=f"attention_{size[0]}", **options)] if wanted else []


def heights(attention):
    """Returns what `attention` names as a tuple: one height, several, or `None` for none."""
    return () if attention is None else blocks.as_tuple(attention)


def attention_problems(shape, options):
    """Returns what is wrong with the option `attention`: heights of maps that there are not, for a shape or `None`."""
    if shape is None:
        return []
    known = [height for height, _ in map_sizes(shape, options.get("filters"))[1:]]
    missing = [size for size in heights(options.get("attention")) if size not in known]
    if not missing:
        return []
    return [
        f"`attention`: expected heights of maps between z and an image of {shape[0]}x{shape[1]} pixels, which are "
        f"{', '.join(map(str, known))}. Received: {missing[0]!r}."
    ]


def problems(arch, argument, shape, options, unhalved=0):
    """Returns what is wrong with the shape (`None` for none) and the options, a list of messages.

    So many of several `filters` as `unhalved` says are widths of maps that no halving leads to.
    """
    found = size_problems(options) + format_problems(arch)
    if shape is None:
        return found
    if len(shape) != 3 or min(shape[:2]) < SMALLEST_IMAGE:
        least = f"{SMALLEST_IMAGE}x{SMALLEST_IMAGE}"
        return found + [
            f"`{argument}`: a {arch!r} is for images, (height, width, channels), of at least {least} pixels. Received: "
            f"{tuple(shape)}.{nearest(shape)} For other shapes there is 'mlp'."
        ]
    return found or depth_problems(shape, options.get("filters"), unhalved)


def nearest(shape):
    """Returns which shape of images comes next to one that is too small, as text; empty for what are no images."""
    if len(shape) != 3:
        return ""
    return f" The nearest is {(*(max(size, SMALLEST_IMAGE) for size in shape[:2]), shape[2])}."


def format_problems(arch):
    """Refuses images with channels first, which neither these networks nor the rest of kerasgan takes."""
    if keras.config.image_data_format() == "channels_last":
        return []
    return [
        f"`arch`: a {arch!r} has the channels last, and Keras is set to 'channels_first'. Call "
        "`keras.config.set_image_data_format('channels_last')` first, and `data.transpose((0, 2, 3, 1))` such images."
    ]


def size_problems(options):
    """Returns what is wrong with `filters` and `spectral_normalization`."""
    filters = options.get("filters")
    found = checks.boolean("spectral_normalization", options.get("spectral_normalization", False))
    if filters is None:
        return found
    if filters in ((), []):
        return [*found, f"`filters`: expected a width, or one for each convolution. Received: {filters!r}."]
    return found + [p for width in blocks.as_tuple(filters) for p in checks.positive_integer("filters", width)]


def depth_problems(shape, filters, unhalved=0):
    """Returns the message for more filters than an image can be halved."""
    most = int(math.log2(min(shape[:2]))) + unhalved
    if not isinstance(filters, (tuple, list)) or len(filters) <= most:
        return []
    return [
        f"`filters`: expected at most {most} widths, since each{' but the first' * unhalved} halves the image of "
        f"{shape[0]}x{shape[1]} pixels. Received {len(filters)}: {filters!r}."
    ]

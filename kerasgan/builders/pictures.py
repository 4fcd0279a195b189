"""What networks share that take pictures: one or several of them, of any size, noise beside them, and the checks."""

import math

import keras
from keras import layers

from kerasgan import checks
from kerasgan.builders import blocks, images
from kerasgan.builders.dcgan import weights

CONDITION = "condition"  # what the input is called where there is one


def named(shapes):
    """Returns shapes by the names of the inputs: as given, or of one picture."""
    return shapes if isinstance(shapes, dict) else {CONDITION: shapes}


def inputs_of(shapes):
    """Returns a `keras.Input` for each shape, by name."""
    return {name: keras.Input(tuple(shape), name=name) for name, shape in named(shapes).items()}


def joined(tensors, name="join"):
    """Returns several pictures as one, their channels behind each other; one picture as it is."""
    return tensors[0] if len(tensors) == 1 else layers.Concatenate(name=name)(tensors)


def with_noise(values, z, name="noise"):
    """Returns maps to which a projection of z is added, the same at each pixel; without z as they are.

    What is the same at each pixel a normalisation takes away again; behind an activation it no longer is.
    """
    if z is None:
        return values
    width = values.shape[-1]
    projected = layers.Dense(width, name=f"{name}_project")(z)
    projected = layers.Reshape((1, 1, width), name=f"{name}_map")(projected)
    return layers.Activation("relu", name=f"{name}_activation")(layers.Add(name=f"{name}_add")([values, projected]))


def noise_input(latent_dim):
    """Returns the `keras.Input` of z, or `None` without noise."""
    return None if latent_dim is None else keras.Input((latent_dim,), name="z")


def generator(z, conditions, values, name):
    """Returns the model of z, where there is noise, and pictures, to `values`."""
    inputs = [*([] if z is None else [z]), *conditions.values()]
    return keras.Model(inputs[0] if len(inputs) == 1 else inputs, values, name=name)


def convolved(values, width, kernel_size, layer=layers.Conv2D, padding="same", strides=1, **options):
    """Returns what one convolution and what belongs to it make of `values`; see `blocks.block`."""
    given = {"strides": strides, "padding": padding, "images": True, **weights(), **options}
    if layer is layers.Conv2D and padding == "same":
        size = [side and math.ceil(side / strides) for side in values.shape[1:3]]
        given["normalize"] = blocks.kept(given.get("normalize"), size)
    for one in blocks.block(layer, width, kernel_size, **given):
        values = one(values)
    return values


# === Checks, each a list of messages ===


def size_of(shapes):
    """Returns height and width of what a generator is given, `None` where nothing can be read off."""
    found = [tuple(shape[:2]) for shape in named(shapes).values() if not shape_problems("", shape)]
    return found[0] if found else None


def shape_problems(argument, shape):
    """Checks that `shape` is that of a picture, height and width `None` for any size."""
    good = isinstance(shape, (tuple, list)) and len(shape) == 3 and not checks.positive_integer("", shape[2])
    if good and not any(checks.positive_integer("", size, optional=True) for size in shape[:2]):
        return []
    return [
        f"`{argument}`: expected the shape of a picture, (height, width, channels), None for any height or width. "
        f"Received: {shape!r}."
    ]


def several_problems(argument, shapes):
    """Checks the shape of one picture, or of several by name."""
    if isinstance(shapes, dict) and not shapes:
        return [f"`{argument}`: expected at least one picture. Received: {shapes!r}."]
    return [p for shape in named(shapes).values() for p in shape_problems(argument, shape)]


def generator_problems(arch, shape, options, scale=1):
    """Checks what a generator is given and makes: pictures of one size, and that `scale` times as large."""
    found = images.format_problems(arch) + images.size_problems(options)
    if "input_shape" not in options:
        text = f"`input_shape`: {arch!r} starts from a picture, and needs its shape, (height, width, channels)."
        return [*found, f"{text} Received none."]
    found += several_problems("input_shape", options["input_shape"])
    if shape is None or found:
        return found
    sizes = {tuple(one[:2]) for one in named(options["input_shape"]).values()}
    if len(sizes) > 1:
        return [f"`input_shape`: expected pictures of one size. Received: {options['input_shape']!r}."]
    wanted = tuple(size and size * scale for size in sizes.pop())
    if tuple(shape[:2]) == wanted:
        return []
    times = "the size of the input" if scale == 1 else f"{scale} times the size of the input"
    return [f"`output_shape`: {arch!r} makes {times}, {wanted}. Received: {tuple(shape)}."]


def least_size_problems(arch, options, least):
    """Refuses pictures that are too small to be halved, and says the nearest size that can."""
    size = size_of(options["input_shape"])
    if min(least if side is None else side for side in size) >= least:
        return []
    nearest = tuple(side and max(side, least) for side in size)
    return [
        f"`input_shape`: {arch!r} halves pictures from {least}x{least} pixels on. Received: {size}. The nearest size "
        f"that it can halve is {nearest}."
    ]

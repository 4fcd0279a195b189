"""How each layer becomes steps of a `Program`: one function for each, `(layer, given, program) -> value`.

BatchNorm becomes a scale and a shift, spectral normalisation the kernel that it makes, a residual block its parts. To
add a layer, write its function and name it in `RULES`; a new `op` goes into `assets/ops.js`.
"""

import keras
import numpy as np
from keras import ops

from kerasgan.layers.spectral_normalization import SpectralNormalization

# What `activations.js` knows.
ACTIVATIONS = (
    "elu", "exponential", "gelu", "hard_sigmoid", "hard_tanh", "leaky_relu", "linear", "mish", "relu", "relu6", "selu",
    "sigmoid", "silu", "softmax", "softplus", "softsign", "tanh",
)  # fmt: skip


def array(values):
    """Returns a tensor or a variable as a float64 array."""
    return np.asarray(ops.convert_to_numpy(values), "float64")


def plain(value):
    """Returns nested tuples as lists."""
    return [plain(part) for part in value] if isinstance(value, (list, tuple)) else value


def activation_of(layer):
    """Returns the name of a layer's activation; one that is given as a layer goes by its own."""
    found = getattr(layer, "activation", None)
    return "linear" if found is None else getattr(found, "__name__", type(found).__name__)


def activated(name, value, program, **settings):
    """Adds an activation, none for the linear one."""
    return value if name == "linear" else program.add("activation", [value], kind=name, **settings)


# === Weights ===


def dense(layer, given, program, kernel=None):
    """Returns the value of a `Dense`."""
    kernel = array(layer.kernel if kernel is None else kernel)
    value = program.add("dense", given, [kernel, array(layer.bias) if layer.use_bias else None])
    return activated(activation_of(layer), value, program)


def convolution(layer, given, program, kernel=None):
    """Returns the value of a `Conv2D`."""
    return convolved("convolution", layer, given, program, array(layer.kernel if kernel is None else kernel))


def transposed(layer, given, program, kernel=None):
    """Returns the value of a `Conv2DTranspose`, whose kernel becomes a matrix from a pixel to its patch."""
    kernel = array(layer.kernel if kernel is None else kernel)  # (height, width, out, in)
    return convolved("transposed", layer, given, program, np.moveaxis(kernel, -1, 0))


def convolved(op, layer, given, program, kernel):
    """Adds a convolution of either kind."""
    settings = {
        "size": plain(layer.kernel_size),
        "strides": plain(layer.strides),
        "dilation": plain(layer.dilation_rate),
        "same": layer.padding == "same",
    }
    value = program.add(op, given, [kernel, array(layer.bias) if layer.use_bias else None], **settings)
    return activated(activation_of(layer), value, program)


def embedding(layer, given, program, kernel=None):
    """Returns the value of an `Embedding`."""
    return program.add("gather", given, [array(layer.embeddings if kernel is None else kernel)])


def one_hot(operation, given, program):
    """Returns the value of `ops.one_hot`."""
    return program.add("gather", given, [np.eye(operation.num_classes)])


def spectral(layer, given, program):
    """Returns the value of a spectrally normalised layer: ours divides the kernel, Keras's does so in training only."""
    kernel = layer.normalized_weights()[1] if isinstance(layer, SpectralNormalization) else None
    return RULES[type(layer.layer).__name__](layer.layer, given, program, kernel)


# === Normalisation ===


def batch_normalization(layer, given, program):
    """Returns the value of a `BatchNormalization` outside of training: a scale and a shift of each channel."""
    scale = 1 / np.sqrt(array(layer.moving_variance) + layer.epsilon)
    scale = scale * array(layer.gamma) if layer.scale else scale
    shift = -array(layer.moving_mean) * scale + (array(layer.beta) if layer.center else 0)
    return program.add("affine", given, [scale, shift])


def conditional_batch_normalization(layer, given, program):
    """Returns the value of ours: normalised, then scaled and shifted as the class says."""
    value, label = given
    factors = [program.add("gather", [label], [array(table)]) for table in (layer.gamma, layer.beta)]
    return program.add("modulate", [batch_normalization(layer.normalization, [value], program), *factors])


def group_normalization(layer, given, program):
    """Returns the value of a `GroupNormalization`; -1 groups is one for each channel."""
    weights = [array(layer.gamma) if layer.scale else None, array(layer.beta) if layer.center else None]
    return program.add("group_normalization", given, weights, groups=layer.groups, epsilon=layer.epsilon)


def layer_normalization(layer, given, program):
    """Returns the value of a `LayerNormalization` over the last axis."""
    weights = [array(layer.gamma) if layer.scale else None, array(layer.beta) if layer.center else None]
    return program.add("layer_normalization", given, weights, epsilon=layer.epsilon)


# === Activations ===


def activation(layer, given, program):
    """Returns the value of an `Activation`."""
    return activated(activation_of(layer), given[0], program)


def relu(layer, given, program):
    """Returns the value of a `ReLU`, which may be leaky."""
    if layer.max_value is not None:
        return activated("relu6", given[0], program)
    return activated("leaky_relu", given[0], program, slope=float(layer.negative_slope))


def leaky_relu(layer, given, program):
    """Returns the value of a `LeakyReLU`."""
    return activated("leaky_relu", given[0], program, slope=float(layer.negative_slope))


def softmax(layer, given, program):
    """Returns the value of a `Softmax`."""
    return activated("softmax", given[0], program)


def gumbel_softmax(layer, given, program):
    """Returns the value of a `GumbelSoftmax` of `[logits, noise]`."""
    logits, noise = (program.add("slice", [value], start=layer.start, size=layer.size) for value in given)
    share = np.full(1, 1 / layer.temperature), np.zeros(1)
    noise = program.add("affine", [noise], [np.full(1, layer.strength), np.zeros(1)])
    value = program.add("affine", [program.add("add", [logits, noise])], share)
    return activated("softmax", value, program)


# === Shapes ===


def identity(layer, given, program):
    """Returns the value as it is: what does something in training alone."""
    return given[0]


def reshaped(layer, given, program):
    """Returns the value of a `Reshape`."""
    return program.add("reshape", given, shape=list(layer.target_shape))


def flattened(layer, given, program):
    """Returns the value of a `Flatten`."""
    return program.add("reshape", given, shape=[-1])


def repeated(layer, given, program):
    """Returns the value of a `RepeatVector`."""
    return program.add("repeat", given, times=layer.n)


def part(layer, given, program):
    """Returns the value of a `Part`."""
    value = program.add("slice", given, start=layer.start, size=layer.size)
    return activated(activation_of(layer), value, program)


def upsampled(layer, given, program):
    """Returns the value of an `UpSampling2D`."""
    return program.add("upsample", given, size=plain(layer.size), smooth=layer.interpolation == "bilinear")


def padded(layer, given, program):
    """Returns the value of a `ZeroPadding2D`."""
    return program.add("pad", given, sides=plain(layer.padding), mirrored=False)


def mirrored(layer, given, program):
    """Returns the value of a `ReflectionPadding2D`."""
    return program.add("pad", given, sides=[[layer.padding] * 2] * 2, mirrored=True)


def cropped(layer, given, program):
    """Returns the value of a `Cropping2D`."""
    return program.add("crop", given, sides=plain(layer.cropping))


def pooled(kind):
    """Returns the rule of a pooling layer: `"mean"` or `"largest"`."""

    def rule(layer, given, program):
        settings = {"size": plain(layer.pool_size), "strides": plain(layer.strides), "same": layer.padding == "same"}
        return program.add("pool", given, kind=kind, **settings)

    return rule


def globally_pooled(kind):
    """Returns the rule of a layer that pools all pixels."""
    return lambda layer, given, program: program.add("pool_all", given, kind=kind, kept=bool(layer.keepdims))


def simple(op, **settings):
    """Returns the rule of what is one step without settings of its own."""
    return lambda layer, given, program: program.add(op, given, **settings)


def rescaled(layer, given, program):
    """Returns the value of a `Rescaling`."""
    weights = (np.ravel(np.asarray(part, "float64")) for part in (layer.scale, layer.offset))
    return program.add("affine", given, [np.array(part) for part in np.broadcast_arrays(*weights)])


def to_space(layer, given, program):
    """Returns the value of a `DepthToSpace`."""
    return program.add("depth_to_space", given, scale=layer.scale)


# === Blocks ===


def residual(block, given, program):
    """Returns the value of a `ResidualBlock`: the sum of both ways."""

    def convolved_by(layer, value):
        return value if layer is None else RULES[type(layer).__name__](layer, [value], program)

    def normalised(norm, value):
        label = given[1:] if block.num_classes else []
        value = value if norm is None else RULES[type(norm).__name__](norm, [value, *label], program)
        return activated(activation_of(block), value, program)

    def doubled(value):
        value = value if block.up is None else upsampled(block.up, [value], program)
        return value if block.cut is None else cropped(block.cut, [value], program)

    def halved(value):
        return value if block.down is None else RULES["AveragePooling2D"](block.down, [value], program)

    value = given[0] if block.first else normalised(block.norm_1, given[0])
    value = convolved_by(block.conv_1, doubled(value))
    value = halved(convolved_by(block.conv_2, normalised(block.norm_2, value)))
    if block.first:
        short = convolved_by(block.shortcut, halved(doubled(given[0])))
    else:
        short = halved(convolved_by(block.shortcut, doubled(given[0])))
    return program.add("add", [value, short])


RULES = {
    "Activation": activation,
    "ActivityRegularization": identity,
    "Add": simple("add"),
    "Average": simple("average"),
    "AveragePooling2D": pooled("mean"),
    "BatchNormalization": batch_normalization,
    "Concatenate": simple("concatenate"),
    "ConditionalBatchNormalization": conditional_batch_normalization,
    "Conv2D": convolution,
    "Conv2DTranspose": transposed,
    "CropLike": simple("crop_like"),
    "Cropping2D": cropped,
    "Dense": dense,
    "DepthToSpace": to_space,
    "Dot": simple("dot"),
    "Dropout": identity,
    "Embedding": embedding,
    "Flatten": flattened,
    "GaussianDropout": identity,
    "GaussianNoise": identity,
    "GlobalAveragePooling2D": globally_pooled("mean"),
    "GlobalMaxPooling2D": globally_pooled("largest"),
    "GroupNormalization": group_normalization,
    "GumbelSoftmax": gumbel_softmax,
    "Identity": identity,
    "LayerNormalization": layer_normalization,
    "LeakyReLU": leaky_relu,
    "MaxPooling2D": pooled("largest"),
    "Maximum": simple("maximum"),
    "Multiply": simple("multiply"),
    "OneHot": one_hot,
    "Part": part,
    "ReLU": relu,
    "ReflectionPadding2D": mirrored,
    "RepeatVector": repeated,
    "Rescaling": rescaled,
    "Reshape": reshaped,
    "ResidualBlock": residual,
    "Softmax": softmax,
    "SpatialDropout2D": identity,
    "SpectralNormalization": spectral,
    "Subtract": simple("subtract"),
    "SynchronizedBatchNormalization": batch_normalization,
    "UpSampling2D": upsampled,
    "ZeroPadding2D": padded,
}


# === What a page can't carry out ===

# Settings by which layers that are known do what no page does: (attribute, what it may be).
LIMITS = {
    "data_format": ("channels_last", None),
    "groups": (1,),
    "output_padding": (None,),
    "interpolation": ("nearest", "bilinear"),
    "threshold": (0, 0.0),
    "max_value": (None, 6, 6.0),
    "normalize": (False,),
    "rms_scaling": (False,),
}

# Layers of several values, which a page can join where these have as many axes as each other.
JOINED = ("Add", "Average", "Maximum", "Multiply", "Subtract")


def is_known(operation):
    """Tells whether there is a rule for a layer: Keras's or ours, and none of a user's of the same name.

    Of operations on tensors it is `ops.one_hot` alone: others may hold numbers that are no layer's.
    """
    kind = type(operation)
    ours = kind.__name__ in RULES and kind.__module__.partition(".")[0] in ("keras", "kerasgan")
    return ours and (isinstance(operation, keras.layers.Layer) or kind.__name__ == "OneHot")


def setting_problems(layer):
    """Yields a message for each setting of a known layer that no page can carry out."""
    kind = type(layer).__name__
    inner = getattr(layer, "layer", None)
    if kind == "SpectralNormalization":
        if type(inner).__name__ in ("Conv2D", "Conv2DTranspose", "Dense", "Embedding"):
            yield from setting_problems(inner)
        else:
            yield f"`page`: {layer.name!r} wraps a {type(inner).__name__}, which no page can carry out in it."
        return
    for name, allowed in LIMITS.items():
        if name == "groups" and kind == "GroupNormalization":
            continue
        value = getattr(layer, name, allowed[0])
        if value not in allowed:
            yield f"`page`: {layer.name!r} has {name}={value!r}. A page can carry out {kind} with {allowed[0]!r}."
    if kind == "ReLU" and layer.max_value is not None and layer.negative_slope:
        yield f"`page`: {layer.name!r} has a slope below 0 and a bound. A page can carry out a ReLU with one of them."
    ranks = {len(tensor.shape) for node in layer._inbound_nodes for tensor in keras.tree.flatten(node.input_tensors)}
    if (kind in JOINED and len(ranks) > 1) or (kind == "Dot" and ranks - {2}):
        wanted = "of vectors" if kind == "Dot" else "of values with as many axes as each other"
        yield f"`page`: {layer.name!r} is given values of {sorted(ranks)} axes. A page can carry out {kind} {wanted}."
    if is_of_a_user(getattr(layer, "activation", None)):
        yield f"`page`: {layer.name!r} has an activation of your own, which no page can carry out."
    if not is_last_axis(layer):
        yield f"`page`: {layer.name!r} has axis={layer.axis!r}. A page can carry out {kind} along the last axis."
    if kind != "OneHot" and activation_of(layer) not in ACTIVATIONS:
        yield (
            f"`page`: {layer.name!r} has the activation {activation_of(layer)!r}, which no page can carry out. Known "
            f"are {', '.join(ACTIVATIONS)}."
        )


def is_of_a_user(activation):
    """Tells whether an activation has the name of one of Keras's, and is none."""
    name = getattr(activation, "__name__", None)
    return name in ACTIVATIONS and keras.activations.get(name) is not activation


def is_last_axis(layer):
    """Tells whether a layer with an axis works along the last one, as all do in a page."""
    axis = getattr(layer, "axis", -1)
    axis = axis[0] if isinstance(axis, (list, tuple)) and len(axis) == 1 else axis
    if axis == -1 or not hasattr(layer, "input") and not layer._inbound_nodes:
        return axis == -1
    return axis == len(keras.tree.flatten(layer._inbound_nodes[0].input_tensors)[0].shape) - 1

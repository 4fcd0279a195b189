"""How a network ends: the values that G can produce, and whether D ends in a logit or in a probability."""

import contextlib
import itertools
import math

import keras
import numpy as np
from keras import ops

from kerasgan import checks

# What a last activation can reach. Everything that is not named here counts as unbounded.
_RANGES = {
    "sigmoid": (0.0, 1.0),
    "hard_sigmoid": (0.0, 1.0),
    "softmax": (0.0, 1.0),
    "tanh": (-1.0, 1.0),
    "hard_tanh": (-1.0, 1.0),
    "softsign": (-1.0, 1.0),
    "relu": (0.0, math.inf),
    "relu6": (0.0, 6.0),
    "softplus": (0.0, math.inf),
    "exponential": (0.0, math.inf),
    "log_sigmoid": (-math.inf, 0.0),
    "log_softmax": (-math.inf, 0.0),
    "sparse_plus": (0.0, math.inf),
    "sparse_sigmoid": (0.0, 1.0),
    "sparsemax": (0.0, 1.0),
    "squareplus": (0.0, math.inf),
}

# These move values about and leave them as they are: the activation before them is the one that counts.
_SHAPE_ONLY = (
    "CropLike", "Cropping1D", "Cropping2D", "Cropping3D", "Flatten", "Identity", "Permute", "RepeatVector", "Reshape",
    "UpSampling1D", "UpSampling2D",
)  # fmt: skip


def last_operation(model, number=0):
    """Returns the layer or operation that makes the output of `model`, shape-only layers passed over, or `None`.

    Of several outputs it is that of this number; the first is a discriminator's logit.
    """
    return _maker(_verdict(model, number))[0]


def _maker(tensor):
    """Returns the layer or operation that makes a tensor, shape-only layers passed over, and what it makes it of."""
    while tensor is not None:
        operation, node, place = tensor._keras_history
        if isinstance(operation, keras.Model):
            tensor = _verdict(operation, place)
            continue
        # A layer may stand in several places; what it is given besides says how to move, as in `CropLike`.
        given = next(iter(keras.tree.flatten(operation._inbound_nodes[node].input_tensors)), None)
        if type(operation).__name__ not in _SHAPE_ONLY:
            return (operation.layer if isinstance(operation, keras.layers.Wrapper) else operation), given
        tensor = given
    return None, None


def last_activation(model, number=0):
    """Returns the name of the function that makes an output of `model`, `None` where it can't be told."""
    return _activation_of(last_operation(model, number))


def _activation_of(operation):
    if operation is None:
        return None
    activation = getattr(operation, "activation", None)
    name = getattr(activation, "__name__", None) or type(activation or operation).__name__
    if getattr(activation or operation, "negative_slope", 0):
        return "leaky_relu"
    if activation is None and name in ("Dense", "Conv1D", "Conv2D", "Conv3D", "Conv2DTranspose"):
        return "linear"
    return {"ReLU": "relu", "HardTanh": "hard_tanh", "HardSigmoid": "hard_sigmoid"}.get(name, name.lower())


def output_range(generator):
    """Returns `(low, high)`, the values that the last activation of `generator` can reach, and a `Rescaling` of it."""
    return _reach(_verdict(generator))


def _reach(tensor):
    operation, given = _maker(tensor)
    if isinstance(operation, keras.layers.Rescaling) and np.ndim(operation.scale) == np.ndim(operation.offset) == 0:
        low, high = sorted(end * operation.scale + operation.offset for end in _reach(given))
        return float(low), float(high)
    return _RANGES.get(_activation_of(operation), (-math.inf, math.inf))


# Last activations after which a value can be anything: no probability.
_UNBOUNDED = ("linear", "leaky_relu", "elu", "selu", "tanh", "relu", "softplus")


def ends_in_logits(discriminator):
    """Tells whether `discriminator` ends in a logit; `False` for a sigmoid, `None` where that can't be seen."""
    activation = last_activation(discriminator)
    return False if activation == "sigmoid" else True if activation in _UNBOUNDED else None


@contextlib.contextmanager
def linear_ends(discriminator, from_logits=None, judged=None):
    """Within this context a D that ends in a sigmoid layer gives its logits.

    The loss of a probability p needs log p, which float32 rounds to 0 or -inf once D is sure; the logit has no such
    limit. Yields functions, one for each judgement, that turn an output of D into logits.

    Args:
        discriminator: Keras model.
        from_logits: Boolean, whether it ends in logits. Defaults to `None`, read off its last activation.
        judged: Integer, how many of its outputs, from the first on, are judgements. Defaults to `None`, all.
    """
    if from_logits is None:
        from_logits = ends_in_logits(discriminator) is not False
    if from_logits:
        yield itertools.repeat(_as_it_is)
        return
    numbers = range(judged or len(keras.tree.flatten(getattr(discriminator, "outputs", None) or [None])))
    ends = [last_operation(discriminator, number) for number in numbers]
    linear = [
        last_activation(discriminator, number) == "sigmoid" and hasattr(ends[number], "activation")
        for number in numbers
    ]
    before = [(end, end.activation) for end, is_linear in zip(ends, linear) if is_linear]
    for end, _ in before:
        end.activation = keras.activations.linear
    try:
        yield [_as_it_is if is_linear else logits_of_probabilities for is_linear in linear]
    finally:
        for end, activation in reversed(before):
            end.activation = activation


def _as_it_is(outputs):
    return outputs


def logits_of_probabilities(probabilities):
    """Returns log(p / (1 - p)), p kept away from 0 and 1 by Keras's epsilon."""
    epsilon = keras.config.epsilon()
    clipped = ops.clip(probabilities, epsilon, 1.0 - epsilon)
    return ops.log(clipped) - ops.log1p(-clipped)


def no_probability(discriminator, from_logits):
    """Returns the message for `from_logits=False` beside a D that visibly ends in anything but a probability."""
    if from_logits is not False or not ends_in_logits(discriminator):
        return []
    return [
        f"`from_logits`: expected True, since `discriminator` ({discriminator.name!r}) ends in "
        f"{last_activation(discriminator)!r} and so gives no probability. Received: False. Leave it out, or end the "
        "discriminator in a sigmoid."
    ]


def last_features(discriminator):
    """Returns the symbolic input of the layer that makes the logit of `discriminator`, or `None` where it is hidden."""
    tensor = _verdict(discriminator)
    while tensor is not None:
        operation, node, _ = tensor._keras_history
        if isinstance(operation, keras.Model):
            return None
        tensor = _first(operation._inbound_nodes[node].input_tensors)
        if type(operation).__name__ not in (*_SHAPE_ONLY, "Activation"):
            return tensor
    return None


def features(discriminator, layer=None):
    """Returns the part of `discriminator` up to a layer, by default up to what the logit is made of, as a model."""
    outputs = last_features(discriminator) if layer is None else discriminator.get_layer(layer).output
    return keras.Model(discriminator.inputs, outputs)


def features_problems(discriminator, layer=None):
    """Returns what keeps `features` from finding a layer, a list of messages."""
    if layer is None and last_features(discriminator) is None:
        return [
            f"`layer`: what the logit of {discriminator.name!r} is made of cannot be seen. Pass the name of a layer of "
            "a functional or sequential D."
        ]
    names = [inner.name for inner in getattr(discriminator, "layers", [])]
    return [] if layer is None else checks.one_of("layer", layer, names)


def _verdict(model, number=0):
    """Returns a symbolic output of `model`, by default the first, or `None` where it has none to show."""
    outputs = keras.tree.flatten(getattr(model, "outputs", None) or [])
    return outputs[number] if number < len(outputs) else None


def _first(tensors):
    flat = keras.tree.flatten(tensors)
    return flat[0] if len(flat) == 1 else None

"""What has to be known of any two Keras models before they play against each other.

G and D may come from anywhere: our builders, a book, a paper's code. This file reads off their shapes, what values G
can produce and whether D ends in a logit or in a probability, and changes nothing about them.
"""

import contextlib
import math
import weakref

import keras
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
}

# These move values about and leave them as they are: the activation before them is the one that counts.
_SHAPE_ONLY = (
    "Cropping1D", "Cropping2D", "Cropping3D", "Flatten", "Identity", "Permute", "RepeatVector", "Reshape",
    "UpSampling1D", "UpSampling2D",
)  # fmt: skip


def last_operation(model):
    """Returns the layer or operation that makes the output of `model`, shape-only layers passed over, or `None`.

    Of several outputs it is the first, a discriminator's logit.
    """
    tensor = _verdict(model)
    while tensor is not None:
        operation, node, _ = tensor._keras_history
        if isinstance(operation, keras.Model):
            return last_operation(operation)
        if type(operation).__name__ not in _SHAPE_ONLY:
            return operation.layer if isinstance(operation, keras.layers.Wrapper) else operation
        tensor = _first(operation._inbound_nodes[node].input_tensors)  # a layer may stand in several places
    return None


def last_activation(model):
    """Returns the name of the function that makes the output of `model`, `None` where it can't be told."""
    operation = last_operation(model)
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
    """Returns `(low, high)`, the values that the last activation of `generator` can reach."""
    return _RANGES.get(last_activation(generator), (-math.inf, math.inf))


# Last activations after which a value can be anything: no probability.
_UNBOUNDED = ("linear", "leaky_relu", "elu", "selu", "tanh", "relu", "softplus")


def ends_in_logits(discriminator):
    """Tells whether `discriminator` ends in a logit; `False` for a sigmoid, `None` where that can't be seen."""
    activation = last_activation(discriminator)
    return False if activation == "sigmoid" else True if activation in _UNBOUNDED else None


@contextlib.contextmanager
def linear_end(discriminator, from_logits=None):
    """Within this context a D that ends in a sigmoid layer gives its logits.

    The loss of a probability p needs log p, which float32 rounds to 0 or -inf once D is sure; the logit has no such
    limit. Yields the function that turns the output of D into logits.

    Args:
        discriminator: Keras model.
        from_logits: Boolean, whether it ends in a logit. Defaults to `None`, read off its last activation.
    """
    layer = last_operation(discriminator)
    if from_logits is None:
        from_logits = ends_in_logits(discriminator) is not False
    if from_logits:
        yield lambda outputs: outputs
    elif ends_in_logits(discriminator) is False and hasattr(layer, "activation"):
        activation, layer.activation = layer.activation, keras.activations.linear
        try:
            yield lambda outputs: outputs
        finally:
            layer.activation = activation
    else:
        yield logits_of_probabilities


def convolves(model):
    """Tells whether `model` has convolutions: they decide what is fast on which device."""
    return any("Conv" in type(layer).__name__ for layer in model._flatten_layers())


def logits_of_probabilities(probabilities):
    """Returns log(p / (1 - p)), p kept away from 0 and 1 by Keras's epsilon."""
    epsilon = keras.config.epsilon()
    clipped = ops.clip(probabilities, epsilon, 1.0 - epsilon)
    return ops.log(clipped) - ops.log1p(-clipped)


def classes_of(network):
    """Returns how many classes the label of a conditional network can be, `None` where no layer says so.

    Of a functional model the first operation on the label's way counts; other models say it where only one layer can be
    meant. A network without a label has none.
    """
    inputs = getattr(network, "inputs", None)
    if not inputs:
        found = {_classes_told(layer) for layer in network._flatten_layers()} - {None}
        return found.pop() if len(found) == 1 else None
    if len(inputs) < 2:
        return None
    reached = {id(inputs[1])}
    for operation in network.operations:
        nodes = [node for node in operation._inbound_nodes if reached & {id(t) for t in node.input_tensors}]
        if nodes and (count := _classes_told(operation) or _classes_inside(operation)):
            return count
        reached.update(id(tensor) for node in nodes for tensor in node.output_tensors)
    return None


def _classes_told(operation):
    """Returns the number that a layer or operation takes classes up to: OneHot, Embedding, CategoryEncoding."""
    counts = (getattr(operation, name, None) for name in ("num_classes", "input_dim", "num_tokens"))
    return next((count for count in counts if isinstance(count, int)), None)


def _classes_inside(layer):
    """Returns the number that the only such layer within `layer` says."""
    inner = layer._flatten_layers(include_self=False) if isinstance(layer, keras.Layer) else ()
    found = {_classes_told(part) for part in inner} - {None}
    return found.pop() if len(found) == 1 else None


def trace(generator, discriminator, latent_dim=None, transforms=()):
    """Plays G and D through once, symbolically, and raises all that keeps the two from making a GAN.

    Args:
        generator: Keras model, z (and label) to a sample.
        discriminator: Keras model, sample (and label) to one number; what else it gives are heads for terms to use.
        latent_dim: Integer or tuple, the shape of z, for a generator that does not say. Defaults to `None`.
        transforms: List of `transforms.Transform`s that a sample passes on its way to D. Defaults to none.

    Returns:
        Three things: the list of `keras.Input`s of the combined model, the symbolic sample, the symbolic verdict.

    Raises:
        ValueError: Naming everything that does not fit.
    """
    checks.raise_all(_not_two_models(generator, discriminator))
    inputs, sample = generate(generator, latent_dim)
    checks.raise_all(_not_one_sample(sample))
    view = sample
    for transform in transforms:
        view = transform(view)
    checks.raise_all(_misfits(generator, sample, view, discriminator, len(inputs)))
    labels = inputs[1:] if takes_labels(discriminator, len(inputs) > 1) else []
    verdict = discriminator([view, *labels] if labels else view)
    checks.raise_all([*_not_one_number(verdict), *_nothing_to_learn(generator, discriminator)])
    return inputs, sample, verdict


def generate(generator, latent_dim=None):
    """Plays G through once, symbolically; returns its list of `keras.Input`s and the symbolic sample."""
    inputs = [keras.Input(shape, dtype=dtype, name=name) for name, shape, dtype in _inputs(generator, latent_dim)]
    return inputs, generator(inputs if len(inputs) > 1 else inputs[0])


def _verdict(model):
    """Returns the symbolic first output of `model`, or `None` where it has none to show."""
    outputs = keras.tree.flatten(getattr(model, "outputs", None) or [])
    return outputs[0] if outputs else None


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


def takes_labels(discriminator, conditional):
    """Tells whether D is given labels: where it does not show its inputs, whether G is."""
    inputs = getattr(discriminator, "inputs", None)
    return len(inputs) > 1 if inputs else conditional


def _first(tensors):
    flat = keras.tree.flatten(tensors)
    return flat[0] if len(flat) == 1 else None


def _not_two_models(generator, discriminator):
    found = [
        f"`{name}`: expected a Keras model. Received: {model!r} of type {type(model).__name__}."
        for name, model in (("generator", generator), ("discriminator", discriminator))
        if not isinstance(model, keras.Model)
    ]
    if generator is discriminator:
        found.append("`generator` and `discriminator`: expected two models. Received one and the same.")
    return found


def _inputs(generator, latent_dim):
    """Returns (name, shape, dtype) for z and, with a conditional generator, the label."""
    checks.raise_all(_no_latent_shape(latent_dim))
    tensors = getattr(generator, "inputs", None)
    if not tensors and latent_dim is None:
        raise ValueError(
            f"`generator` ({generator.name!r}) has no latent input, so the size of the noise is unknown. Begin it with "
            "`keras.Input((latent_dim,))`, or pass `latent_dim=`."
        )
    if not tensors:
        return [("z", _as_shape(latent_dim), None)]
    shapes = [sample_shape(tensor.shape) for tensor in tensors]
    if None in shapes[0] or len(shapes) > 2:
        raise ValueError(
            "`generator`: expected one input z of known size, and a label as the second input of a conditional "
            f"generator. Received inputs of shapes: {', '.join(str((None, *shape)) for shape in shapes)}."
        )
    if latent_dim is not None and latent_dim != math.prod(shapes[0]) and _as_shape(latent_dim) != shapes[0]:
        raise ValueError(
            f"`latent_dim`: expected what `generator` ({generator.name!r}) takes, {shapes[0]}. Received: {latent_dim}. "
            "Leave it out, or build the generator for it."
        )
    return [(name, shape, tensor.dtype) for name, shape, tensor in zip(("z", "label"), shapes, tensors)]


def _not_one_sample(sample):
    if _first(sample) is not None:
        return []
    return [f"`generator`: expected one output, the sample. Received {len(keras.tree.flatten(sample))} outputs."]


def _as_shape(latent_dim):
    return tuple(latent_dim) if isinstance(latent_dim, (tuple, list)) else (latent_dim,)


def _no_latent_shape(latent_dim):
    if latent_dim is None:
        return []
    if isinstance(latent_dim, (tuple, list)):
        return checks.shape("latent_dim", latent_dim)
    return checks.positive_integer("latent_dim", latent_dim)


def _misfits(generator, sample, view, discriminator, inputs):
    """Returns the messages for a sample that D can't take, as the transforms show it."""
    taken = [tuple(tensor.shape) for tensor in getattr(discriminator, "inputs", None) or []]
    found = []
    if taken and not fits(view.shape, taken[0]):
        shown = "" if view is sample else f"of which `transforms` make {tuple(view.shape)}, "
        found.append(
            f"The output of `generator` does not fit the input of `discriminator`: {generator.name!r} makes "
            f"{tuple(sample.shape)}, {shown}{discriminator.name!r} takes {taken[0]}. Change one of them so that they "
            "agree."
        )
    auxiliary = len(taken) == 1 and len(discriminator.outputs) > 1
    if taken and len(taken) != inputs and not auxiliary:
        found.append(
            f"`generator` has {inputs} and `discriminator` {len(taken)} inputs: expected one each (z and x), or two "
            "each for a conditional GAN (z and label, x and label)."
        )
    return found


def fits(made, taken):
    """Tells whether two shapes agree, `None` standing for any size."""
    return len(made) == len(taken) and all(None in (a, b) or a == b for a, b in zip(made[1:], taken[1:]))


def _not_one_number(verdict):
    shapes = [tuple(tensor.shape) for tensor in keras.tree.flatten(verdict)]
    if None not in shapes[0][1:] and math.prod(shapes[0][1:]) == 1:
        return []
    return [
        "`discriminator`: expected one output per sample, shape (None, 1), a logit or a probability. Received: "
        f"{', '.join(map(str, shapes))}. End it with `keras.layers.Dense(1)`, or pool its outputs into one."
    ]


def no_probability(discriminator, from_logits):
    """Returns the message for `from_logits=False` beside a D that visibly ends in anything but a probability."""
    if from_logits is not False or not ends_in_logits(discriminator):
        return []
    return [
        f"`from_logits`: expected True, since `discriminator` ({discriminator.name!r}) ends in "
        f"{last_activation(discriminator)!r} and so gives no probability. Received: False. Leave it out, or end the "
        "discriminator in a sigmoid."
    ]


def shared_classes(generator, discriminator):
    """Returns how many classes both networks take, `None` where neither says so."""
    return min((count for net in (generator, discriminator) if (count := classes_of(net))), default=None)


def nothing_left_to_learn(generator, discriminator):
    """Returns the messages for networks of which nothing is left to learn since the GAN was made."""
    frozen = [] if generator.trainable else ["`generator` is frozen as a whole, so it could never learn. Thaw it."]
    return frozen + _nothing_to_learn(generator, discriminator)


def _nothing_to_learn(generator, discriminator):
    return [
        f"`{name}` has no trainable weights, so it could never learn. Set `trainable = True` on its layers first."
        for name, model in (("generator", generator), ("discriminator", discriminator))
        if model.trainable and not model.trainable_variables
    ]


def sample_shape(network_shape):
    """Returns the shape of one sample: `network_shape` without the batch axis."""
    return tuple(network_shape[1:])


# The `trainable` of all layers of a network as it came to its last `Player`, in the order of `_flatten_layers`. Without
# the layers themselves, which would keep the network in memory.
_AS_THEY_CAME = weakref.WeakKeyDictionary()


class Player:
    """One of the two networks: which of its variables an optimizer moves, and which it keeps for itself.

    Written down before D is frozen, since Keras's `trainable_variables` then are empty. A network that arrives frozen
    as a whole, as the D of the classic idiom does, is taken to be wanted trainable: as it came to the player before,
    where there was one, with what has been thawed since; else all of it.

    Args:
        network: Built Keras model.

    Attributes:
        learned: List of the variables that the optimizer moves.
        kept: List of all others: moving statistics, seeds, frozen parts.
    """

    def __init__(self, network):
        layers = network._flatten_layers()
        if not network.trainable:
            thaw(network, layers)
        _AS_THEY_CAME[network] = [layer.trainable for layer in layers]
        self.network = network
        self.learned = list(network.trainable_variables)
        learned = {id(variable) for variable in self.learned}
        self.kept = [variable for variable in network.variables if id(variable) not in learned]
        self._trainable = [(layer, layer.trainable) for layer in layers]

    @contextlib.contextmanager
    def thawed(self):
        """Within this context the network is trainable as it came; afterwards as it was just before."""
        before = [(layer, layer.trainable) for layer, _ in self._trainable]
        set_trainable(self._trainable)
        try:
            yield
        finally:
            set_trainable(before)


@contextlib.contextmanager
def thawed(players):
    """Within this context the networks of all these players are trainable as they came."""
    with contextlib.ExitStack() as stack:
        for player in players:
            stack.enter_context(player.thawed())
        yield


def thaw(network, layers):
    """Makes a network that is frozen as a whole trainable again, but for what was frozen in it before."""
    came = _AS_THEY_CAME.get(network, ())
    wanted = [before or layer.trainable for before, layer in zip(came, layers)]
    network.trainable = True
    if len(came) == len(layers):
        set_trainable(zip(layers, wanted))


def set_trainable(flags):
    """Sets the `trainable` of each (layer, flag), the outer layers first, since a model sets those inside it."""
    for layer, flag in flags:
        if layer.trainable != flag or flag is False:
            layer.trainable = flag

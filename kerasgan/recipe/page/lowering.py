"""A Keras network as a `Program`: layer by layer, the layers of ours and Keras's that a page can carry out."""

import keras

from kerasgan.networks import wiring
from kerasgan.recipe.page import rules
from kerasgan.recipe.page.program import Program
from kerasgan.training import averages

# How many problems of one network a message lists.
MOST_TOLD = 5


def lower(network, names, precision):
    """Returns a network as a `Program`.

    Args:
        network: A functional or sequential Keras model with one output.
        names: List of strings, what its inputs are called.
        precision: `"float16"` or `"float32"`, of large weights.

    Raises:
        ValueError: If the network has a layer that no page can carry out, all of them by name.
    """
    told = problems(network)
    if told:
        raise ValueError(" ".join(told))
    program = Program(precision)
    inputs = [program.take(name, tensor.shape[1:]) for name, tensor in zip(names, network.inputs)]
    follow(network, inputs, program)
    return program


def follow(network, inputs, program):
    """Adds the steps of a network to a program; returns the number of the value of its first output."""
    values = {id(tensor): value for tensor, value in zip(network.inputs, inputs)}

    def value_of(tensor):
        if id(tensor) not in values:
            operation, node, _ = tensor._keras_history
            given = [value_of(part) for part in keras.tree.flatten(operation._inbound_nodes[node].input_tensors)]
            values[id(tensor)] = carried_out(operation, given, program)
        return values[id(tensor)]

    return value_of(keras.tree.flatten(network.outputs)[0])


def carried_out(operation, given, program):
    """Adds the steps of one layer or operation on values; returns the number of what it makes."""
    if is_network(operation):
        return follow(operation, given, program)
    return rules.RULES[type(operation).__name__](operation, given, program)


def is_network(operation):
    """Tells whether an operation is a model that can be followed inside."""
    return isinstance(operation, keras.Model) and hasattr(operation, "inputs") and hasattr(operation, "outputs")


def operations_of(network):
    """Returns the layers and operations of a network, a list, in an order in which each follows what it is given."""
    return list(getattr(network, "operations", network.layers))


def problems(network):
    """Returns what keeps a page from carrying out a network, a list of messages."""
    if not is_network(network) or not getattr(network, "inputs", None):
        return [
            f"`page`: the network {network.name!r} is no functional or sequential model, so that its layers cannot be "
            "followed. Build it as one, or export it: `gan.export`."
        ]
    found = list(dict.fromkeys(layer_problems(network)))
    more = [f"And {len(found) - MOST_TOLD} more."] if len(found) > MOST_TOLD else []
    return [*found[:MOST_TOLD], *more]


def layer_problems(network):
    """Yields a message for each layer of a network that no page can carry out."""
    for operation in operations_of(network):
        kind = type(operation).__name__
        if is_network(operation):
            yield from layer_problems(operation)
        elif rules.is_known(operation):
            yield from rules.setting_problems(operation)
        elif kind != "InputLayer":
            what = f"a {kind}" if isinstance(operation, keras.layers.Layer) else f"an operation, {kind}"
            yield (
                f"`page`: the layer {operation.name!r} of {network.name!r} is {what}, which no page can carry out. "
                f"Known are Keras's and our {', '.join(sorted(rules.RULES))}."
            )


def of_generator(gan, precision):
    """Returns the `Program` of a GAN's generator, by the weights that `gan.sample` uses."""
    return lower(gan.averaged_generator(), list(gan.g_order), precision)


def of_ways(gan, precision):
    """Returns {to: `Program`} of a game that translates between two sets, by averaged weights where it keeps some."""
    with averages.in_place(gan._averages()):
        return {to: lower(gan.way(to)[0], [gan.way(to)[1].name], precision) for to in gan.translates}


def of_discriminator(gan, precision):
    """Returns the `Program` of a GAN's discriminator; `None` where a page can't carry it out."""
    if gan.d_takes_conditions or gan.transforms or problems(gan.discriminator):
        return None
    return lower(gan.discriminator, [wiring.X], precision)

"""How many classes the label of a conditional network can be, read off its layers."""

import keras


def classes_of(network):
    """Returns how many classes the label of a conditional network can be, `None` where no layer says so.

    Of a functional model the first operation on the label's way counts; other models say it where only one layer can be
    meant. A network without a label has none.
    """
    inputs = getattr(network, "inputs", None)
    if not inputs:
        return _classes_inside(network)
    return classes_of_input(network, 1) if len(inputs) > 1 else None


def classes_of_input(network, number):
    """Returns how many classes one input of a functional model can be, `None` where no layer on its way says so."""
    if not hasattr(network, "operations"):
        return None
    reached = {id(network.inputs[number])}
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

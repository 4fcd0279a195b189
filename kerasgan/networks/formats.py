"""Where the channels of a sample stand: behind its sizes, or before them; read off the layers of the networks."""

import keras
from keras import ops

LAST, FIRST = "channels_last", "channels_first"

# A layer that has a format and makes the same of both, but for the order.
_EITHER = ("Flatten",)

# Behind one of these the axes are others than before.
_TURNS = ("Permute", "Transpose", "Moveaxis")

# How many channels images can have; no one has images of such a height.
_CHANNELS = (1, 3, 4)


def of_sample(generator, discriminator, shape):
    """Returns `"channels_last"` or `"channels_first"`, how G makes samples of `shape` and D takes them.

    The layers next to the sample say so; where those have no format, images of 1, 3 or 4 channels do.
    """
    told = told_at(operations_of(generator)[::-1]) or told_at(operations_of(discriminator))
    if told is None and len(shape) == 3 and shape[0] in _CHANNELS and shape[-1] not in _CHANNELS:
        return FIRST
    return told or LAST


def operations_of(network):
    """Returns the operations of a network in their order, those of models in it in their place, a list."""
    graph = getattr(network, "_functional", None) or network
    found = [
        operations_of(operation) if isinstance(operation, keras.Model) else [operation]
        for operation in getattr(graph, "operations", ())
    ]
    return [operation for part in found for operation in part]


def told_at(operations):
    """Returns the format of the first operation that has one, `None` where the axes change before it."""
    for operation in operations:
        if type(operation).__name__ in (*_TURNS, "Reshape"):
            return None
        layer = operation.layer if isinstance(operation, keras.layers.Wrapper) else operation
        if hasattr(layer, "data_format") and type(layer).__name__ not in _EITHER:
            return layer.data_format
    return None


# === Transforms: they know channels that come last ===


def seen(samples, transforms, randoms, data_format):
    """Returns samples as D sees them: through all transforms, each with its random numbers or `None`."""
    turned = data_format == FIRST and bool(transforms)
    samples = ops.moveaxis(samples, 1, -1) if turned else samples
    for transform, random in zip(transforms, randoms):
        samples = transform(samples, random)
    return ops.moveaxis(samples, -1, 1) if turned else samples


def beside(condition, transforms, randoms, data_format):
    """Returns a condition that is no class as D sees it: through all transforms, with what they drew for its sample."""
    for transform, random in zip(transforms, randoms):
        turned = data_format == FIRST and len(condition.shape) == 4
        condition = ops.moveaxis(condition, 1, -1) if turned else condition
        condition = transform.beside(condition, random)
        condition = ops.moveaxis(condition, -1, 1) if turned else condition
    return condition


def shapes_seen(shape, transforms, data_format):
    """Returns the shape of a batch before each transform, as it takes it, a list, and as D sees it behind the last."""
    turned = data_format == FIRST and bool(transforms)
    shapes = [(shape[0], *shape[2:], shape[1]) if turned else tuple(shape)]
    for transform in transforms:
        shapes.append(tuple(transform.shape_of(shapes[-1])))
    *before, last = shapes
    return before, (last[0], last[-1], *last[1:-1]) if turned else last


# === Layers of ours among Keras's ===


def problems(models):
    """Refuses layers of ours that have another format than all of Keras's in their network, a list of messages.

    Args:
        models: Dict of networks by the name of the argument.
    """
    return [problem for name, model in models.items() for problem in _mixed(name, operations_of(model))]


def _mixed(name, operations):
    layers = [layer for layer in operations if hasattr(layer, "data_format") and type(layer).__name__ not in _EITHER]
    ours = [layer for layer in layers if type(layer).__module__.startswith("kerasgan.")]
    others = {layer.data_format for layer in layers if layer not in ours}
    if len(others) != 1 or any(type(operation).__name__ in _TURNS for operation in operations):
        return []
    return [
        f"`{name}`: its layer {layer.name!r} is {layer.data_format!r} among layers that are {other!r}. "
        + (f"Pass `data_format={other!r}` to it." if "data_format" in layer.get_config() else "Build all with that.")
        for other in others
        for layer in ours
        if layer.data_format != other and len(layer._inbound_nodes[0].input_tensors[0].shape) > 2
    ]

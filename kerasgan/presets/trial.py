"""A config tried out before memory is given to it: what its networks need, beside what the files of weights hold.

A preset is somebody else's file. One line of its config, a layer of a billion units, could ask for all the memory of a
machine, and a few bytes of an HDF5 file can claim to be a billion numbers.
"""

import math

import keras

from kerasgan.errors import PresetError
from kerasgan.presets import contents, hdf5

# Values of one sample in any layer, inputs and outputs included: 1024 x 1024 pixels of 32 channels.
MOST_VALUES = 2**25


def check(config, *paths):
    """Compares the network of a config with the files of weights that it belongs to; nothing of it is loaded.

    Args:
        config: Dict, a network as Keras writes it down, known to be harmless.
        *paths: `pathlib.Path`s of HDF5 files.

    Raises:
        PresetError: If the network needs more numbers than the files hold, or one of its layers is gigantic.
    """
    held = sum(hdf5.numbers_in(path) for path in paths)
    compare(config, held, ", ".join(map(str, paths)))


def compare(config, held, where):
    """Raises where a network needs more than `held` numbers, or one of its layers is gigantic; see `check`.

    Args:
        config: Dict, a network as Keras writes it down.
        held: Integer, how many numbers there are.
        where: String, the files that hold them, for the message.
    """
    config = contents.portable(config)  # a copy: Keras empties what it is given
    network = shadow(lambda: keras.saving.deserialize_keras_object(config, safe_mode=True))
    needed = weights_of(network)
    if needed > held:
        raise PresetError(
            f"{where}: these are not the weights of this network. {network.name!r} needs {needed:,} numbers; there are "
            f"{held:,}. Nothing was loaded; get config and weights from the same source."
        )
    values = most_values(network)
    if values > MOST_VALUES:
        raise PresetError(
            f"{where}: {network.name!r}, the network of these weights, has {values:,} values in one of its layers; "
            f"expected at most {MOST_VALUES:,}. Nothing was loaded."
        )


def shadow(build):
    """Returns what `build` builds, with variables that have shapes and no values."""
    with keras.StatelessScope(initialize_variables=False):
        return build()


def weights_of(network):
    """Returns how many numbers a network has to keep."""
    return sum(math.prod(variable.shape) for variable in network.weights)


def most_values(network):
    """Returns how many values of one sample the largest tensor in a network has."""
    shown = [tensor for name in ("inputs", "outputs") for tensor in getattr(network, name, None) or []]
    tensors = [*shown, *inner_tensors(network)]  # a subclassed network shows none
    return max((math.prod(size or 1 for size in tensor.shape) for tensor in tensors), default=0)


def inner_tensors(network):
    """Yields the outputs of all layers of a network, and of the networks in it."""
    graph = getattr(network, "_functional", None) or network
    for layer in getattr(graph, "operations", ()):
        for node in layer._inbound_nodes:
            yield from node.output_tensors
        for inner in layer._flatten_layers(recursive=False) if isinstance(layer, keras.Layer) else ():
            if isinstance(inner, keras.Model):
                yield from inner_tensors(inner)


def networks_in(part):
    """Returns the configs of the networks anywhere in a config, such as the encoder that a term brings along."""
    if isinstance(part, dict):
        if isinstance(part.get("class_name"), str) and contents.is_network(next(iter(contents.meanings(part)), None)):
            return [part]
        part = list(part.values())
    return [found for value in part for found in networks_in(value)] if isinstance(part, list) else []

"""A config tried out before memory is given to it: what its networks need, beside what the files of weights hold.

A preset is somebody else's file. One line of its config, a layer of a billion units, could ask for all the memory of a
machine, and a few bytes of an HDF5 file can claim to be a billion numbers.
"""

import copy
import math

import h5py
import keras

from kerasgan.errors import PresetError

# More values in one z or one sample are a mistake or a trap: a colour picture of 16,000 x 16,000 pixels has fewer.
MOST_VALUES = 2**30


def check(config, *paths):
    """Compares the network of a config with the files of weights that it belongs to; nothing of it is loaded.

    Args:
        config: Dict, a network as Keras writes it down, known to be harmless.
        *paths: `pathlib.Path`s of HDF5 files.

    Raises:
        PresetError: If the network needs more numbers than the files hold, or its inputs or outputs are gigantic.
    """
    with keras.StatelessScope(initialize_variables=False):  # variables have shapes there, and no values
        network = keras.saving.deserialize_keras_object(copy.deepcopy(config), safe_mode=True)  # which empties it
    needed = sum(math.prod(variable.shape) for variable in network.weights)
    held = sum(numbers_in(path) for path in paths)
    where = ", ".join(map(str, paths))
    if needed > held:
        raise PresetError(
            f"{where}: these are not the weights of this network. {network.name!r} needs {needed:,} numbers; there are "
            f"{held:,}. Nothing was loaded; get config and weights from the same source."
        )
    values = max(math.prod(tensor.shape[1:]) for tensor in [*network.inputs, *network.outputs])
    if values > MOST_VALUES:
        raise PresetError(
            f"{where}: {network.name!r}, the network of these weights, has {values:,} values in an input or output; "
            f"expected at most {MOST_VALUES:,}. Nothing was loaded."
        )


def networks_in(part):
    """Returns the configs of the networks anywhere in a config, such as the encoder that a term brings along."""
    if isinstance(part, dict):
        if part.get("class_name") in ("Functional", "Sequential"):
            return [part]
        part = list(part.values())
    return [found for value in part for found in networks_in(value)] if isinstance(part, list) else []


def numbers_in(path):
    """Returns how many numbers an HDF5 file holds; one that claims more than fit into its bytes holds none."""
    found = []
    try:
        with h5py.File(path, "r") as file:
            file.visititems(lambda name, item: found.append(item) if isinstance(item, h5py.Dataset) else None)
            honest = sum(item.nbytes for item in found) <= path.stat().st_size
            return sum(item.size for item in found) if honest else 0
    except Exception as error:  # h5py raises anything at files that are no good
        raise PresetError(f"{path}: these are not the weights of a network. {type(error).__name__}: {error}") from error

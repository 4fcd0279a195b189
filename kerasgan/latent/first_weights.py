"""The first weights that z, or w, meets in a network: one matrix, whatever the layers are."""

import contextlib

import keras
import numpy as np
from keras import ops

# How many directions of z are tried in one call of the network.
AT_ONCE = 64

# Relative to the largest number: how far a linear layer can be off in half precision, and rows that are the same.
BENT, ALIKE = 0.03, 1e-6


def matrix(play, size, shape, networks):
    """Returns the matrix A of `A @ z + b`, which the first layers with weights make of z, `(outputs, size)`.

    The network runs on z = 0, on each unit vector e and on 2 e. A layer with weights that is given something else for e
    than for 0 is one that z meets; it is given a linear function of z where 2 e changes it twice as much. Behind it all
    rows are made alike, so that what follows meets no z. So it does not matter how z comes there: reshaped, in parts,
    joined with or multiplied by what a condition became, in a nested model or in a layer made of layers.

    Args:
        play: Function of an array `(n, *shape)` that runs the network on it.
        size: Integer, how many numbers z has.
        shape: Tuple, the shape of z.
        networks: List of the Keras models that are run.

    Raises:
        ValueError: If no layer with weights is met, or z meets something first that is not linear in it.
    """
    found = {}
    for start in range(0, size, AT_ONCE):
        unit = np.eye(size, dtype="float32")[start : start + AT_ONCE]
        rows = np.concatenate([np.zeros((1, size), "float32"), unit, 2 * unit])
        with watched(networks) as met:
            play(rows.reshape(-1, *shape))
        for key, made in met.items():
            changes = changed(key[0], made, len(unit))
            whole = found.setdefault(key, np.zeros((len(changes), size)))
            whole[:, start : start + len(unit)] = changes
    if not found:
        raise ValueError("`gan`: z meets no layer with weights in its generator. Pass `how='pca'`.")
    return np.concatenate(list(found.values()))


def changed(layer, made, count):
    """Returns what changed in what a layer made for each of `count` unit vectors, `(outputs, count)`."""
    made = made.reshape(len(made), -1).astype("float64")
    once, twice = made[1 : count + 1] - made[0], made[count + 1 :] - made[0]
    if np.abs(twice - 2 * once).max() > BENT * np.abs(twice).max():
        raise ValueError(
            f"`gan`: what {layer.name!r}, the first layer with weights that z meets, makes of z is not linear: "
            "something before it, or the layer itself, bends z. Pass `how='pca'`, which needs no weights."
        )
    return once.T


@contextlib.contextmanager
def watched(networks):
    """Within this context layers with weights write down what they make of rows that differ, before an activation.

    Yields a dict of what was made by (layer, how often the layer was met before), to which it adds.
    """
    layers = {id(layer): layer for network in networks for layer in network._flatten_layers() if weighs(layer)}
    hastened = [(layer, layer.__dict__.pop("call")) for layer in layers.values() if "call" in layer.__dict__]
    met = {}
    for layer in layers.values():
        layer.__dict__["call"] = watching(layer, met)
    try:
        yield met
    finally:
        for layer in layers.values():
            del layer.__dict__["call"]
        for layer, call in hastened:
            layer.__dict__["call"] = call


def weighs(layer):
    """Tells whether a layer multiplies by weights of its own, and is not made of layers."""
    is_leaf = not list(layer._flatten_layers(include_self=False))
    return is_leaf and any(len(weight.shape) > 1 for weight in layer.weights)


def watching(layer, met):
    """Returns the `call` of a layer that writes down what it makes of rows that differ, and then makes all alike."""
    call = type(layer).call.__get__(layer)

    def watched_call(*inputs, **options):
        if not any(differ(part) for part in keras.tree.flatten([inputs, options])):
            return call(*inputs, **options)
        with linear(layer):
            made = call(*inputs, **options)
        values = np.asarray(ops.convert_to_numpy(made))
        met[layer, sum(other is layer for other, _ in met)] = values
        return ops.repeat(made[:1], len(values), axis=0)

    return watched_call


def differ(part):
    """Tells whether the rows of a tensor differ."""
    if not (hasattr(part, "shape") and len(part.shape) and not isinstance(part, keras.KerasTensor)):
        return False
    values = np.asarray(ops.convert_to_numpy(part)).astype("float64")
    return bool(np.abs(values - values[:1]).max(initial=0.0) > ALIKE * np.abs(values).max(initial=0.0))


@contextlib.contextmanager
def linear(layer):
    """Within this context a layer has no activation."""
    before = getattr(layer, "activation", None)
    if before is not None:
        layer.activation = keras.activations.linear
    try:
        yield
    finally:
        if before is not None:
            layer.activation = before

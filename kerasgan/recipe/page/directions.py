"""Directions of z along which samples change most, for the sliders of a page."""

import keras
import numpy as np
from keras import ops

from kerasgan.networks import wiring
from kerasgan.recipe.page import lowering


def directions(gan, most):
    """Returns unit vectors `(count, latent_dim)`, those of the largest change first; none where they can't be told.

    They are the eigenvectors of A times its transpose, A the first weights that z meets.

    Reference: Shen, Zhou, Closed-Form Factorization of Latent Semantics in GANs, 2021.
    """
    matrix = first_weights(gan)
    if matrix is None:
        return np.zeros((0, gan.latent_dim), "float32")
    found = np.linalg.eigh(matrix @ matrix.T)[1][:, ::-1].T[:most]
    largest = found[np.arange(len(found)), np.abs(found).argmax(axis=1)]
    return (found * np.sign(largest)[:, None]).astype("float32")


def first_weights(gan):
    """Returns the matrix `(latent_dim, features)` by which the first layer with weights takes z, or `None`."""
    generator, place = gan.averaged_generator(), gan.g_order.index(wiring.Z)
    layer = first_layer(generator, generator.inputs[place])
    if layer is None:
        return None
    layer.activation = keras.activations.linear  # of a copy: what is left is linear in z
    part = keras.Model(generator.inputs, layer.output)
    size, shape = gan.latent_dim, gan.latent_shape
    z = np.concatenate([np.zeros((1, size)), np.eye(size)]).reshape(-1, *shape).astype("float32")
    given = {wiring.Z: z, **{field.name: zeros(field, len(z)) for field in gan.conditions}}
    made = part(wiring.packed(part, [ops.convert_to_tensor(given[name]) for name in gan.g_order]), training=False)
    made = np.asarray(ops.convert_to_numpy(made), "float64").reshape(len(z), -1)
    return made[1:] - made[0]


def zeros(field, n):
    """Returns what stands beside z while its weights are looked at, of any size something small."""
    return np.zeros((n, *(size or 8 for size in field.shape)), field.dtype)


def first_layer(generator, z):
    """Returns the layer with a kernel that z reaches first, `None` where another one with weights comes before."""
    reached = {id(z)}
    for operation in lowering.operations_of(generator):
        nodes = [node for node in operation._inbound_nodes if reached & {id(t) for t in node.input_tensors}]
        if nodes and getattr(operation, "weights", None):
            return operation if hasattr(operation, "kernel") and hasattr(operation, "activation") else None
        reached |= {id(tensor) for node in nodes for tensor in node.output_tensors}
    return None

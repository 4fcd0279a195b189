"""`hasten` has the batch normalisations of a network computed by PyTorch's own operation, where that is the backend.

Keras writes them out as a mean, a mean of squares and five operations on the whole map, and autograd keeps most of
these; PyTorch has one operation for all of them, and one for the gradient. Names, configs, weights and files of the
layers are Keras's own. On a GPU everything goes Keras's way: it is not measured there.
"""

import types

import keras
from keras import ops

from kerasgan.networks.hardware import accelerated


def hasten(network):
    """Has the batch normalisations of `network`, those inside its layers too, computed by one operation.

    Args:
        network: Built Keras model. Layers of Keras's own class are meant, not subclasses of it, nor those whose method
            has been replaced already.
    """
    if keras.backend.backend() != "torch" or accelerated():
        return
    for layer in network._flatten_layers():
        if type(layer) is keras.layers.BatchNormalization and "call" not in layer.__dict__ and plain(layer):
            layer.__dict__["call"] = types.MethodType(_call, layer)


def plain(layer):
    """Tells whether a layer normalises by its own batch alone: not over several devices, and not renormalised."""
    return not (layer.renorm or layer.synchronized)


def _call(layer, inputs, training=None, mask=None):
    if not (training and layer.trainable) or mask is not None:
        return type(layer).call(layer, inputs, training=training, mask=mask)
    import torch

    wide = keras.backend.result_type(keras.backend.standardize_dtype(inputs.dtype), "float32")
    x = ops.moveaxis(ops.cast(inputs, wide), layer.axis, 1)
    scale, shift = (None if part is None else ops.cast(part, wide) for part in (layer.gamma, layer.beta))
    # No moving statistics are given: PyTorch's have the variance of a sample in the place of the batch's own.
    y, mean, inverse = torch.native_batch_norm(x, scale, shift, None, None, True, 0.0, layer.epsilon)
    variance = 1 / ops.square(inverse) - layer.epsilon
    for moving, found in ((layer.moving_mean, mean), (layer.moving_variance, variance)):
        moving.assign(moving * layer.momentum + found.detach() * (1.0 - layer.momentum))
    return ops.cast(ops.moveaxis(y, 1, layer.axis), layer.compute_dtype)

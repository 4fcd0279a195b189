"""`hasten` has the batch normalisations of a network computed as PyTorch and JAX compute them fastest.

Keras writes them out as a mean, a variance and five operations on the whole map, of which autograd keeps most.

- PyTorch has one operation for all of them, and one for the gradient.
- On JAX the gradient is written out here, in its shortest form, and sums over the map are products with ones, which XLA
  computes four to seven times as fast on a CPU.

Names, configs, weights and files of the layers are Keras's own. On a GPU everything goes Keras's way: it is not
measured there.
"""

import functools
import types

import keras
from keras import ops

from kerasgan.networks.hardware import accelerated
from kerasgan.networks.products import total


def hasten(network):
    """Has the batch normalisations of `network`, those inside its layers too, computed the fastest way.

    Args:
        network: Built Keras model. Layers of Keras's own class are meant, not subclasses of it, nor those whose method
            has been replaced already.
    """
    if keras.backend.backend() not in NORMALISED or accelerated():
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
    wide = keras.backend.result_type(keras.backend.standardize_dtype(inputs.dtype), "float32")
    scale, shift = (None if part is None else ops.cast(part, wide) for part in (layer.gamma, layer.beta))
    normalised = NORMALISED[keras.backend.backend()]
    y, mean, variance = normalised(ops.cast(inputs, wide), layer.axis, scale, shift, layer.epsilon)
    for moving, found in ((layer.moving_mean, mean), (layer.moving_variance, variance)):
        moving.assign(moving * layer.momentum + found * (1.0 - layer.momentum))
    return ops.cast(y, layer.compute_dtype)


def normalised_by_torch(x, axis, scale, shift, epsilon):
    """Returns the normalised map, and the mean and the variance of the batch, by PyTorch's own operation.

    Args:
        x: Tensor.
        axis: Integer, that of the channels.
        scale: Tensor `(channels,)`, or `None`.
        shift: The same.
        epsilon: Float, added to the variance.

    Returns:
        Tensor of the shape of `x`, and two `(channels,)`, which nothing learns from.
    """
    import torch

    # No moving statistics are given: PyTorch's have the variance of a sample in the place of the batch's own.
    x = ops.moveaxis(x, axis, 1)
    y, mean, inverse = torch.native_batch_norm(x, scale, shift, None, None, True, 0.0, epsilon)
    return ops.moveaxis(y, 1, axis), mean.detach(), (1 / ops.square(inverse) - epsilon).detach()


def normalised_by_jax(x, axis, scale, shift, epsilon):
    """Returns the same on JAX."""
    x = ops.moveaxis(x, axis, -1)
    channels = x.shape[-1]
    scale = ops.ones(channels, x.dtype) if scale is None else scale
    shift = ops.zeros(channels, x.dtype) if shift is None else shift
    y, mean, variance = _of_jax()(ops.reshape(x, (-1, channels)), scale, shift, epsilon)
    return ops.moveaxis(ops.reshape(y, x.shape), -1, axis), ops.stop_gradient(mean), ops.stop_gradient(variance)


@functools.cache
def _of_jax():
    import jax

    def normalised(x, scale, shift, epsilon):
        return forward(x, scale, shift, epsilon)[0]

    def forward(x, scale, shift, epsilon):
        mean = total(x) / x.shape[0]
        apart = x - mean
        variance = total(apart * apart) / x.shape[0]
        inverse = jax.lax.rsqrt(variance + epsilon)
        return (apart * (inverse * scale) + shift, mean, variance), (apart, inverse, scale)

    def backward(epsilon, given, gradients):
        apart, inverse, scale = given
        gradient, *_ = gradients
        by_shift, by_scale = total(gradient), inverse * total(gradient * apart)
        count = apart.shape[0]
        by_x = (inverse * scale) * (gradient - by_shift / count - apart * (inverse * by_scale / count))
        return by_x, by_scale, by_shift

    wrapped = jax.custom_vjp(normalised, nondiff_argnums=(3,))
    wrapped.defvjp(forward, backward)
    return wrapped


NORMALISED = {"torch": normalised_by_torch, "jax": normalised_by_jax}

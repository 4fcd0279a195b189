"""A workload's networks as Keras models."""

import keras
from keras import layers

from benchmarks.workloads import Conv, Dense


def generator(workload):
    """Returns the generator, z to a sample."""
    return network(workload.generator, (workload.latent,), "generator")


def discriminator(workload):
    """Returns the discriminator, a sample to one logit."""
    return network(workload.discriminator, workload.data_shape, "discriminator")


def adam(workload):
    """Returns the workload's optimizer, a new one at each call."""
    return keras.optimizers.Adam(workload.learning_rate, beta_1=workload.beta_1)


def network(specification, shape, name):
    """Returns the Keras model of a list of layers."""
    inputs = outputs = keras.Input(shape)
    for layer in specification:
        outputs = block(layer, outputs)
    return keras.Model(inputs, outputs, name=name)


def block(layer, x):
    """Returns `x` after one layer, its normalisation and its activation."""
    if isinstance(layer, Dense):
        x = layers.Flatten()(x) if len(x.shape) > 2 else x
        x = layers.Dense(layer.units, use_bias=not layer.norm)(x)
    else:
        kind = layers.Conv2D if isinstance(layer, Conv) else layers.Conv2DTranspose
        x = kind(layer.units, 4, strides=2, padding="same", use_bias=not layer.norm)(x)
    x = layers.BatchNormalization()(x) if layer.norm else x
    x = activation(layer.activation)(x) if layer.activation else x
    return layers.Reshape(layer.shape)(x) if getattr(layer, "shape", None) else x


def activation(name):
    """Returns a Keras layer for the name of an activation."""
    return layers.LeakyReLU(negative_slope=0.2) if name == "leaky_relu" else layers.Activation(name)

"""The multi-layer perceptron: dense layers, the architecture of the first GANs."""

import math

import keras
from keras import layers

from kerasgan.builders import blocks


def generator(
    output_shape,
    latent_dim,
    num_classes=None,
    *,
    hidden=(256,),
    activation="relu",
    output_activation="default",
    name="generator",
):
    """Builds z -> Dense, ... -> Dense -> sample; see `kerasgan.build_generator`."""
    if output_activation == "default":
        output_activation = blocks.default_output_activation(output_shape)
    stack = dense_stack(hidden, activation)
    stack.append(layers.Dense(math.prod(output_shape), activation=output_activation, name="output"))
    if len(output_shape) > 1:
        stack.append(layers.Reshape(output_shape, name="sample"))
    return blocks.assemble(keras.Input((latent_dim,), name="z"), stack, num_classes, name)


def discriminator(
    input_shape,
    num_classes=None,
    *,
    hidden=(256,),
    activation="relu",
    dropout=0.0,
    output_activation=None,
    name="discriminator",
):
    """Builds sample -> Dense, ... -> one logit; see `kerasgan.build_discriminator`."""
    stack = dense_stack(hidden, activation, dropout)
    stack.append(layers.Dense(1, activation=output_activation, name="logit" if output_activation is None else "output"))
    if len(input_shape) > 1:
        stack.insert(0, layers.Flatten(name="flatten"))
    return blocks.assemble(keras.Input(input_shape, name="x"), stack, num_classes, name)


def dense_stack(hidden, activation, dropout=0.0):
    """Returns the hidden layers, each followed by dropout where asked for."""
    stack = []
    for number, units in enumerate(hidden if isinstance(hidden, (tuple, list)) else (hidden,), 1):
        stack.append(layers.Dense(units, activation=activation, name=f"hidden_{number}"))
        if dropout:
            stack.append(layers.Dropout(dropout, name=f"dropout_{number}"))
    return stack

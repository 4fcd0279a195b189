"""The multi-layer perceptron: dense layers, the architecture of the first GANs."""

import math

import keras
from keras import layers

from kerasgan import checks
from kerasgan.builders import blocks, conditions


def generator(
    output_shape,
    latent_dim,
    num_classes=None,
    *,
    hidden=(256,),
    activation="relu",
    output_activation="default",
    normalization=None,
    synchronized=False,
    condition="one_hot",
    name="generator",
):
    """Builds z -> Dense, ... -> Dense -> sample; see `kerasgan.build_generator`."""
    if output_activation == "default":
        output_activation = blocks.default_output_activation(output_shape)
    stack = dense_stack(hidden, activation, normalization, synchronized)
    stack.append(layers.Dense(math.prod(output_shape), activation=output_activation, name="output"))
    if len(output_shape) > 1:
        stack.append(layers.Reshape(output_shape, name="sample"))
    return conditions.generator(keras.Input((latent_dim,), name="z"), stack, num_classes, condition, name)


def discriminator(
    input_shape,
    num_classes=None,
    *,
    hidden=(256,),
    activation="relu",
    dropout=0.0,
    output_activation=None,
    normalization=None,
    synchronized=False,
    minibatch=None,
    condition="one_hot",
    name="discriminator",
):
    """Builds sample -> Dense, ... -> one logit; see `kerasgan.build_discriminator`."""
    flatten = [layers.Flatten(name="flatten")] if len(input_shape) > 1 else []
    dense = dense_stack(hidden, activation, normalization, synchronized, dropout)
    stack = [*flatten, *dense, *blocks.compared(minibatch)]
    x = keras.Input(input_shape, name="x")
    return conditions.discriminator(x, stack, head, num_classes, condition, output_activation, name)


def dense_stack(hidden, activation, normalization=None, synchronized=False, dropout=0.0):
    """Returns the hidden layers, each normalised and followed by dropout where asked for."""
    stack = []
    for number, units in enumerate(blocks.as_tuple(hidden), 1):
        name = f"hidden_{number}"
        options = {"activation": activation, "normalize": normalization, "synchronized": synchronized, "name": name}
        stack += blocks.block(layers.Dense, units, **options)
        if dropout:
            stack.append(layers.Dropout(dropout, name=f"dropout_{number}"))
    return stack


def head(units, activation, name):
    """Returns the layer from the last features to `units` numbers."""
    return [layers.Dense(units, activation=activation, name=name)]


def problems(argument, shape, options):
    """Returns what is wrong with the options, a list of messages."""
    found = [p for size in blocks.as_tuple(options.get("hidden", ())) for p in checks.positive_integer("hidden", size)]
    found += blocks.dropout_problems(options)
    if options.get("normalization") == "instance":
        found.append("`normalization`: 'instance' is over the pixels of an image, and an 'mlp' has none. Pass 'layer'.")
    return found

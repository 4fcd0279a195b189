"""What the architectures share."""

import keras
from keras import layers, ops


def default_output_activation(output_shape):
    """Returns the last activation of a generator: linear for vectors, tanh for images."""
    return None if len(output_shape) == 1 else "tanh"


def assemble(first, stack, num_classes, name):
    """Returns the `Sequential` of `stack`, or with classes the functional model that joins the one-hot label first.

    Args:
        first: `keras.Input` of z or x.
        stack: List of layers; where `first` is an image, the first of them flattens it.
        num_classes: Integer or `None`.
        name: String, the model's name.

    Returns:
        A built model of `first`, or of `[first, label]`.
    """
    if num_classes is None:
        return keras.Sequential([first, *stack], name=name)
    label = keras.Input((), dtype="int32", name="label")
    values = first
    if len(first.shape) > 2:
        values, stack = stack[0](first), stack[1:]
    values = layers.Concatenate(name="join")([values, ops.one_hot(label, num_classes)])
    for layer in stack:
        values = layer(values)
    return keras.Model([first, label], values, name=name)

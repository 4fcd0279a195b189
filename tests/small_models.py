"""Small models, of every kind that Keras has."""

import keras
import numpy as np
from keras import layers

import kerasgan


def sequential(*stack, size=3, name=None):
    return keras.Sequential([keras.Input((size,)), *stack], name=name)


def functional(end, size=3):
    x = keras.Input((size,))
    return keras.Model(x, end(layers.Dense(4)(x)))


def nested(inner):
    x = keras.Input((3,))
    return keras.Model(x, inner(x))


def flattened_twice():
    x, flatten = keras.Input((3,)), layers.Flatten()
    return keras.Model(x, flatten(layers.Dense(2, activation="sigmoid")(flatten(x))))


@keras.saving.register_keras_serializable(package="test_networks")
class Subclassed(keras.Model):
    """A model that only tells what it is when called."""

    def __init__(self, units):
        super().__init__()
        self.dense = layers.Dense(units)

    def call(self, x):
        return self.dense(x)


class Styled(keras.Model):
    """A generator in two parts, as StyleGAN's: `mapping` and `synthesis`."""

    def __init__(self, mapping, synthesis):
        inputs = [keras.Input(tensor.shape[1:], dtype=tensor.dtype, name=tensor.name) for tensor in mapping.inputs]
        w = mapping(inputs if len(inputs) > 1 else inputs[0])
        if len(synthesis.inputs[0].shape) > 2:
            w = layers.RepeatVector(synthesis.inputs[0].shape[1])(w)
        super().__init__(inputs, synthesis(w))
        self.mapping, self.synthesis = mapping, synthesis


def styled_gan(classes=None, count=None):
    """A GAN with styles, z of 4, w of 3, samples of 5, and both of its parts in NumPy."""
    z, label = keras.Input((4,), name="z"), keras.Input((), dtype="int32", name="label")
    inside = layers.Concatenate()([z, keras.ops.one_hot(label, classes)]) if classes else z
    mapping = keras.Model([z, label] if classes else z, layers.Dense(3, "relu")(inside))
    w = keras.Input((3,) if count is None else (count, 3), name="w")
    flat = w if count is None else layers.Flatten()(w)
    synthesis = keras.Model(w, layers.Dense(5, "tanh")(layers.Dense(6)(flat)))
    options = {} if classes is None else {"num_classes": classes}
    discriminator = kerasgan.build_discriminator("mlp", (5,), hidden=(4,), **options)
    gan = kerasgan.build_gan(Styled(mapping, synthesis), discriminator, latent="normal")
    (kernel, bias), (first, b1, last, b2) = mapping.get_weights(), synthesis.get_weights()

    def map_by_hand(z, labels):
        told = z if labels is None else np.concatenate([z, np.eye(classes)[labels]], axis=1)
        return np.maximum(told @ kernel + bias, 0)

    def synthesize_by_hand(w):
        each = np.repeat(w[:, None], count, axis=1) if count and w.ndim == 2 else w
        return np.tanh((each.reshape(len(w), -1) @ first + b1) @ last + b2)

    return gan, map_by_hand, synthesize_by_hand

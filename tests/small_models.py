"""Small models, of every kind that Keras has."""

import keras
from keras import layers


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

"""Some of the numbers of a vector."""

from collections.abc import Callable
from typing import Any

import keras
from keras import layers

from kerasgan.checks.types import Config, Shape, Tensor


@keras.saving.register_keras_serializable(package="kerasgan")
class Part(layers.Layer):
    """Some neighbouring numbers of each vector, such as the part of z that is noise, with an activation of their own.

    Args:
        start: Integer, which is the first.
        size: Integer, how many.
        activation: String or function, as in Keras's `Activation`. Defaults to `None`, none.
        **options: As for any Keras layer.

    Example:

    >>> np.asarray(kerasgan.layers.Part(1, 2)(np.array([[5.0, 6.0, 7.0]]))).tolist()
    [[6.0, 7.0]]
    """

    def __init__(self, start: int, size: int, activation: str | Callable | None = None, **options: Any) -> None:
        super().__init__(**options)
        self.start, self.size = start, size
        self.activation = keras.activations.get(activation)

    def call(self, inputs: Tensor) -> Tensor:
        """Returns `(batch, size)`."""
        return self.activation(inputs[:, self.start : self.start + self.size])

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Returns the shape of the part."""
        return (input_shape[0], self.size)

    def get_config(self) -> Config:
        """Returns what `from_config` needs."""
        activation = keras.activations.serialize(self.activation)
        return {**super().get_config(), "start": self.start, "size": self.size, "activation": activation}

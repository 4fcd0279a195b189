"""Learned pictures, one for each channel: the first map of a generator."""

from typing import Any

import keras
from keras import layers, ops

from kerasgan import checks
from kerasgan.checks.types import Config, Shape, Tensor


@keras.saving.register_keras_serializable(package="kerasgan")
class LearnedBasis(layers.Layer):
    """Makes a map of each vector: every number of it multiplies a small picture of its own, which is learned.

    Formula:

    ```python
    outputs[..., c] = inputs[c] * basis[..., c]
    ```

    The basis starts as N(0, 1).

    Args:
        size: Pair of integers, height and width of the map. Defaults to `(4, 4)`.
        **options: As for any Keras layer.

    Raises:
        ValueError: If `size` is no such pair.

    Example:

    >>> tuple(kerasgan.layers.LearnedBasis((4, 4))(np.zeros((2, 8), "float32")).shape)
    (2, 4, 4, 8)

    Reference: Huang et al., The GAN is dead; long live the GAN!, 2024, where it takes the place of a dense layer.
    """

    def __init__(self, size: tuple[int, int] = (4, 4), **options: Any) -> None:
        super().__init__(**options)
        checks.raise_all(_problems(size))
        self.size = tuple(size)

    def build(self, input_shape: Shape) -> None:
        """Creates the pictures."""
        shape = (*self.size, input_shape[-1])
        self.basis = self.add_weight(shape=shape, initializer=keras.initializers.RandomNormal(stddev=1.0), name="basis")

    def call(self, inputs: Tensor) -> Tensor:
        """Returns `(batch, height, width, channels)`."""
        return self.basis * ops.reshape(inputs, (-1, 1, 1, inputs.shape[-1]))

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Returns the shape of the map."""
        return (input_shape[0], *self.size, input_shape[-1])

    def get_config(self) -> Config:
        """Returns what `from_config` needs."""
        return {**super().get_config(), "size": self.size}


def _problems(size):
    if not isinstance(size, (tuple, list)) or len(size) != 2:
        return [f"`size`: expected height and width, such as (4, 4). Received: {size!r}."]
    return [problem for number in size for problem in checks.positive_integer("size", number)]

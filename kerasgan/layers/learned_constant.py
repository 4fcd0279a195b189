"""The constant that StyleGAN's pictures begin with."""

from typing import Any

import keras
from keras import layers, ops

from kerasgan.checks.types import Config, Shape, Tensor


@keras.saving.register_keras_serializable(package="kerasgan")
class LearnedConstant(layers.Layer):
    """Gives every sample of the batch the same maps, which it learns; they begin as N(0, 1).

    Args:
        shape: Tuple of integers, that of the maps, without the batch axis.
        **options: As for any Keras layer.

    Example:

    >>> tuple(LearnedConstant((4, 4, 3))(np.zeros((2, 8), "float32")).shape)
    (2, 4, 4, 3)

    Reference: Karras et al., A Style-Based Generator Architecture for Generative Adversarial Networks, 2019.
    """

    def __init__(self, shape: Shape, **options: Any) -> None:
        super().__init__(**options)
        self.shape = tuple(shape)

    def build(self, input_shape: Shape) -> None:
        """Creates the maps."""
        start = keras.initializers.RandomNormal(stddev=1.0)
        self.constant = self.add_weight(self.shape, initializer=start, name="constant")

    def call(self, inputs: Tensor) -> Tensor:
        """Returns the maps, once for each sample in `inputs`, whose values mean nothing."""
        maps = ops.convert_to_tensor(self.constant)
        return ops.broadcast_to(maps[None], (ops.shape(inputs)[0], *self.shape))

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Returns the shape of the maps with a batch axis."""
        return (input_shape[0], *self.shape)

    def get_config(self) -> Config:
        """Returns what `from_config` needs."""
        return {**super().get_config(), "shape": self.shape}

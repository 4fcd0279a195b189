"""Channels become pixels: the sub-pixel step of super-resolution."""

from typing import Any

import keras
from keras import layers, ops

from kerasgan import checks
from kerasgan.checks.types import Config, Shape, Tensor


@keras.saving.register_keras_serializable(package="kerasgan")
class DepthToSpace(layers.Layer):
    """Makes of each pixel's channels a square of pixels: images `scale` times as large with fewer channels.

    Args:
        scale: Integer of at least 2; channels are a multiple of its square. Defaults to `2`.
        **options: As for any Keras layer.

    Raises:
        ValueError: If `scale` is no such number, or the channels don't divide.

    Example:

    >>> tuple(DepthToSpace(2)(np.zeros((1, 3, 5, 12), "float32")).shape)
    (1, 6, 10, 3)

    Reference: Shi et al., Real-Time Single Image and Video Super-Resolution Using an Efficient Sub-Pixel Convolutional
    Neural Network, 2016.
    """

    def __init__(self, scale: int = 2, **options: Any) -> None:
        super().__init__(**options)
        checks.raise_all(checks.positive_integer("scale", scale, least=2))
        self.scale = scale

    def build(self, input_shape: Shape) -> None:
        """Refuses channels that make no squares."""
        if input_shape[-1] % self.scale**2:
            raise ValueError(f"Expected channels that {self.scale**2} divides. Received: {input_shape[-1]}.")

    def call(self, inputs: Tensor) -> Tensor:
        """Returns the larger images."""
        return ops.depth_to_space(inputs, self.scale)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Returns the shape of the outputs."""
        sizes = [None if size is None else size * self.scale for size in input_shape[1:3]]
        return (input_shape[0], *sizes, input_shape[3] // self.scale**2)

    def get_config(self) -> Config:
        """Returns what `from_config` needs."""
        return {**super().get_config(), "scale": self.scale}

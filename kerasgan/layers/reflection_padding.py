"""Padding by reflection: what stands beyond an edge is what lies before it, mirrored."""

from typing import Any

import keras
from keras import layers, ops

from kerasgan import checks
from kerasgan.checks.types import Config, Shape, Tensor


@keras.saving.register_keras_serializable(package="kerasgan")
class ReflectionPadding2D(layers.Layer):
    """Pads images with themselves, mirrored at their outermost pixels, which keeps frames of zeros out of pictures.

    Args:
        padding: Integer, how many pixels at each of the four sides; images have to be larger. Defaults to `1`.
        **options: As for any Keras layer.

    Raises:
        ValueError: If `padding` is no whole number, or an image is not larger.

    Example:

    >>> image = np.arange(9, dtype="float32").reshape(1, 3, 3, 1)
    >>> np.asarray(ReflectionPadding2D(1)(image))[0, 0, :, 0].tolist()
    [4.0, 3.0, 4.0, 5.0, 4.0]
    """

    def __init__(self, padding: int = 1, **options: Any) -> None:
        super().__init__(**options)
        checks.raise_all(checks.positive_integer("padding", padding))
        self.padding = padding

    def build(self, input_shape: Shape) -> None:
        """Refuses images that have too little to mirror."""
        small = [size for size in input_shape[1:3] if size is not None and size <= self.padding]
        if small:
            raise ValueError(
                f"`padding`: expected less than an image of {input_shape[1]}x{input_shape[2]} pixels has to mirror. "
                f"Received: {self.padding}."
            )

    def call(self, inputs: Tensor) -> Tensor:
        """Returns the images, `2 * padding` larger."""
        sides = (self.padding, self.padding)
        return ops.pad(inputs, ((0, 0), sides, sides, (0, 0)), mode="reflect")

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Returns the shape of the outputs."""
        sizes = [None if size is None else size + 2 * self.padding for size in input_shape[1:3]]
        return (input_shape[0], *sizes, input_shape[3])

    def get_config(self) -> Config:
        """Returns what `from_config` needs."""
        return {**super().get_config(), "padding": self.padding}

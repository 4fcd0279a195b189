"""Images doubled by a filter."""

from typing import Any

import keras
from keras import layers

from kerasgan.checks.types import Config, Shape, Tensor
from kerasgan.layers import filtering


@keras.saving.register_keras_serializable(package="kerasgan")
class FilteredUpSampling2D(layers.Layer):
    """Doubles images: zeros between their pixels, then the filter [1, 3, 3, 1] along rows and columns.

    That is linear interpolation, but for the border, where zeros stand around the image. Channels come last.

    Args:
        size: Pair of integers, height and width behind doubling, rows and columns at the end cut off. Defaults to
            `None`, twice the size.
        **options: As for any Keras layer.

    Example:

    >>> image = np.array([1.0, 2.0]).reshape(1, 1, 2, 1)
    >>> (4 / 3 * np.asarray(FilteredUpSampling2D()(image))[0, 0, :, 0]).tolist()
    [0.75, 1.25, 1.75, 1.5]

    Reference: Karras et al., Analyzing and Improving the Image Quality of StyleGAN, 2020, where images of all sizes are
    added up; the filter: Zhang, Making Convolutional Networks Shift-Invariant Again, 2019.
    """

    data_format = "channels_last"

    def __init__(self, size: tuple[int, int] | None = None, **options: Any) -> None:
        super().__init__(**options)
        self.size = None if size is None else tuple(size)

    def call(self, inputs: Tensor) -> Tensor:
        """Returns the doubled images."""
        _, height, width, _ = self.compute_output_shape(inputs.shape)
        return filtering.doubled(inputs)[:, :height, :width]

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Returns the shape of the outputs."""
        batch, height, width, channels = input_shape
        return (batch, *(self.size or (2 * height, 2 * width)), channels)

    def get_config(self) -> Config:
        """Returns what `from_config` needs."""
        return {**super().get_config(), "size": self.size}

"""The residual block of StyleGAN2's discriminator, which halves its maps behind a filter."""

import math
from typing import Any

import keras
from keras import layers

from kerasgan import checks
from kerasgan.checks.types import Config, Identifier, Shape, Tensor
from kerasgan.layers.equalized_conv2d import EqualizedConv2D


@keras.saving.register_keras_serializable(package="kerasgan")
class FilteredResidualBlock(layers.Layer):
    """Adds what two convolutions 3x3 make of maps to the maps themselves, both halved behind a filter.

    Formula:

    ```python
    main = sqrt(2) * act(conv_2(sqrt(2) * act(conv_1(inputs))))     # conv_2 halves
    outputs = (main + shortcut(inputs)) / sqrt(2)                   # a convolution 1x1 that halves, without a bias
    ```

    All convolutions are of equalised learning rate. Channels come last; an odd size is half of the next one rounded up.

    Args:
        filters: Integer, the channels of the outputs.
        activation: String or function. Defaults to `"leaky_relu"`, slope 0.2.
        **options: As for any Keras layer.

    Raises:
        ValueError: If `filters` is not positive.

    Example:

    >>> tuple(FilteredResidualBlock(6)(np.zeros((2, 8, 8, 3), "float32")).shape)
    (2, 4, 4, 6)

    Reference: Karras et al., Analyzing and Improving the Image Quality of StyleGAN, 2020, section 4.1.
    """

    data_format = "channels_last"

    def __init__(self, filters: int, activation: Identifier = "leaky_relu", **options: Any) -> None:
        super().__init__(**options)
        checks.raise_all(checks.positive_integer("filters", filters))
        self.filters = filters
        self.activation = keras.activations.get(activation)

    def build(self, input_shape: Shape) -> None:
        """Creates the layers within, now that the channels of the inputs are known."""
        channels = input_shape[-1]
        hidden = {"activation": self.activation, "gain": math.sqrt(2), "dtype": self.dtype_policy}
        self.conv_1 = EqualizedConv2D(channels, name="conv_1", **hidden)
        self.conv_2 = EqualizedConv2D(self.filters, halve=True, name="conv_2", **hidden)
        plain = {"use_bias": False, "name": "shortcut", "dtype": self.dtype_policy}
        self.shortcut = EqualizedConv2D(self.filters, 1, halve=True, **plain)
        for layer in (self.conv_1, self.conv_2, self.shortcut):
            layer.build(input_shape)

    def call(self, inputs: Tensor) -> Tensor:
        """Returns the sum of both ways, as large as each of them."""
        return (self.conv_2(self.conv_1(inputs)) + self.shortcut(inputs)) * math.sqrt(0.5)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Returns the shape of the outputs."""
        batch, *sizes, _ = input_shape
        return (batch, *(-(-size // 2) for size in sizes), self.filters)

    def get_config(self) -> Config:
        """Returns what `from_config` needs."""
        activation = keras.activations.serialize(self.activation)
        return {**super().get_config(), "filters": self.filters, "activation": activation}

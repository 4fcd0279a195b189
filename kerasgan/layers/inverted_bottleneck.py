"""The residual block of R3GAN: wide inside, convolved in groups, without any normalisation."""

import math
from typing import Any

import keras
from keras import layers

from kerasgan import checks
from kerasgan.checks.types import Config, Identifier, Shape, Tensor

# The layers within have the channels last, whatever Keras is set to: so have the files of networks with such blocks.
FORMAT = {"data_format": "channels_last"}

# What keeps the variance of normal values through a LeakyReLU of slope 0.2.
GAIN = math.sqrt(2 / (1 + 0.2**2))


@keras.saving.register_keras_serializable(package="kerasgan")
class InvertedBottleneck(layers.Layer):
    """Adds to an image what three convolutions make of it: 1x1 to more channels, 3x3 in groups, 1x1 back.

    Formula:

    ```python
    main = act(conv_1x1(inputs) + bias)               # to expansion * channels
    main = act(grouped_conv_3x3(main) + bias)         # groups of group_width channels
    outputs = inputs + conv_1x1(main)                 # which starts at zero
    ```

    Weights are He's, for `depth` such blocks in a row smaller by depth ** (1 / 4), as in Fixup: together with the zeros
    nothing grows with the depth, so that no normalisation is needed. Channels come last.

    Args:
        expansion: Integer, by how much the block is wider inside. Defaults to `2`.
        group_width: Integer, the channels of one group; it divides `expansion` times the channels. Defaults to `16`.
        depth: Integer, how many such blocks the network has. Defaults to `1`.
        activation: String or function; the weights are those for `"leaky_relu"`, slope 0.2, the default.
        **options: As for any Keras layer.

    Raises:
        ValueError: If an argument is not valid, or the channels don't divide.

    Example:

    >>> tuple(kerasgan.layers.InvertedBottleneck(group_width=4)(np.zeros((2, 5, 5, 8), "float32")).shape)
    (2, 5, 5, 8)

    Reference: Huang et al., The GAN is dead; long live the GAN!, 2024; the groups: Xie et al., Aggregated Residual
    Transformations for Deep Neural Networks, 2017; the weights: Zhang, Dauphin, Ma, Fixup Initialization, 2019.
    """

    data_format = FORMAT["data_format"]

    def __init__(
        self,
        expansion: int = 2,
        group_width: int = 16,
        depth: int = 1,
        activation: Identifier = "leaky_relu",
        **options: Any,
    ) -> None:
        super().__init__(**options)
        given = {"expansion": expansion, "group_width": group_width, "depth": depth}
        checks.raise_all([found for name, size in given.items() for found in checks.positive_integer(name, size)])
        self.expansion = expansion
        self.group_width = group_width
        self.depth = depth
        self.activation = keras.activations.get(activation)

    def build(self, input_shape: Shape) -> None:
        """Creates the convolutions, now that the channels of the inputs are known."""
        channels = input_shape[-1]
        wide = self.expansion * channels
        checks.raise_all(group_problems(channels, self.expansion, self.group_width))
        inside = {"activation": self.activation, "kernel_initializer": scaled(GAIN * self.depth**-0.25)}
        self.conv_1 = self._conv(wide, 1, "conv_1", **inside)
        inside["kernel_initializer"] = scaled(GAIN * self.depth**-0.25)
        self.conv_2 = self._conv(wide, 3, "conv_2", groups=wide // self.group_width, **inside)
        self.conv_3 = self._conv(channels, 1, "conv_3", use_bias=False, kernel_initializer="zeros")
        for layer, shape in ((self.conv_1, channels), (self.conv_2, wide), (self.conv_3, wide)):
            layer.build((*input_shape[:-1], shape))

    def _conv(self, filters, size, name, **options):
        return layers.Conv2D(filters, size, padding="same", name=name, dtype=self.dtype_policy, **options, **FORMAT)

    def call(self, inputs: Tensor) -> Tensor:
        """Returns the sum of both ways."""
        return inputs + self.conv_3(self.conv_2(self.conv_1(inputs)))

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Returns the shape of the inputs."""
        return input_shape

    def get_config(self) -> Config:
        """Returns what `from_config` needs."""
        own = {name: getattr(self, name) for name in ("expansion", "group_width", "depth")}
        return {**super().get_config(), **own, "activation": keras.activations.serialize(self.activation)}


def scaled(gain):
    """Returns the initializer of normal weights by which a convolution keeps the variance, times `gain` squared."""
    return keras.initializers.VarianceScaling(gain**2, "fan_in", "untruncated_normal")


def group_problems(channels, expansion, group_width):
    """Returns what is wrong with the width of a group beside the channels, a list of messages."""
    wide = expansion * channels
    if wide % group_width == 0:
        return []
    sizes = [size for size in range(1, wide + 1) if wide % size == 0]
    nearest = min(sizes, key=lambda size: abs(size - group_width))
    return [
        f"`group_width`: expected a divisor of {wide}, {expansion} times the {channels} channels, such as {nearest}. "
        f"Received: {group_width}."
    ]

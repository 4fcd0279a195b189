"""A convolution of equalised learning rate, which may halve the size behind a filter."""

import math
from typing import Any

import keras
from keras import layers, ops

from kerasgan import checks
from kerasgan.checks.types import Config, Identifier, Shape, Tensor
from kerasgan.layers import filtering
from kerasgan.networks import convolutions


@keras.saving.register_keras_serializable(package="kerasgan")
class EqualizedConv2D(layers.Layer):
    """A convolution whose weights are N(0, 1) and are scaled as it runs; with `halve` its maps are half as large.

    Formula, n the number of weights of one filter:

    ```python
    outputs = gain * activation(conv(inputs, kernel / sqrt(n)) + bias)
    ```

    `halve` filters the inputs by [1, 3, 3, 1] along rows and columns first, so that what moves by a pixel moves the
    outputs evenly; an odd size is half of the next one rounded up. Channels come last.

    Args:
        filters: Integer, the channels of the outputs.
        kernel_size: Odd integer. Defaults to `3`.
        halve: Boolean. Defaults to `False`.
        use_bias: Boolean. Defaults to `True`.
        activation: String or function. Defaults to `None`, none.
        gain: Float, as in `EqualizedDense`. Defaults to `1.0`.
        **options: As for any Keras layer.

    Raises:
        ValueError: If a size is not valid.

    Example:

    >>> tuple(EqualizedConv2D(4, halve=True)(np.zeros((2, 9, 8, 3), "float32")).shape)
    (2, 5, 4, 4)

    Reference: Karras et al., Progressive Growing of GANs, 2017, section 4.1; the filter: Zhang, Making Convolutional
    Networks Shift-Invariant Again, 2019, as in Karras et al., Analyzing and Improving the Image Quality of StyleGAN,
    2020.
    """

    data_format = "channels_last"

    def __init__(
        self,
        filters: int,
        kernel_size: int = 3,
        halve: bool = False,
        use_bias: bool = True,
        activation: Identifier = None,
        gain: float = 1.0,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        checks.raise_all([*checks.positive_integer("filters", filters), *odd("kernel_size", kernel_size)])
        self.filters, self.kernel_size, self.halve, self.use_bias = filters, kernel_size, halve, use_bias
        self.activation = keras.activations.get(activation)
        self.gain = gain

    def build(self, input_shape: Shape) -> None:
        """Creates kernel and bias."""
        shape = (self.kernel_size, self.kernel_size, input_shape[-1], self.filters)
        self.scale = 1.0 / math.sqrt(math.prod(shape[:-1]))
        self.kernel = self.add_weight(shape, initializer=keras.initializers.RandomNormal(stddev=1.0), name="kernel")
        self.bias = self.add_weight((self.filters,), initializer="zeros", name="bias") if self.use_bias else None

    def call(self, inputs: Tensor) -> Tensor:
        """Returns `(batch, height, width, filters)`."""
        values = self._convolved(inputs, ops.convert_to_tensor(self.kernel) * self.scale)
        values = values if self.bias is None else values + self.bias
        values = self.activation(values)
        return values if self.gain == 1 else values * self.gain

    def _convolved(self, inputs, kernel):
        if not self.halve:
            return convolved(inputs, kernel)
        margin = self.kernel_size // 2 + 1
        behind = [margin + size % 2 for size in inputs.shape[1:3]]
        if self.kernel_size == 1:  # only the pixels that stay are filtered
            return convolved(filtering.blurred(inputs, margin, behind, stride=2), kernel)
        filtered = filtering.blurred(inputs, margin, behind)
        return convolutions.convolution(filtered, kernel, 2, "valid")

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Returns the shape of the outputs."""
        sizes = [-(-size // 2) if self.halve else size for size in input_shape[1:3]]
        return (input_shape[0], *sizes, self.filters)

    def get_config(self) -> Config:
        """Returns what `from_config` needs."""
        own = {name: getattr(self, name) for name in ("filters", "kernel_size", "halve", "use_bias", "gain")}
        return {**super().get_config(), **own, "activation": keras.activations.serialize(self.activation)}


def convolved(inputs, kernel):
    """Returns a convolution that keeps the size; one of a pixel is a product of matrices."""
    if kernel.shape[0] == 1:
        return ops.matmul(inputs, kernel[0, 0])
    return convolutions.convolution(inputs, kernel)


def odd(argument, size):
    """Checks that a size is an odd whole number."""
    if not checks.positive_integer(argument, size) and size % 2:
        return []
    return [f"`{argument}`: expected an odd whole number of at least 1. Received: {size!r}."]

"""The convolution of StyleGAN2, whose weights follow the style of each sample."""

import math
from typing import Any

import keras
from keras import layers, ops

from kerasgan import checks
from kerasgan.checks.types import Config, Identifier, Shape, Tensor
from kerasgan.layers import filtering
from kerasgan.layers.equalized_conv2d import convolved, odd
from kerasgan.layers.equalized_dense import EqualizedDense
from kerasgan.layers.noise_injection import NoiseInjection
from kerasgan.networks import convolutions

TINY = 1e-8  # inside the root, where a style of zeros would divide by 0


@keras.saving.register_keras_serializable(package="kerasgan")
class ModulatedConv2D(layers.Layer):
    """A convolution with the weights of each sample scaled by its style, and then to the length 1.

    Formula, `kernel[i, o]` from input channel i to output channel o, n the number of weights of one filter:

    ```python
    style = dense(w)                                              # one number for each input channel
    scaled[i, o] = style[i] * kernel[i, o] / sqrt(n)              # modulation
    scaled[:, o] = scaled[:, o] / sqrt(sum(scaled[:, o] ** 2))    # demodulation
    outputs = gain * activation(conv(inputs, scaled) + strength * noise + bias)
    ```

    It takes `[inputs, w]`, w of shape `(batch, layers, style_dim)`, one style for each layer. The weights are the same
    for all samples: what scales input channels scales the inputs, what scales output channels the outputs, so that the
    batch is one convolution, exactly. Demodulation takes the place of a normalisation. Channels come last.

    With a `size` the maps are doubled first: a transposed convolution with stride 2, and the filter [1, 3, 3, 1].

    Args:
        filters: Integer, the channels of the outputs.
        index: Integer, which of the styles it follows.
        kernel_size: Odd integer, with a `size` 3. Defaults to `3`.
        size: Pair of integers, height and width behind doubling, rows and columns at the end cut off. Defaults to
            `None`: not doubled.
        demodulate: Boolean. Defaults to `True`; layers that make an image have `False`.
        noise: Boolean, whether there is a `NoiseInjection`. Defaults to `True`.
        activation: String or function. Defaults to `None`, none.
        gain: Float, as in `EqualizedDense`. Defaults to `1.0`.
        **options: As for any Keras layer.

    Raises:
        ValueError: If a size is not valid.

    Example:

    >>> maps, w = np.zeros((2, 4, 4, 3), "float32"), np.zeros((2, 5, 8), "float32")
    >>> tuple(ModulatedConv2D(6, index=1, size=(8, 7))([maps, w]).shape)
    (2, 8, 7, 6)

    Reference: Karras et al., Analyzing and Improving the Image Quality of StyleGAN, 2020, section 2.2; its code scales
    the weights of each sample, and has a grouped convolution.
    """

    data_format = "channels_last"

    def __init__(
        self,
        filters: int,
        index: int = 0,
        kernel_size: int = 3,
        size: tuple[int, int] | None = None,
        demodulate: bool = True,
        noise: bool = True,
        activation: Identifier = None,
        gain: float = 1.0,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        problems = [*checks.positive_integer("filters", filters), *checks.positive_integer("index", index, least=0)]
        problems += odd("kernel_size", kernel_size)
        if size is not None and kernel_size != 3:
            problems.append(f"`kernel_size`: expected 3 where maps are doubled. Received: {kernel_size!r}.")
        checks.raise_all(problems)
        self.filters, self.index, self.kernel_size, self.gain = filters, index, kernel_size, gain
        self.size = None if size is None else tuple(size)
        self.demodulate, self.noise = demodulate, noise
        self.activation = keras.activations.get(activation)

    def build(self, input_shape: Shape) -> None:
        """Creates the weights, and the layers within."""
        maps, styles = input_shape
        self.scale = 1.0 / math.sqrt(self.kernel_size**2 * maps[-1])
        self.style = EqualizedDense(maps[-1], bias=1.0, name="style", dtype=self.dtype_policy)
        self.style.build((styles[0], styles[-1]))
        shape = (self.kernel_size, self.kernel_size, maps[-1], self.filters)
        self.kernel = self.add_weight(shape, initializer=keras.initializers.RandomNormal(stddev=1.0), name="kernel")
        self.injection = NoiseInjection(name="noise", dtype=self.dtype_policy) if self.noise else None
        if self.injection is not None:
            self.injection.build(self.compute_output_shape(input_shape))
        self.bias = self.add_weight((self.filters,), initializer="zeros", name="bias")

    def call(self, inputs: list[Tensor], training: bool | None = None) -> Tensor:
        """Returns `(batch, height, width, filters)`."""
        values, w = inputs
        style, kernel = self.style(w[:, self.index]), ops.convert_to_tensor(self.kernel) * self.scale
        values = self._convolved(values * style[:, None, None], kernel)
        if self.demodulate:
            values = values * self._lengths(style, kernel)[:, None, None]
        values = values if self.size is None else self._filtered(values)
        values = values if self.injection is None else self.injection(values, training=training)
        values = self.activation(values + self.bias)
        return values if self.gain == 1 else values * self.gain

    def _convolved(self, values, kernel):
        if self.size is None:
            return convolved(values, kernel)
        return convolutions.transposed(values, ops.transpose(kernel, (0, 1, 3, 2)), 2)

    def _filtered(self, values):
        """Returns maps of `size`: a transposed convolution leaves one row and column more, the filter takes them."""
        height, width = self.size
        return 4.0 * filtering.blurred(values, 1, (1, 1))[:, :height, :width]

    def _lengths(self, style, kernel):
        """Returns one over the length of each filter of each sample, `(batch, filters)`."""
        squares = ops.sum(ops.square(ops.cast(kernel, "float32")), axis=(0, 1))
        found = ops.rsqrt(ops.matmul(ops.square(ops.cast(style, "float32")), squares) + TINY)
        return ops.cast(found, style.dtype)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Returns the shape of the outputs."""
        maps, _ = input_shape
        return (maps[0], *(maps[1:3] if self.size is None else self.size), self.filters)

    def get_config(self) -> Config:
        """Returns what `from_config` needs."""
        names = ("filters", "index", "kernel_size", "size", "demodulate", "noise", "gain")
        own = {name: getattr(self, name) for name in names}
        return {**super().get_config(), **own, "activation": keras.activations.serialize(self.activation)}

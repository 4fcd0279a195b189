"""Self-attention over an image: each place sees all others."""

from typing import Any

import keras
from keras import layers, ops

from kerasgan import checks
from kerasgan.checks.types import Config, Shape, Tensor
from kerasgan.layers.normalization import spectrally_normalized

# The layers within have the channels last, whatever Keras is set to: so have the files of networks with such a layer.
FORMAT = {"data_format": "channels_last"}


@keras.saving.register_keras_serializable(package="kerasgan")
class SelfAttention(layers.Layer):
    """Adds to each place of an image a mean over all places, weighted by how alike they are.

    Formula:

    ```python
    f, g, h = conv_1x1(inputs), conv_1x1(inputs), conv_1x1(inputs)      # of channels / reduction
    weights = softmax(g @ transpose(f))                                 # (places, places), over the last
    outputs = inputs + gamma * conv_1x1(weights @ h)
    ```

    `gamma` is learned and starts at 0: the layer begins as if it were not there. Memory and time grow with the square
    of the number of places, so it is for maps of up to about 32x32. Channels come last.

    Args:
        reduction: Integer, by how much the convolutions within are narrower than the inputs. Defaults to `8`.
        spectral: Boolean, whether they are spectrally normalised. Defaults to `False`.
        **options: As for any Keras layer.

    Raises:
        ValueError: If an argument is not valid.

    Example:

    >>> tuple(kerasgan.layers.SelfAttention()(np.zeros((2, 4, 5, 16), "float32")).shape)
    (2, 4, 5, 16)

    Reference: Zhang, Goodfellow, Metaxas, Odena, Self-Attention Generative Adversarial Networks, 2019. Its code pools
    `f` and `h` to a quarter of the places and has `h` four times as wide; ours is the paper's formula.
    """

    data_format = FORMAT["data_format"]

    def __init__(self, reduction: int = 8, spectral: bool = False, **options: Any) -> None:
        super().__init__(**options)
        checks.raise_all([*checks.positive_integer("reduction", reduction), *checks.boolean("spectral", spectral)])
        self.reduction = reduction
        self.spectral = spectral

    def build(self, input_shape: Shape) -> None:
        """Creates the convolutions and gamma."""
        channels = input_shape[-1]
        narrow = max(1, channels // self.reduction)
        self.inner = {name: self._conv(narrow, name) for name in ("f", "g", "h")}
        self.outer = self._conv(channels, "outer")
        for layer in self.inner.values():
            layer.build(input_shape)
        self.outer.build((*input_shape[:-1], narrow))
        self.gamma = self.add_weight(shape=(), initializer="zeros", name="gamma")

    def _conv(self, filters, name):
        layer = layers.Conv2D(filters, 1, use_bias=False, name=name, dtype=self.dtype_policy, **FORMAT)
        return spectrally_normalized(layer) if self.spectral else layer

    def call(self, inputs: Tensor, training: bool | None = None) -> Tensor:
        """Returns the inputs and what they see of each other."""
        _, height, width, _ = inputs.shape
        f, g, h = (self._convolved(layer, inputs, training) for layer in self.inner.values())
        f, g, h = (ops.reshape(values, (-1, height * width, values.shape[-1])) for values in (f, g, h))
        weights = ops.softmax(ops.matmul(g, ops.transpose(f, (0, 2, 1))), axis=-1)
        seen = ops.reshape(ops.matmul(weights, h), (-1, height, width, h.shape[-1]))
        return inputs + self.gamma * self._convolved(self.outer, seen, training)

    def _convolved(self, layer, values, training):
        return layer(values, training=training) if self.spectral else layer(values)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Returns the shape of the inputs."""
        return input_shape

    def get_config(self) -> Config:
        """Returns what `from_config` needs."""
        return {**super().get_config(), "reduction": self.reduction, "spectral": self.spectral}

"""A dense layer of equalised learning rate."""

import math
from typing import Any

import keras
from keras import layers, ops

from kerasgan import checks
from kerasgan.checks.types import Config, Identifier, Shape, Tensor


@keras.saving.register_keras_serializable(package="kerasgan")
class EqualizedDense(layers.Layer):
    """A dense layer whose weights are N(0, 1) and are scaled as it runs, so that all layers learn at one speed.

    Formula, n the number of inputs:

    ```python
    outputs = gain * activation(inputs @ (kernel * rate / sqrt(n)) + bias * rate)
    ```

    Adam moves each weight by about its learning rate; with weights of one size that is the same share of each.

    Args:
        units: Integer, how many outputs.
        activation: String or function. Defaults to `None`, none.
        gain: Float, what the activation is multiplied by; sqrt(2) behind a ReLU keeps the size of its inputs. Defaults
            to `1.0`.
        rate: Float, by how much faster it learns than others; its weights begin as N(0, 1 / rate). Defaults to `1.0`.
        bias: Float, what the bias is at the beginning. Defaults to `0.0`.
        **options: As for any Keras layer.

    Raises:
        ValueError: If `units` is not positive, or `rate` is not above 0.

    Example:

    >>> tuple(EqualizedDense(3)(np.zeros((2, 5), "float32")).shape)
    (2, 3)

    Reference: Karras et al., Progressive Growing of GANs, 2017, section 4.1; `rate`: Karras et al., A Style-Based
    Generator Architecture for Generative Adversarial Networks, 2019, where the mapping network has 0.01.
    """

    def __init__(
        self,
        units: int,
        activation: Identifier = None,
        gain: float = 1.0,
        rate: float = 1.0,
        bias: float = 0.0,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        problems = checks.positive_integer("units", units)
        problems += [*checks.finite_number("gain", gain), *checks.finite_number("bias", bias)]
        if checks.finite_number("rate", rate, at_least=0) or not rate:
            problems.append(f"`rate`: expected a number above 0. Received: {rate!r}.")
        checks.raise_all(problems)
        self.units, self.gain, self.rate, self.first_bias = units, gain, rate, bias
        self.activation = keras.activations.get(activation)

    def build(self, input_shape: Shape) -> None:
        """Creates kernel and bias."""
        width = input_shape[-1]
        self.scale = self.rate / math.sqrt(width)
        wide = keras.initializers.RandomNormal(stddev=1.0 / self.rate)
        self.kernel = self.add_weight((width, self.units), initializer=wide, name="kernel")
        start = keras.initializers.Constant(self.first_bias / self.rate)
        self.bias = self.add_weight((self.units,), initializer=start, name="bias")

    def call(self, inputs: Tensor) -> Tensor:
        """Returns `(batch, units)`."""
        values = ops.matmul(inputs, self.kernel * self.scale) + self.bias * self.rate
        values = self.activation(values)
        return values if self.gain == 1 else values * self.gain

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Returns the shape of the outputs."""
        return (*input_shape[:-1], self.units)

    def get_config(self) -> Config:
        """Returns what `from_config` needs."""
        own = {"units": self.units, "gain": self.gain, "rate": self.rate, "bias": self.first_bias}
        return {**super().get_config(), **own, "activation": keras.activations.serialize(self.activation)}

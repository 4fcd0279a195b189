"""Minibatch discrimination: D sees how close each sample is to the others of its batch."""

import math
from typing import Any

import keras
from keras import ops

from kerasgan import checks
from kerasgan.checks.types import Config, Shape, Tensor
from kerasgan.layers.comparing import Comparing


@keras.saving.register_keras_serializable(package="kerasgan")
class MinibatchDiscrimination(Comparing):
    """Appends to each sample's features how close they are to those of the other samples in the batch.

    Formula:

    ```python
    m = features @ theta                                     # (batch, kernels, dims)
    o[i, b] = sum(exp(-sum(abs(m[i, b] - m[j, b]))) for j != i) + bias[b]
    outputs = concatenate([features, o])
    ```

    Where G makes many of the same, o is large, and D can tell. Maps of an image are flattened for m, and o is appended
    as constant channels.

    Args:
        kernels: Integer, the length of o. Defaults to `100`.
        dims: Integer, the length of each row of m. Defaults to `5`.
        data_format: String, `"channels_last"` or `"channels_first"`, of maps. Defaults to `None`, Keras's own.
        **options: As for any Keras layer.

    Raises:
        ValueError: If an argument is not valid.

    Example:

    >>> tuple(MinibatchDiscrimination(kernels=3)(np.zeros((8, 4), "float32")).shape)
    (8, 7)

    Reference: Salimans et al., Improved Techniques for Training GANs, 2016, section 3.2. As in its code theta, from
    N(0, 0.05), is weight-normalised (each column a direction times a learned scale) and the bias starts at -1; its
    initialisation by a first batch is left out.
    """

    def __init__(self, kernels: int = 100, dims: int = 5, data_format: str | None = None, **options: Any) -> None:
        super().__init__(data_format, **options)
        checks.raise_all([*checks.positive_integer("kernels", kernels), *checks.positive_integer("dims", dims)])
        self.kernels = kernels
        self.dims = dims
        self.count = kernels

    def build(self, input_shape: Shape) -> None:
        """Creates theta and the bias."""
        shape = (math.prod(input_shape[1:]), self.kernels * self.dims)
        self.theta = self.add_weight(
            shape=shape, initializer=keras.initializers.RandomNormal(stddev=0.05), name="theta"
        )
        self.scale = self.add_weight(shape=(self.kernels * self.dims,), initializer="zeros", name="log_scale")
        self.bias = self.add_weight(shape=(self.kernels,), initializer=keras.initializers.Constant(-1.0), name="bias")

    def call(self, inputs: Tensor) -> Tensor:
        """Returns the inputs with o behind their features."""
        flat = ops.reshape(inputs, (-1, self.theta.shape[0]))
        length = ops.sqrt(ops.sum(ops.square(self.theta), axis=0))
        m = ops.matmul(flat, self.theta * (ops.exp(self.scale) / length))
        m = ops.reshape(m, (-1, self.kernels, self.dims))
        distances = ops.sum(ops.abs(m[:, None] - m[None, :]), axis=3)
        # Each sample is at distance 0 from itself, which adds exp(0) = 1.
        closeness = ops.sum(ops.exp(-distances), axis=1) - 1.0 + self.bias
        return self.appended(inputs, closeness)

    def get_config(self) -> Config:
        """Returns what `from_config` needs."""
        return {**super().get_config(), "kernels": self.kernels, "dims": self.dims}

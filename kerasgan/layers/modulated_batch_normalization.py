"""Batch normalisation whose scale and shift a code decides: a part of z, a class's embedding, or both."""

from typing import Any

import keras
from keras import ops

from kerasgan import checks
from kerasgan.checks.types import Config, Shape, Tensor
from kerasgan.layers.told_batch_normalization import ToldBatchNormalization


@keras.saving.register_keras_serializable(package="kerasgan")
class ModulatedBatchNormalization(ToldBatchNormalization):
    """Normalises over the batch, then scales and shifts each sample as its code says.

    Formula:

    ```python
    outputs = (1 + code @ gamma) * (inputs - mean) / sqrt(variance + epsilon) + code @ beta
    ```

    Mean and variance, one for each channel of the last axis, are those of the batch in training and moving averages
    outside. `gamma` and `beta` start orthogonal.

    Args:
        code_size: Integer, the numbers of a code.
        momentum: Float, of the moving averages. Defaults to `0.9`.
        epsilon: Float. Defaults to `1e-5`.
        synchronized: Boolean, whether the batch is that of all replicas together; see
            `SynchronizedBatchNormalization`. Defaults to `False`.
        **options: As for any Keras layer.

    Raises:
        ValueError: If `code_size` or `synchronized` is not valid.

    Example:

    >>> layer = kerasgan.layers.ModulatedBatchNormalization(code_size=3)
    >>> tuple(layer(np.zeros((2, 4, 4, 5), "float32"), np.ones((2, 3), "float32")).shape)
    (2, 4, 4, 5)

    Reference: de Vries et al., Modulating early visual processing by language, 2017; in a GAN's generator: Brock,
    Donahue, Simonyan, Large Scale GAN Training for High Fidelity Natural Image Synthesis, 2019.
    """

    def __init__(
        self, code_size: int, momentum: float = 0.9, epsilon: float = 1e-5, synchronized: bool = False, **options: Any
    ) -> None:
        problems = checks.positive_integer("code_size", code_size)
        super().__init__(problems, momentum, epsilon, synchronized, **options)
        self.code_size = code_size

    def build(self, input_shape: Shape) -> None:
        """Creates what makes scale and shift of a code."""
        self.normalization.build(input_shape)
        shape = (self.code_size, input_shape[-1])
        self.gamma = self.add_weight(shape=shape, initializer=keras.initializers.Orthogonal(), name="gamma")
        self.beta = self.add_weight(shape=shape, initializer=keras.initializers.Orthogonal(), name="beta")

    def call(self, inputs: Tensor, code: Tensor, training: bool | None = None) -> Tensor:
        """Returns the normalised inputs; `code` is `(batch, code_size)`."""
        places = (-1, *[1] * (len(inputs.shape) - 2), inputs.shape[-1])
        gamma, beta = (ops.reshape(ops.matmul(code, weights), places) for weights in (self.gamma, self.beta))
        return (1.0 + gamma) * self.normalization(inputs, training=training) + beta

    def compute_output_shape(self, inputs_shape: Shape, code_shape: Shape | None = None) -> Shape:
        """Returns the shape of the inputs."""
        return inputs_shape

    def get_config(self) -> Config:
        """Returns what `from_config` needs."""
        return {**super().get_config(), "code_size": self.code_size}

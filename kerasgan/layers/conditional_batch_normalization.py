"""Batch normalisation whose scale and shift are those of the sample's class."""

from typing import Any

import keras
from keras import ops

from kerasgan import checks
from kerasgan.checks.types import Config, Shape, Tensor
from kerasgan.layers.told_batch_normalization import ToldBatchNormalization


@keras.saving.register_keras_serializable(package="kerasgan")
class ConditionalBatchNormalization(ToldBatchNormalization):
    """Normalises over the batch, then scales and shifts each sample as its class has learned to.

    Formula:

    ```python
    outputs = gamma[label] * (inputs - mean) / sqrt(variance + epsilon) + beta[label]
    ```

    Mean and variance, one for each channel of the last axis, are those of the batch in training and moving averages
    outside, the same for all classes.

    Args:
        num_classes: Integer.
        momentum: Float, of the moving averages. Defaults to `0.9`.
        epsilon: Float. Defaults to `1e-5`.
        synchronized: Boolean, whether the batch is that of all replicas together; see
            `SynchronizedBatchNormalization`. Defaults to `False`.
        **options: As for any Keras layer.

    Raises:
        ValueError: If `num_classes` or `synchronized` is not valid.

    Example:

    >>> layer = ConditionalBatchNormalization(num_classes=3)
    >>> tuple(layer(np.zeros((2, 4, 4, 5), "float32"), np.array([0, 2])).shape)
    (2, 4, 4, 5)

    Reference: Dumoulin, Shlens, Kudlur, A Learned Representation for Artistic Style, 2017; in a GAN's generator:
    Miyato, Koyama, cGANs with Projection Discriminator, 2018.
    """

    def __init__(
        self, num_classes: int, momentum: float = 0.9, epsilon: float = 1e-5, synchronized: bool = False, **options: Any
    ) -> None:
        problems = checks.positive_integer("num_classes", num_classes, least=2)
        super().__init__(problems, momentum, epsilon, synchronized, **options)
        self.num_classes = num_classes

    def build(self, input_shape: Shape) -> None:
        """Creates gamma, near one, and beta, zero, for each class."""
        self.normalization.build(input_shape)
        shape = (self.num_classes, input_shape[-1])
        near_one = keras.initializers.RandomNormal(mean=1.0, stddev=0.02)  # so that classes differ from the start
        self.gamma = self.add_weight(shape=shape, initializer=near_one, name="gamma")
        self.beta = self.add_weight(shape=shape, initializer="zeros", name="beta")

    def call(self, inputs: Tensor, label: Tensor, training: bool | None = None) -> Tensor:
        """Returns the normalised inputs; `label` is an integer for each sample."""
        places = (-1, *[1] * (len(inputs.shape) - 2), inputs.shape[-1])
        gamma, beta = (ops.reshape(ops.take(table, label, axis=0), places) for table in (self.gamma, self.beta))
        return gamma * self.normalization(inputs, training=training) + beta

    def compute_output_shape(self, inputs_shape: Shape, label_shape: Shape | None = None) -> Shape:
        """Returns the shape of the inputs."""
        return inputs_shape

    def get_config(self) -> Config:
        """Returns what `from_config` needs."""
        return {**super().get_config(), "num_classes": self.num_classes}

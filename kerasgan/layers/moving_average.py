"""A mean that follows what passes by."""

from typing import Any

import keras
from keras import layers, ops

from kerasgan import checks
from kerasgan.checks.types import Config, Shape, Tensor


@keras.saving.register_keras_serializable(package="kerasgan")
class MovingAverage(layers.Layer):
    """Lets vectors through as they are, and in training keeps a moving average of them.

    Formula:

    ```python
    average = momentum * average + (1 - momentum) * mean(inputs, over the batch)     # it begins at 0
    ```

    Args:
        momentum: Float, from 0 to below 1. Defaults to `0.998`.
        **options: As for any Keras layer.

    Attributes:
        average: Variable of the shape of one sample, which does not learn and is saved.

    Raises:
        ValueError: If `momentum` is not valid.

    Example:

    >>> layer = MovingAverage(momentum=0.5)
    >>> outputs = layer(np.array([[2.0], [4.0]], "float32"), training=True)
    >>> np.asarray(layer.average).tolist()
    [1.5]

    Reference: the average of w in Karras et al., A Style-Based Generator Architecture for Generative Adversarial
    Networks, 2019, appendix B.
    """

    def __init__(self, momentum: float = 0.998, **options: Any) -> None:
        super().__init__(**{"trainable": False, **options})
        checks.raise_all(checks.within("momentum", momentum, 0, 1, below=True))
        self.momentum = momentum

    def build(self, input_shape: Shape) -> None:
        """Creates the average."""
        still = {"initializer": "zeros", "trainable": False, "autocast": False}
        self.average = self.add_weight(tuple(input_shape[1:]), name="average", **still)

    def call(self, inputs: Tensor, training: bool | None = None) -> Tensor:
        """Returns the inputs."""
        if training:
            mean = ops.mean(ops.cast(ops.stop_gradient(inputs), self.average.dtype), axis=0)
            self.average.assign(self.momentum * self.average + (1.0 - self.momentum) * mean)
        return inputs

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Returns the shape of the inputs, which stays."""
        return input_shape

    def get_config(self) -> Config:
        """Returns what `from_config` needs."""
        return {**super().get_config(), "momentum": self.momentum}

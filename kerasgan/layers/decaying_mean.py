"""Moving averages of a few numbers, kept with a model."""

from typing import Any

import keras
from keras import layers, ops

from kerasgan import checks
from kerasgan.checks.types import Config, Shape, Tensor


@keras.saving.register_keras_serializable(package="kerasgan")
class DecayingMean(layers.Layer):
    """Returns the moving averages of the numbers that it has been given; in training these count first.

    Formula:

    ```python
    average = decay * average + (1 - decay) * inputs      # the first time: average = inputs
    ```

    No gradient flows through it.

    Args:
        size: Integer, how many numbers.
        decay: Float from 0 to below 1. Defaults to `0.99`.
        **options: As for any Keras layer.

    Raises:
        ValueError: If an argument is not valid.

    Example:

    >>> layer = kerasgan.layers.DecayingMean(1, decay=0.5)
    >>> [float(layer(np.array([x], "float32"), training=True)[0]) for x in (4.0, 8.0)]
    [4.0, 6.0]
    """

    def __init__(self, size: int, decay: float = 0.99, **options: Any) -> None:
        super().__init__(**{"trainable": False, "dtype": "float32", **options})
        problems = checks.positive_integer("size", size)
        checks.raise_all([*problems, *checks.within("decay", decay, 0, 1, below=True)])
        self.size = size
        self.decay = decay
        given = {"initializer": "zeros", "trainable": False}
        self.average = self.add_weight((size,), name="average", **given)
        self.count = self.add_weight((), dtype="int32", name="count", **given)
        self.built = True

    def call(self, inputs: Tensor, training: bool | None = None) -> Tensor:
        """Returns the averages, `(size,)`."""
        old = ops.convert_to_tensor(self.average)
        if not training:
            return old
        count = ops.convert_to_tensor(self.count)
        decay = ops.where(count > 0, self.decay, 0.0)
        new = ops.stop_gradient(decay * old + (1.0 - decay) * ops.cast(inputs, old.dtype))
        self.average.assign(new)
        self.count.assign(ops.minimum(count + 1, 1))
        return new

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Returns the shape of the averages."""
        return (self.size,)

    def get_config(self) -> Config:
        """Returns what `from_config` needs."""
        return {**super().get_config(), "size": self.size, "decay": self.decay}

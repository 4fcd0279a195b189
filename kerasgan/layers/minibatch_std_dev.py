"""Minibatch standard deviation: D sees how much the samples of its batch differ."""

import keras
from keras import ops

from kerasgan.checks.types import Tensor
from kerasgan.layers.comparing import Comparing


@keras.saving.register_keras_serializable(package="kerasgan")
class MinibatchStdDev(Comparing):
    """Appends one feature: the standard deviation over the batch, averaged over all features and pixels.

    Formula:

    ```python
    outputs = concatenate([features, mean(sqrt(var(features, over the batch) + 1e-8))])
    ```

    A collapsed G's batches have a small one. It has nothing to learn.

    Args:
        data_format: String, `"channels_last"` or `"channels_first"`, of maps. Defaults to `None`, Keras's own.
        **options: As for any Keras layer.

    Raises:
        ValueError: If there is no such format.

    Example:

    >>> tuple(MinibatchStdDev()(np.zeros((8, 4, 4, 2), "float32")).shape)
    (8, 4, 4, 3)

    Reference: Karras et al., Progressive Growing of GANs, 2017, section 3, over the whole batch; its code takes groups
    of four.
    """

    def call(self, inputs: Tensor) -> Tensor:
        """Returns the inputs with the standard deviation after their features."""
        wide = ops.cast(inputs, keras.backend.result_type(inputs.dtype, "float32"))  # 1e-8 is 0 in float16
        centred = wide - ops.mean(wide, axis=0, keepdims=True)
        deviation = ops.cast(ops.mean(ops.sqrt(ops.mean(ops.square(centred), axis=0) + 1e-8)), inputs.dtype)
        return self.appended(inputs, ops.broadcast_to(deviation, (ops.shape(inputs)[0], 1)))

"""Minibatch standard deviation: D sees how much the samples of its batch differ."""

import keras
from keras import layers, ops

from kerasgan.checks.types import Shape, Tensor
from kerasgan.layers.minibatch_discrimination import appended


@keras.saving.register_keras_serializable(package="kerasgan")
class MinibatchStdDev(layers.Layer):
    """Appends one feature: the standard deviation over the batch, averaged over all features and pixels.

    Formula:

    ```python
    outputs = concatenate([features, mean(sqrt(var(features, over the batch) + 1e-8))])
    ```

    A collapsed G's batches have a small one. It has nothing to learn.

    Example:

    >>> tuple(MinibatchStdDev()(np.zeros((8, 4, 4, 2), "float32")).shape)
    (8, 4, 4, 3)

    Reference: Karras et al., Progressive Growing of GANs, 2017, section 3, over the whole batch; its code takes groups
    of four.
    """

    def call(self, inputs: Tensor) -> Tensor:
        """Returns the inputs with the standard deviation after their last axis."""
        centred = inputs - ops.mean(inputs, axis=0, keepdims=True)
        deviation = ops.mean(ops.sqrt(ops.mean(ops.square(centred), axis=0) + 1e-8))
        return appended(inputs, ops.broadcast_to(deviation, (ops.shape(inputs)[0], 1)))

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Returns the shape of the inputs with one more feature."""
        return (*input_shape[:-1], input_shape[-1] + 1)

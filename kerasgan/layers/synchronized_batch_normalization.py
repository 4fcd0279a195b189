"""Batch normalisation over the whole batch, however many devices share it."""

from typing import Any

import keras
from keras import layers, ops

from kerasgan.checks.types import Config
from kerasgan.training.backend import replicas


@keras.saving.register_keras_serializable(package="kerasgan")
class SynchronizedBatchNormalization(layers.BatchNormalization):
    """Normalises by mean and variance of the whole batch, of which each replica has a part.

    Formula, the sums over all samples (and pixels) of all replicas, k the moving mean:

    ```python
    mean = k + sum(x - k) / count
    variance = sum((x - k) ** 2) / count - (mean - k) ** 2
    outputs = gamma * (x - mean) / sqrt(variance + epsilon) + beta
    ```

    Gradients flow through the sums of all replicas, so that an update is that of one device with the whole batch. The
    sums are exchanged at once, 2 * channels + 1 numbers. On one device, and on JAX, where the compiler sees the whole
    batch anyway, it is Keras's layer.

    All replicas have to call it together: in training mode it waits for the others.

    Args:
        **options: As for `keras.layers.BatchNormalization`, but for `synchronized`.

    Raises:
        ValueError: If it is given a mask where the batch is shared.

    Example:

    >>> tuple(SynchronizedBatchNormalization(momentum=0.9)(np.zeros((8, 4, 4, 2), "float32"), training=True).shape)
    (8, 4, 4, 2)

    Reference: Ioffe, Szegedy, Batch Normalization, 2015; over devices: Zhang et al., Context Encoding for Semantic
    Segmentation, 2018; in a GAN: Brock, Donahue, Simonyan, Large Scale GAN Training, 2018. Keras's own option
    `synchronized=True` exists on TensorFlow alone; a network with this layer can be loaded on each backend.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)

    def _moments(self, inputs, mask):
        if not replicas.apart():
            return super()._moments(inputs, mask)
        if mask is not None:
            raise ValueError(
                f"`mask`: {self.name!r} cannot leave samples out where several replicas share a batch. Received: a "
                "mask. Use `keras.layers.BatchNormalization` behind layers that mask."
            )
        centre = ops.cast(self.moving_mean, inputs.dtype)
        sums = replicas.total(self._sums(inputs, centre))
        shift, square = ops.split(sums[:-1] / sums[-1], 2)
        return centre + shift, ops.maximum(square - ops.square(shift), 0.0)

    def _sums(self, inputs, centre):
        """Returns the sums of inputs and of their squares by channel, less the centre, and how many there are."""
        places = [1] * len(inputs.shape)
        places[self.axis] = -1
        shifted = inputs - ops.reshape(centre, places)  # large means cancel, which squares of float32 would not bear
        sums = [ops.sum(values, self._reduction_axes) for values in (shifted, ops.square(shifted))]
        count = ops.cast(ops.size(inputs), inputs.dtype) / inputs.shape[self.axis]
        return ops.concatenate([*sums, ops.reshape(count, (1,))])

    def get_config(self) -> Config:
        """Returns what `from_config` needs: on each backend the same."""
        return {name: value for name, value in super().get_config().items() if name != "synchronized"}

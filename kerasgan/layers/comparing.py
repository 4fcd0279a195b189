"""`Comparing`: what the layers share by which D compares the samples of a batch."""

import keras
from keras import layers, ops

from kerasgan import checks

FORMATS = ("channels_first", "channels_last")


class Comparing(layers.Layer):
    """Appends features of the whole batch to those of each sample: behind a vector's, as channels of an image's maps.

    Args:
        data_format: String, `"channels_last"` or `"channels_first"`, where the maps have their channels. Defaults to
            `None`, Keras's own, `keras.config.image_data_format()`.
        **options: As for any Keras layer.

    Raises:
        ValueError: If there is no such format.
    """

    count = 1  # how many features it appends

    def __init__(self, data_format=None, **options):
        super().__init__(**options)
        checks.raise_all([] if data_format is None else checks.one_of("data_format", data_format, FORMATS))
        self.data_format = data_format or keras.config.image_data_format()

    def axis_of(self, rank):
        """Returns the axis of the features, counted from 0, of inputs with `rank` axes."""
        return 1 if self.data_format == "channels_first" else rank - 1

    def appended(self, inputs, features):
        """Returns `inputs` with `features`, `(batch, n)`, behind their own, the same at each pixel."""
        axis, rank = self.axis_of(len(inputs.shape)), len(inputs.shape)
        places = [-1 if place == 0 else 1 for place in range(rank)]
        places[axis] = features.shape[-1]
        shape = list(ops.shape(inputs))
        shape[axis] = features.shape[-1]
        return ops.concatenate([inputs, ops.broadcast_to(ops.reshape(features, places), shape)], axis=axis)

    def compute_output_shape(self, input_shape):
        """Returns the shape of the inputs with the features more."""
        axis = self.axis_of(len(input_shape))
        return (*input_shape[:axis], input_shape[axis] + self.count, *input_shape[axis + 1 :])

    def get_config(self):
        """Returns what `from_config` needs."""
        return {**super().get_config(), "data_format": self.data_format}

    @classmethod
    def from_config(cls, config):
        """Returns the layer that `get_config` described; files from before there was a format have channels last."""
        return cls(**{"data_format": "channels_last", **config})

"""Some of the numbers of a vector."""

import keras
from keras import layers


@keras.saving.register_keras_serializable(package="kerasgan")
class Part(layers.Layer):
    """Some neighbouring numbers of each vector, such as the part of z that is noise.

    Args:
        start: Integer, which is the first.
        size: Integer, how many.

    Example:

    >>> np.asarray(kerasgan.layers.Part(1, 2)(np.array([[5.0, 6.0, 7.0]]))).tolist()
    [[6.0, 7.0]]
    """

    def __init__(self, start, size, **options):
        super().__init__(**options)
        self.start, self.size = start, size

    def call(self, inputs):
        """Returns `(batch, size)`."""
        return inputs[:, self.start : self.start + self.size]

    def compute_output_shape(self, input_shape):
        """Returns the shape of the part."""
        return (input_shape[0], self.size)

    def get_config(self):
        """Returns what `from_config` needs."""
        return {**super().get_config(), "start": self.start, "size": self.size}

"""Images cut to the size of others, which is known only when they are there."""

import keras
from keras import layers, ops

from kerasgan.checks.types import Shape, Tensor


@keras.saving.register_keras_serializable(package="kerasgan")
class CropLike(layers.Layer):
    """Cuts the rows and columns off the ends of images that they have more than others.

    A network that halves sizes and doubles them again comes back a pixel too large where a size was odd; with this
    layer it takes images of any size.

    Example:

    >>> large, small = np.zeros((1, 8, 8, 3), "float32"), np.zeros((1, 7, 5, 2), "float32")
    >>> tuple(CropLike()(large, small).shape)
    (1, 7, 5, 3)
    """

    def call(self, inputs: Tensor, like: Tensor) -> Tensor:
        """Returns the first rows and columns of `inputs`, as many as `like` has."""
        _, height, width, _ = ops.shape(like)
        return inputs[:, :height, :width, :]

    def compute_output_shape(self, inputs_shape: Shape, like_shape: Shape) -> Shape:
        """Returns the shape of the outputs."""
        return (inputs_shape[0], *like_shape[1:3], inputs_shape[3])

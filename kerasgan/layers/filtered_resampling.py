"""Images twice or half as large, through a low-pass filter: without jagged edges and aliases."""

from typing import Any

import keras
from keras import layers

from kerasgan import checks
from kerasgan.checks.types import Config, Shape, Tensor
from kerasgan.layers import filtering

DIRECTIONS = ("down", "up")


@keras.saving.register_keras_serializable(package="kerasgan")
class FilteredResampling(layers.Layer):
    """Doubles or halves height and width of images, filtered by [1, 3, 3, 1] along both axes.

    Formula:

    ```python
    # up, along each axis
    outputs[2 * i] = (inputs[i - 1] + 3 * inputs[i]) / 4
    outputs[2 * i + 1] = (3 * inputs[i] + inputs[i + 1]) / 4
    # down, along each axis
    outputs[i] = (inputs[2 * i - 1] + 3 * inputs[2 * i] + 3 * inputs[2 * i + 1] + inputs[2 * i + 2]) / 8
    ```

    Beyond the border are zeros. An odd size is half of the next one rounded up. Channels come last. It has nothing to
    learn.

    Args:
        resample: String, `"up"` or `"down"`.
        crop: Pair of pairs, the rows and columns to cut off behind `"up"`, as in `keras.layers.Cropping2D`. Defaults to
            `None`.
        **options: As for any Keras layer.

    Raises:
        ValueError: If `resample` is neither, or the size of the images is not known.

    Example:

    >>> tuple(kerasgan.layers.FilteredResampling("down")(np.zeros((2, 7, 8, 3), "float32")).shape)
    (2, 4, 4, 3)

    Reference: Karras et al., Analyzing and Improving the Image Quality of StyleGAN, 2020; Huang et al., The GAN is
    dead; long live the GAN!, 2024. The filter is their [1, 2, 1], spread over the two pixels that become one.
    """

    data_format = "channels_last"

    def __init__(self, resample: str, crop: Any = None, **options: Any) -> None:
        super().__init__(**options)
        checks.raise_all(checks.one_of("resample", resample, DIRECTIONS))
        self.resample = resample
        self.crop = crop

    def build(self, input_shape: Shape) -> None:
        """Refuses images whose size is not known."""
        if None in input_shape[1:3]:
            raise ValueError(f"Expected images of a known height and width. Received: {tuple(input_shape)}.")

    def call(self, inputs: Tensor) -> Tensor:
        """Returns the larger or smaller images."""
        if self.resample == "down":
            return filtering.halved(inputs)
        images, ((top, bottom), (left, right)) = filtering.doubled(inputs), self.crop or ((0, 0), (0, 0))
        height, width = images.shape[1:3]
        return images[:, top : height - bottom, left : width - right]

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Returns the shape of the outputs."""
        batch, *sizes, channels = input_shape
        if self.resample == "down":
            return (batch, *(-(-size // 2) for size in sizes), channels)
        cut = [sum(ends) for ends in self.crop or ((0, 0), (0, 0))]
        return (batch, *(2 * size - less for size, less in zip(sizes, cut)), channels)

    def get_config(self) -> Config:
        """Returns what `from_config` needs."""
        return {**super().get_config(), "resample": self.resample, "crop": self.crop}

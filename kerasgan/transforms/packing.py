"""Packing: D judges several samples at once."""

import keras
from keras import ops

from kerasgan import checks
from kerasgan.checks.types import Config, Shape, Tensor
from kerasgan.transforms.transform import Transform


@keras.saving.register_keras_serializable(package="kerasgan")
class Packing(Transform):
    """Joins `size` samples to one: along the channels of images, along the features of vectors.

    D sees samples of one batch together, so a G that makes too few kinds of them is found out. D has to be built for
    packs: `input_shape=Packing(2).packed((28, 28, 1))`, which is `(28, 28, 2)`; and so is a vector or an image that
    stands beside the samples, if D takes one.

    Args:
        size: Integer, the paper's m, 2 to 4. Defaults to `2`.

    Raises:
        ValueError: If `size` is no whole number of at least 2.

    Example:

    >>> pack = kerasgan.transforms.Packing(2)
    >>> d = kerasgan.build_discriminator("mlp", pack.packed((4,)))
    >>> gan = kerasgan.build_gan(kerasgan.build_generator("mlp", (4,)), d, transforms=[pack])

    Reference: Lin et al., PacGAN: The power of two samples in generative adversarial networks, 2018. Samples `size` by
    `size` in their order make a pack, so a batch has `batch_size / size` of them; the paper draws `size` times as many.
    """

    def __init__(self, size: int = 2) -> None:
        checks.raise_all(checks.positive_integer("size", size, least=2))
        self.size = size

    @property
    def group(self) -> int:
        """Integer, how many samples D sees as one."""
        return self.size

    def packed(self, shape: Shape, data_format: str | None = None) -> Shape:
        """Returns the shape of a pack of samples of `shape`, both without the batch axis.

        Args:
            shape: Tuple.
            data_format: String, `"channels_last"` or `"channels_first"`. Defaults to `None`, Keras's own.
        """
        if (data_format or keras.config.image_data_format()) == "channels_first":
            return (shape[0] * self.size, *shape[1:])
        return (*shape[:-1], shape[-1] * self.size)

    def shape_of(self, shape: Shape) -> Shape:
        """Returns the shape of the packs in a batch of `shape`, the channels last."""
        return (shape[0] // self.size, *self.packed(shape[1:], "channels_last"))

    def __call__(self, samples, random=None):
        """Returns the packs, `(batch / size, ..., channels * size)`."""
        shape = tuple(samples.shape[1:])
        packs = ops.reshape(samples, (-1, self.size, *shape))
        last = len(shape)  # of the pack's axes: 0 pack, 1 member, 2 ... the sample's
        packs = ops.transpose(packs, (0, *range(2, last + 1), 1, last + 1))
        return ops.reshape(packs, (-1, *self.packed(shape, "channels_last")))

    def beside(self, condition: Tensor, random: Tensor | None = None) -> Tensor:
        """Returns the conditions of the samples of each pack, joined as the samples are."""
        return self(condition)

    def get_config(self) -> Config:
        """Returns what `from_config` needs."""
        return {"size": self.size}

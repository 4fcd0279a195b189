"""Flip: images seen in a mirror."""

from typing import Any

import keras
from keras import ops

from kerasgan.checks.types import Shape, Tensor
from kerasgan.transforms.diff_augment import image_problems
from kerasgan.transforms.transform import Transform


@keras.saving.register_keras_serializable(package="kerasgan")
class Flip(Transform):
    """Turns left and right of each image around, with a chance of one half.

    By itself it leaks: D sees both kinds alike, so G may make either. Inside of `Adaptive` the one that the data have
    stays the more frequent one, and G makes that.

    Example:

    >>> gan = kerasgan.build_gan(
    ...     kerasgan.build_generator("dcgan", (8, 8, 3), filters=4),
    ...     kerasgan.build_discriminator("dcgan", (8, 8, 3), filters=4),
    ...     transforms=["flip"],
    ... )

    Reference: Karras et al., Training Generative Adversarial Networks with Limited Data, 2020, appendix B.
    """

    def draw(self, shape: Shape, seed: Any) -> Tensor | None:
        """Returns a uniform number from 0 to 1 for each image."""
        return keras.random.uniform((shape[0],), seed=seed)

    def __call__(self, samples, random=None):
        """Returns the images, some of them turned around."""
        if random is None:
            return samples
        return ops.where(random[:, None, None, None] < 0.5, ops.flip(samples, axis=2), samples)

    def problems(self, shape: Shape) -> list[str]:
        """Refuses what is not an image."""
        return image_problems(self, shape)

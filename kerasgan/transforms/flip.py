"""Flip: images seen in a mirror."""

import keras
from keras import ops

from kerasgan.transforms.oriented import Oriented


@keras.saving.register_keras_serializable(package="kerasgan")
class Flip(Oriented):
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

    def __call__(self, samples, random=None):
        """Returns the images, some of them turned around."""
        if random is None:
            return samples
        return ops.where(random[:, None, None, None] < 0.5, ops.flip(samples, axis=2), samples)

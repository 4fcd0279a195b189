"""QuarterTurns: images turned by 90 degrees and more."""

from typing import Any

import keras
from keras import ops

from kerasgan.checks.types import Shape, Tensor
from kerasgan.transforms.diff_augment import image_problems
from kerasgan.transforms.transform import Transform


@keras.saving.register_keras_serializable(package="kerasgan")
class QuarterTurns(Transform):
    """Turns each image by 0, 90, 180 or 270 degrees, all with the same chance; one that is not square by 0 or 180.

    By itself it leaks: D sees all four alike, so G may make any. Inside of `Adaptive` the upright ones stay the more
    frequent ones, and G makes those.

    Example:

    >>> turns = kerasgan.transforms.QuarterTurns()
    >>> image = np.array([[1, 2], [3, 4]]).reshape(1, 2, 2, 1)
    >>> np.asarray(turns(image, np.array([0.3])))[0, :, :, 0].tolist()
    [[2, 4], [1, 3]]

    Reference: Karras et al., Training Generative Adversarial Networks with Limited Data, 2020, appendix B.
    """

    def draw(self, shape: Shape, seed: Any) -> Tensor | None:
        """Returns a uniform number from 0 to 1 for each image."""
        return keras.random.uniform((shape[0],), seed=seed)

    def __call__(self, samples, random=None):
        """Returns the turned images, or without random numbers the images as they are."""
        if random is None:
            return samples
        random = random[:, None, None, None]
        half = ops.flip(samples, axis=(1, 2))
        if samples.shape[1] != samples.shape[2]:
            return ops.where(random < 0.5, samples, half)
        quarter = ops.flip(ops.transpose(samples, (0, 2, 1, 3)), axis=1)
        upper = ops.where(random < 0.75, half, ops.flip(quarter, axis=(1, 2)))
        return ops.where(random < 0.5, ops.where(random < 0.25, samples, quarter), upper)

    def problems(self, shape: Shape) -> list[str]:
        """Refuses what is not an image."""
        return image_problems(self, shape)

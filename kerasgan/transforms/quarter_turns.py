"""QuarterTurns: images turned by 90 degrees and more."""

import keras
from keras import ops

from kerasgan.checks.types import Shape
from kerasgan.transforms.oriented import Oriented


@keras.saving.register_keras_serializable(package="kerasgan")
class QuarterTurns(Oriented):
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

    def beside_problems(self, shape: Shape, condition: Shape) -> list[str]:
        """Refuses a square picture beside oblong samples, and the other way round: only squares turn by 90 degrees."""
        if len(shape) != 3 or (shape[0] == shape[1]) == (condition[0] == condition[1]):
            return []
        sizes = [f"{one[0]}x{one[1]}" for one in (shape, condition)]
        return [
            f"`transforms`: QuarterTurns can't turn samples of {sizes[0]} pixels and pictures beside them of "
            f"{sizes[1]} alike. Bring both to a square, or leave it out, of `Adaptive`, too: "
            "`Adaptive(['diff_augment'])`."
        ]

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

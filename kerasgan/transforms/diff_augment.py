"""DiffAugment: images changed at random, differentiably, before D sees them."""

import copy
from typing import Any, Self

import keras
from keras import ops

from kerasgan import checks
from kerasgan.checks.types import Config, Shape, Tensor
from kerasgan.training import schedules
from kerasgan.transforms.transform import Transform, is_picture

POLICIES = ("color", "cutout", "translation")

# What the columns of the random numbers are for.
BRIGHTNESS, SATURATION, CONTRAST, DOWN, RIGHT, TOP, LEFT, CHANCE = range(8)


@keras.saving.register_keras_serializable(package="kerasgan")
class DiffAugment(Transform):
    """Changes colours, place and completeness of images, each of them at random.

    Formula:

    ```python
    image + U(-0.5, 0.5)                                   # brightness
    grey + (image - grey) * U(0, 2)                        # saturation; grey: the pixel's mean over its channels
    mean + (image - mean) * U(0.5, 1.5)                    # contrast; mean: the image's
    moved by up to 1/8 of its sides, zeros moving in       # translation
    a box of 1/2 of its sides set to zero                  # cutout
    ```

    D cannot learn few images by heart, and because both real and generated ones are changed, G need not make changed
    ones. A picture that stands beside a sample as its condition is moved and cut out with it, by the same share of its
    sides.

    Args:
        policy: String, what to do, separated by commas. Defaults to `"color,translation,cutout"`.
        probability: Float from 0 to 1, with which an image is changed; or a schedule, such as
            `kerasgan.schedules.Cosine`, by the number of steps so far. Defaults to `1.0`, each of them.

    Raises:
        ValueError: If a part of the policy is not known, or `probability` is no such number.

    Example:

    >>> augment = kerasgan.transforms.DiffAugment("translation")
    >>> tuple(augment.draw((2, 8, 8, 1), seed=0).shape)
    (2, 7)

    Reference: Zhao et al., Differentiable Augmentation for Data-Efficient GAN Training, 2020. Its figures are for
    images from -1 to 1, with 0 as the colour that moves in; in images from 0 to 1 that is black, and brightness changes
    twice as much.
    """

    def __init__(self, policy: str = "color,translation,cutout", probability: Any = 1.0) -> None:
        parts = [part.strip() for part in policy.split(",")] if isinstance(policy, str) else []
        problems = [problem for part in parts for problem in checks.one_of("policy", part, POLICIES)]
        if not parts:
            problems.append(f"`policy`: expected a text, such as 'color,translation,cutout'. Received: {policy!r}.")
        self.probability, wrong = checks.tried(schedules.get, "probability", probability, 0, 1)
        checks.raise_all([*problems, *wrong])
        self.policy = ",".join(parts)
        self._always = self.probability == 1

    def draw(self, shape: Shape, seed: Any) -> Tensor | None:
        """Returns uniform numbers from 0 to 1, seven for each image, eight where not each is changed."""
        return keras.random.uniform((shape[0], 7 if self._always else 8), seed=seed)

    def at(self, step: Tensor) -> Self:
        """Returns one with the probability of a step."""
        now = copy.copy(self)
        now.probability = schedules.at(self.probability, step)
        return now

    def __call__(self, samples, random=None):
        """Returns the changed images, or without random numbers the images as they are."""
        return self._changed(samples, random, CHANGES)

    def beside(self, condition: Tensor, random: Tensor | None = None) -> Tensor:
        """Returns a picture moved and cut out as the sample was, of its own colours; another condition as it is."""
        if not is_picture(condition):
            return condition
        return self._changed(condition, random, {**CHANGES, "color": lambda images, random: images})

    def _changed(self, images, random, changes):
        if random is None:
            return images
        changed = images
        for part in self.policy.split(","):
            changed = changes[part](changed, random)
        if self._always:
            return changed
        return ops.where(random[:, CHANCE, None, None, None] < self.probability, changed, images)

    def problems(self, shape: Shape) -> list[str]:
        """Refuses what is not an image."""
        return image_problems(self, shape)

    def get_config(self) -> Config:
        """Returns what `from_config` needs."""
        return {"policy": self.policy, "probability": schedules.serialize(self.probability)}


def image_problems(transform, shape):
    """Returns the message for samples of `shape` that are no images, a list."""
    if len(shape) == 3:
        return []
    name = type(transform).__name__
    return [f"`transforms`: {name} is for images, (height, width, channels). Received samples of shape {shape}."]


def color(images, random):
    """Returns images of other brightness, saturation and contrast."""
    brightness, saturation, contrast = (random[:, n, None, None, None] for n in (BRIGHTNESS, SATURATION, CONTRAST))
    images = images + (brightness - 0.5)
    grey = ops.mean(images, axis=-1, keepdims=True)
    images = grey + (images - grey) * (2.0 * saturation)
    mean = ops.mean(images, axis=(1, 2, 3), keepdims=True)
    return mean + (images - mean) * (contrast + 0.5)


def translation(images, random, ratio=0.125):
    """Returns images moved by whole pixels, up to `ratio` of their sides."""
    _, height, width, _ = images.shape
    down, right = shift(random[:, DOWN], height, ratio), shift(random[:, RIGHT], width, ratio)
    # Matrices that move rows and columns: differentiable as often as one likes, on every backend.
    images = ops.einsum("bij,bjwc->biwc", ops.cast(down, images.dtype), images)
    return ops.einsum("bij,bhjc->bhic", ops.cast(right, images.dtype), images)


def shift(uniform, size, ratio):
    """Returns `(batch, size, size)`, true where pixel j moves to pixel i."""
    most = int(size * ratio + 0.5)
    by = ops.cast(ops.floor(uniform * (2 * most + 1)), "int32") - most
    pixels = ops.arange(size, dtype="int32")
    return pixels[None, :, None] == pixels[None, None, :] + by[:, None, None]


def cutout(images, random, ratio=0.5):
    """Returns images in which a box of `ratio` of the sides, perhaps partly outside the image, is set to zero."""
    _, height, width, _ = images.shape
    rows, columns = inside(random[:, TOP], height, ratio), inside(random[:, LEFT], width, ratio)
    hidden = ops.logical_and(rows[:, :, None, None], columns[:, None, :, None])
    return images * ops.cast(ops.logical_not(hidden), images.dtype)


def inside(uniform, size, ratio):
    """Returns `(batch, size)`, true for the pixels within a window centred on a pixel drawn at random."""
    window = int(size * ratio + 0.5)
    start = ops.cast(ops.floor(uniform * (size + 1 - window % 2)), "int32") - window // 2
    pixels = ops.arange(size, dtype="int32")[None, :]
    return ops.logical_and(pixels >= start[:, None], pixels < start[:, None] + window)


CHANGES = {"color": color, "translation": translation, "cutout": cutout}

"""What transforms that turn whole images around share: one random number for each image."""

from typing import Any

import keras

from kerasgan.checks.types import Shape, Tensor
from kerasgan.transforms.diff_augment import image_problems
from kerasgan.transforms.transform import Transform, is_picture


class Oriented(Transform):
    """Base of the transforms that show an image from another side; a subclass has `__call__`."""

    def draw(self, shape: Shape, seed: Any) -> Tensor | None:
        """Returns a uniform number from 0 to 1 for each image."""
        return keras.random.uniform((shape[0],), seed=seed)

    def beside(self, condition: Tensor, random: Tensor | None = None) -> Tensor:
        """Returns a picture turned as the sample was, and any other condition as it is."""
        return self(condition, random) if is_picture(condition) else condition

    def problems(self, shape: Shape) -> list[str]:
        """Refuses what is not an image."""
        return image_problems(self, shape)

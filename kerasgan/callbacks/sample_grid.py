"""`SampleGrid`: the same noise, drawn again and again while G learns, and the film of it."""

from typing import Any

import keras

from kerasgan.callbacks.film import Film
from kerasgan.callbacks.grid import Grid
from kerasgan.checks.types import PathLike
from kerasgan.plots import grid


class SampleGrid(Film):
    """Draws a grid of generated images every so many steps, always of the same noise, and joins them into an animation.

    The folder then has `step-000000.png`, `step-000500.png`, ... up to the last step, and `samples.gif`. Images are
    made as `gan.sample` makes them, by averaged weights where there are some. A conditional GAN has a row for each
    class. Drawing goes on beside the training, and nothing of it changes the training.

    A run that goes on from a checkpoint goes on with its pictures, and the animation has them all.

    Args:
        folder: Path of the folder of the pictures; made where it does not exist. Defaults to `"samples"`.
        every: Integer, how many steps from one picture to the next. Defaults to `500`.
        rows: Integer, how many rows, for a GAN without classes. Defaults to `8`.
        columns: Integer, how many images in a row. Defaults to `8`.
        classes: The rows of a conditional GAN: integer, how many classes there are; list of integers, those to draw; or
            dict of integer: name. Defaults to `None`: all of them, as many as the generator says.
        seed: Integer, for the noise. Defaults to `0`.
        image_shape: Tuple, such as `(28, 28)`, for a generator whose images are flat. Defaults to `None`.
        value_range: Pair of floats, what black and white are where samples are floats. Defaults to `None`: the range of
            the generator, (-1, 1) where it has no bounds.
        animation: String, the name of the animation in `folder`, `.gif` or `.webp`, or `None` for none. Defaults to
            `"samples.gif"`.

    Raises:
        ValueError: If an argument is not valid; and before any training if the GAN makes no images or the folder can't
            be written to.

    Example:

    >>> grids = kerasgan.callbacks.SampleGrid("runs/digits/samples", every=1000)
    """

    def __init__(
        self,
        folder: PathLike = "samples",
        every: int = 500,
        *,
        rows: int = 8,
        columns: int = 8,
        classes: Any = None,
        seed: int = 0,
        image_shape: tuple[int, ...] | None = None,
        value_range: tuple[float, float] | None = None,
        animation: str | None = "samples.gif",
    ) -> None:
        super().__init__(folder, every, animation)
        self.grid = Grid(rows, columns, classes, seed, image_shape, value_range)

    def problems(self, gan: keras.Model) -> list[str]:
        """Returns the list of what keeps `gan` from being watched."""
        return self.grid.problems(gan)

    def look(self, gan: keras.Model) -> Any:
        """Returns the images as they are now, and the names of their rows."""
        return self.grid.sample(gan)

    def picture(self, step: int, look: Any) -> bytes:
        """Returns the grid as the bytes of a PNG file."""
        return grid.to_png(self.grid.draw(*look))

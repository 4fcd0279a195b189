"""`DecisionSurface`: what D thinks of the plane while G's points move over it, and the film of it."""

import pathlib
from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
from numpy.typing import ArrayLike

from kerasgan import checks
from kerasgan.callbacks.film import Film
from kerasgan.checks.types import PathLike
from kerasgan.plots import figure, files, surface


class DecisionSurface(Film):
    """Draws D's probability over the plane every so many steps, with real and generated points, and joins them.

    The folder then has `step-000000.png`, ... up to the last step, and `surface.gif`; see `plot_decision_surface` for
    what is in them. The numbers of each lie beside it, `step-000000.npz`, for `kerasgan page` to play. For GANs of
    two-dimensional points. Drawing goes on beside the training, and nothing of it changes the training.

    Args:
        real: Array `(m, 2)` of real points; the first `n` are drawn.
        folder: Path of the folder of the pictures; made where it does not exist. Defaults to `"surface"`.
        every: Integer, how many steps from one picture to the next. Defaults to `100`.
        n: Integer, how many points of either kind. Defaults to `500`.
        label: Integer, the class to look at, for a conditional GAN; `real` then are points of this class. Defaults to
            `None`.
        seed: Integer, for the noise, which is the same in all pictures. Defaults to `0`.
        limits: Pair of pairs `((left, right), (bottom, top))`, or `None` for the region around the real points.
            Defaults to `None`.
        animation: String, the name of the animation in `folder`, `.gif` or `.webp`, or `None` for none. Defaults to
            `"surface.gif"`.

    Raises:
        ValueError: If an argument is not valid; and before any training if the GAN's data are not points of the plane
            or the folder can't be written to.

    Example:

    >>> ring = np.stack([np.cos(np.arange(100)), np.sin(np.arange(100))], axis=1)
    >>> surfaces = kerasgan.callbacks.DecisionSurface(ring, "runs/ring/surface", every=100)
    """

    def __init__(
        self,
        real: ArrayLike,
        folder: PathLike = "surface",
        every: int = 100,
        *,
        n: int = 500,
        label: int | None = None,
        seed: int = 0,
        limits: tuple | None = None,
        animation: str | None = "surface.gif",
    ) -> None:
        self.real = np.array(real)
        found = [*surface.point_problems(self.real), *surface.limit_problems(limits), *checks.positive_integer("n", n)]
        checks.raise_all([*found, *checks.seed(seed)])
        super().__init__(folder, every, animation)
        self.n = n
        self.label = label
        self.seed = seed
        self.limits = limits or surface.around(self.real)

    def problems(self, gan: keras.Model) -> list[str]:
        """Returns the list of what keeps `gan` from being watched."""
        return surface.gan_problems(gan, self.label)

    def look(self, gan: keras.Model) -> Any:
        """Returns D's verdicts and G's points as they are now."""
        return surface.look(gan, self.real, self.n, self.label, self.seed, self.limits, surface.RESOLUTION)

    def picture(self, step: int, look: Any) -> bytes:
        """Returns the surface as the bytes of a PNG file."""
        return draw_png(look, f"Step {step:,}")

    def write(self, path: pathlib.Path, step: int, look: Any) -> None:
        """Writes a surface, and its numbers beside it; in the other thread."""
        super().write(path, step, look)
        files.write(surface.to_npz(look), path.with_suffix(".npz"))

    def captions(self, steps: Sequence[int]) -> None:
        """Returns nothing: the step is in each picture's title."""
        return None


@figure.styled
def draw_png(look, title):
    """Returns a surface with a title as the bytes of a PNG file."""
    return figure.picture(surface.draw(look, title), "png")

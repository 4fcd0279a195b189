"""`TranslationGrid`: the same pictures, translated again and again while G learns, and the film of it."""

from typing import Any

import keras
import numpy as np
from numpy.typing import ArrayLike

from kerasgan import checks, networks
from kerasgan.callbacks.film import Film
from kerasgan.checks.types import PathLike, Shape
from kerasgan.games import asking
from kerasgan.networks import scaling
from kerasgan.plots import grid, translations
from kerasgan.training.sources.values import as_numpy

WIDTH = 480  # many of these make an animation, which is to be small


class TranslationGrid(Film):
    """Draws what was given, what G makes of it and what was wanted, every so many steps, and joins them into a film.

    The folder then has `step-000000.png`, `step-000500.png`, ... up to the last step, and `samples.gif`. Pictures are
    made as `gan.translate` makes them, by averaged weights where there are some. Drawing goes on beside the training,
    and nothing of it changes the training.

    Args:
        condition: What is translated, as `gan.translate` takes it: an array `(n, ...)`, a tuple or a dict of several,
            of which the first that are pictures are shown.
        wanted: Array `(n, height, width, channels)`, what is wanted. Defaults to `None`, not known.
        folder: Path of the folder of the pictures; made where it does not exist. Defaults to `"samples"`.
        every: Integer, how many steps from one picture to the next. Defaults to `500`.
        columns: Integer, how many in a row. Defaults to `8`.
        to: `"b"` or `"a"`, the set to translate to, of a `CycleGAN`. Defaults to `"b"`.
        seed: Integer, for a generator with noise. Defaults to `0`.
        animation: String, the name of the animation in `folder`, `.gif` or `.webp`, or `None`. Defaults to
            `"samples.gif"`.

    Raises:
        ValueError: If an argument is not valid; and before any training if the GAN can't translate these.

    Example:

    >>> x, c = np.zeros((6, 32, 32, 1), "uint8"), np.zeros((6, 32, 32, 1), "uint8")
    >>> grids = kerasgan.callbacks.TranslationGrid(c, x, "runs/glyphs/samples", every=1000)
    """

    def __init__(
        self,
        condition: Any,
        wanted: ArrayLike | None = None,
        folder: PathLike = "samples",
        every: int = 500,
        *,
        columns: int = 8,
        to: str = "b",
        seed: int = 0,
        animation: str | None = "samples.gif",
    ) -> None:
        super().__init__(folder, every, animation)
        found = [*checks.positive_integer("columns", columns), *checks.one_of("to", to, ("a", "b"))]
        checks.raise_all([*found, *checks.seed(seed)])
        self.condition, self.wanted = condition, wanted
        self.columns, self.to, self.seed = columns, to, seed

    def problems(self, gan: keras.Model) -> list[str]:
        """Returns the list of what keeps `gan` from translating these."""
        if gan.unpaired:
            values = as_numpy(self.condition, "condition")
            _, source, target = gan.way(self.to)
            found = source.problems(values, values.shape[:1], "condition")
            return found or self.wanted_problems(len(values), target.shape)
        found = asking.translate_problems(gan)
        given, wrong = (None, found) if found else asking.asked(gan, None, self.condition, None)
        return wrong or self.wanted_problems(asking.length(given), gan.data_shape)

    def wanted_problems(self, count: int, shape: Shape) -> list[str]:
        """Checks that there is one picture wanted for each condition, where there are any."""
        wanted = np.shape(self.wanted)
        if self.wanted is None or (wanted[:1] == (count,) and networks.fits(wanted, (count, *shape))):
            return []
        return [f"`wanted`: expected shape {(count, *shape)}, one for each. Received: {wanted}."]

    def look(self, gan: keras.Model) -> dict[str, np.ndarray]:
        """Returns what was given, made and wanted as uint8, by the names of the rows."""
        given, made, reach = both_ways(gan, self.condition, self.to) if gan.unpaired else self.one_way(gan)
        found = {"given": given, "made": (made, reach), "wanted": (self.wanted, reach)}
        return {
            name: grid.to_pixels(np.asarray(part[0]), part[1])
            for name, part in found.items()
            if part is not None and part[0] is not None
        }

    def one_way(self, gan: keras.Model) -> tuple[Any, np.ndarray, tuple[float, float]]:
        """Returns the first condition that is a picture and its range, what is made of all, and the range of that."""
        made = gan.translate(self.condition, seed=self.seed)
        given = asking.asked(gan, None, self.condition, None)[0]
        shown = [(given[field.name], field.limits) for field in gan.conditions if is_picture(given[field.name])]
        return (shown[0] if shown else None), made, scaling.pixel_range(gan.output_range)

    def picture(self, step: int, look: dict[str, np.ndarray]) -> bytes:
        """Returns the rows as the bytes of a PNG file."""
        return grid.to_png(translations.image(look, self.columns, WIDTH))


def both_ways(game, samples, to):
    """Returns samples of one set and their range, what they become in the other one, and the range of that."""
    _, source, target = game.way(to)
    return (samples, source.limits), game.translate(samples, to=to), scaling.pixel_range(target.reach)


def is_picture(values):
    """Tells whether an array has pictures that can be drawn."""
    return np.ndim(values) == 4 and np.shape(values)[-1] in (1, 3, 4)

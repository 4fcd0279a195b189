"""`Live`: curves, samples and the doctor's findings in one figure of a notebook, which renews itself."""

import time

import keras
import numpy as np

from kerasgan import checks
from kerasgan.callbacks.curves import so_far
from kerasgan.callbacks.grid import Grid
from kerasgan.callbacks.progress import say, steady_console
from kerasgan.callbacks.worker import Worker
from kerasgan.checks.types import Logs
from kerasgan.plots import live, notebook

# Samples that are no images are drawn of so many.
SAMPLES = 500

ELSEWHERE = (
    "Live: here is no notebook, so there is nothing to show it in. On the command line there is `kerasgan train NAME "
    "--watch`; in a script `kerasgan.callbacks.Curves` and `SampleGrid` write pictures."
)


class Live(keras.callbacks.Callback):
    """Shows how a run goes below the cell of a notebook: curves, samples of the same noise, what the doctor found.

    It is one figure, drawn beside the training and renewed at the end of entries of the history. Images are a grid,
    points of the plane a scatter plot, vectors lines; a GAN whose samples can't be drawn from noise alone has its
    curves only. Outside of a notebook it says so, and does nothing else.

    Args:
        seconds: Float, how many seconds at least from one drawing to the next; the last one is drawn in any case.
            Defaults to `5.0`.
        rows: Integer, rows of images, for a GAN without classes; with classes there is a row for each. Defaults to `6`.
        columns: Integer, how many images in a row. Defaults to `6`.
        seed: Integer, for the noise. Defaults to `0`.

    Raises:
        ValueError: If an argument is not valid.

    Example:

    >>> live = kerasgan.callbacks.Live(seconds=2)
    """

    only_writes = True  # so of several processes the first alone has it

    def __init__(self, seconds: float = 5.0, rows: int = 6, columns: int = 6, seed: int = 0) -> None:
        checks.raise_all(checks.finite_number("seconds", seconds, at_least=0))
        super().__init__()
        self.seconds = seconds
        self.seed = seed
        self.grid = Grid(rows, columns, None, seed, None, None)

    def on_train_begin(self, logs: Logs = None) -> None:
        """Begins, or says that there is no notebook."""
        self.shown = notebook.shell() is not None
        if not self.shown:
            say(steady_console(), ELSEWHERE)
            return
        self.worker, self._place = Worker(), notebook.Place()
        self._drawn, self._drawn_at, self._history = None, -self.seconds, {}

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Draws what there is by now, if it is time to and the last drawing is done."""
        if not self.shown:
            return
        self._history = so_far(self.model.history, logs or {})
        self.show()
        if self._history and not self.worker.busy and time.monotonic() - self._drawn_at >= self.seconds:
            self.draw()

    def on_train_end(self, logs: Logs = None) -> None:
        """Draws the end."""
        if not self.shown:
            return
        if self._history:
            self.draw()
        self.worker.finish()
        self.show()

    def draw(self) -> None:
        """Looks at the GAN, and has the figure drawn in the other thread."""
        self._drawn_at = time.monotonic()
        findings = list(getattr(self.model.history, "doctor", None) or ())
        self.worker.do("the figure of `Live`", self._draw, self._history, self.look(), findings)

    def look(self) -> np.ndarray | None:
        """Returns samples as they are now: a grid of images as one, vectors, or `None` where there are none to draw."""
        gan = self.model
        if getattr(gan, "data_shape", None) is None or not hasattr(gan, "generator") or hasattr(gan, "table"):
            return None
        if not self.grid.problems(gan):
            return np.asarray(self.grid.draw(*self.grid.sample(gan)))
        plain = len(gan.data_shape) == 1 and not gan.conditions
        return gan.sample(SAMPLES, seed=self.seed) if plain else None

    def _draw(self, history, samples, findings):
        self._drawn = live.draw_png(history, samples, findings)

    def show(self) -> None:
        """Shows the last drawing in the notebook."""
        drawn, self._drawn = self._drawn, None
        if drawn:
            self._place.show(drawn)

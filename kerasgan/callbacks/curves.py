"""`Curves`: the losses, D's accuracy and the JSD estimate in one picture that is redrawn as training goes."""

import pathlib
import time

import keras

from kerasgan import checks
from kerasgan.callbacks.worker import Worker
from kerasgan.checks.types import Logs, PathLike
from kerasgan.plots import figure, files, notebook, plot_history


class Curves(keras.callbacks.Callback):
    """Draws the history so far into one file, again and again, as `plot_history` draws it.

    The file is replaced whole: a viewer never sees half a picture. Drawing goes on beside the training, at the end of
    entries of the history and not more often than `seconds` says.

    Args:
        to_file: Path of a picture (`.png`, `.svg`, `.pdf`, ...); its folder is made where it does not exist. Defaults
            to `"history.png"`.
        seconds: Float, how many seconds at least from one drawing to the next; the last one is drawn in any case.
            Defaults to `5.0`.

    Raises:
        ValueError: If an argument is not valid; and before any training if the file can't be written.

    Example:

    >>> curves = kerasgan.callbacks.Curves("runs/digits/history.png")
    """

    only_writes = True  # so of several processes the first alone has it

    def __init__(self, to_file: PathLike = "history.png", seconds: float = 5.0) -> None:
        checks.raise_all(checks.finite_number("seconds", seconds, at_least=0))
        super().__init__()
        self.to_file = pathlib.Path(to_file)
        self.seconds = seconds

    def on_train_begin(self, logs: Logs = None) -> None:
        """Checks, before any training, that there will be a picture."""
        checks.raise_all(files.make_folder("to_file", self.to_file.parent) or figure.check_file(self.to_file))
        self.worker = Worker()
        self.history = {}
        self._drawn_at = time.monotonic()
        self._fresh = False
        self._place, self._shown = notebook.Place(), self._drawn()

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Draws what there is by now, if it is time to and the last drawing is done."""
        self.history = so_far(self.model.history, logs or {})
        self._fresh = bool(self.history)
        self.show()
        if self._fresh and not self.worker.busy and time.monotonic() - self._drawn_at >= self.seconds:
            self.draw()

    def on_train_end(self, logs: Logs = None) -> None:
        """Draws all."""
        if self._fresh:
            self.draw()
        self.worker.finish()
        self.show()

    def show(self) -> None:
        """Shows the last drawing, in a notebook."""
        if notebook.shell() is None or self.worker.busy or self.to_file.suffix.lower() != ".png":
            return
        drawn = self._drawn()
        if drawn != self._shown:
            self._shown = drawn
            self._place.show(self.to_file.read_bytes())

    def _drawn(self):
        return self.to_file.stat().st_mtime_ns if self.to_file.is_file() else 0

    def draw(self) -> None:
        """Has the history drawn in the other thread."""
        self._fresh, self._drawn_at = False, time.monotonic()
        self.worker.do(self.to_file, plot_history, self.history, self.to_file)


def so_far(history, logs):
    """Returns a dict of name: list, a history with the entry `logs`, which Keras adds to it only after all callbacks.

    Args:
        history: `keras.callbacks.History`; `fit_gan`'s has the steps of all entries, of this one too.
        logs: Dict of floats, this entry.
    """
    before = len(history.epoch)
    curves = {name: [*history.history.get(name, [None] * before), value] for name, value in logs.items()}
    steps = getattr(history, "steps", ())
    return {**curves, "step": list(steps)} if curves and len(steps) == before + 1 else curves

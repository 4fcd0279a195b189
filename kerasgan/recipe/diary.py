"""What a run writes down while it goes: its history, and how far it is; so that one that is cut off can be read."""

import csv
import datetime
import io
import json
import math
import time

import keras

from kerasgan.callbacks.curves import so_far
from kerasgan.checks import files

# The states of a run, as its summary says them. One that was killed still says that it is running.
RUNNING, CUT_OFF, DIVERGED, DONE = "running", "cut off", "diverged", "done"


class Diary(keras.callbacks.Callback):
    """Writes `history.jsonl` with each entry of the history, `history.csv` and `summary.json` every ten seconds.

    Args:
        folder: `pathlib.Path` of the run folder.
        about: Dict of plain types, what the summary says of the run from its beginning.
        seconds: Float, how many seconds from one writing of the summary and the table to the next. Defaults to `10.0`.
        clock: `facts.Clock` that has measured each entry before it is written down, or `None`.
    """

    only_writes = True  # so of several processes the first alone has it

    def __init__(self, folder, about, seconds=10.0, clock=None):
        super().__init__()
        self.folder, self.about, self.seconds, self.clock = folder, about, seconds, clock

    def on_epoch_begin(self, epoch, logs=None):
        """Begins where the run does, which is after the entries of its checkpoint where it goes on."""
        if getattr(self, "_wrote", None) is None:
            self.history = table(self.model.history)
            files.write("".join(map(line, rows(self.history))).encode(), self.folder / "history.jsonl")
            self._write()

    def on_epoch_end(self, epoch, logs=None):
        """Adds the entry."""
        self.history = so_far(self.model.history, logs or {})
        with open(self.folder / "history.jsonl", "a", encoding="utf-8") as file:
            file.write(line({name: values[-1] for name, values in self.history.items()}))
        if time.monotonic() - self._wrote >= self.seconds:
            self._write()

    def on_train_end(self, logs=None):
        """Writes the last of it; what the run came to is added when it is known."""
        if getattr(self, "_wrote", None) is not None:
            self._write()

    def _write(self):
        self._wrote = time.monotonic()
        steps = self.history.get("step") or [0]
        if steps[-1]:
            write_table(self.history, self.folder / "history.csv")
        known = {**self.about, "state": RUNNING, "steps": steps[-1], "written": now()}
        known |= {"seconds": round(self.clock.seconds, 1)} if self.clock else {}
        write_json(known, self.folder / "summary.json")


def table(history):
    """Returns {name: list} of a Keras `History` of `fit_gan`, `step` among them."""
    return {**history.history, "step": list(history.steps)}


def rows(history):
    """Yields the entries of a history, dicts."""
    for values in zip(*history.values()):
        yield dict(zip(history, values))


def line(entry):
    """Returns an entry as a line of JSON, `step` first; what is no number is `null`."""
    entry = {"step": entry["step"], **entry} if "step" in entry else entry
    known = {name: value if value is None or math.isfinite(value) else None for name, value in entry.items()}
    return json.dumps(known) + "\n"


def write_table(history, path):
    """Writes a history as CSV: a row for each entry, `step` first."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    names = ["step", *(name for name in history if name != "step")]
    writer.writerow(names)
    writer.writerows(zip(*(history[name] for name in names)))
    files.write(text.getvalue().encode(), path)


def write_json(values, path):
    """Writes a dict of plain types for people to read."""
    files.write((json.dumps(values, indent=2, ensure_ascii=False) + "\n").encode(), path)


def now():
    """Returns date and time, as text to the minute."""
    return datetime.datetime.now().astimezone().isoformat(" ", "minutes")

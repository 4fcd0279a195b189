"""`Live`: the report of a run that goes on, made again whenever the run has written something."""

import pathlib
import threading

from kerasgan.recipe import report

# What a page says that could not be made, and asks again.
AGAIN = '<!doctype html><meta http-equiv="refresh" content="1"><title>kerasgan</title><p>The run is about to begin.</p>'


class Live:
    """What a server shows of a run folder; asked from several threads.

    Args:
        folder: Path of the run folder.

    Attributes:
        ended: Boolean, whether the run has ended.
        last_seen: `threading.Event`, set once somebody was given the page of the run as it ended.
    """

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.ended = False
        self.last_seen = threading.Event()
        self._lock = threading.Lock()
        self._made = None, AGAIN

    def state(self):
        """Returns what changes with the run, plain types: which version the page is of, and whether it is the last."""
        return {"version": str(hash(self._written())), "ended": self.ended, "report": str(self.folder / "report.html")}

    def page(self):
        """Returns the HTML of the report as of now."""
        with self._lock:
            ended, written = self.ended, self._written()
            if written != self._made[0]:
                self._made = written, self._html()
            if ended:
                self.last_seen.set()
            return self._made[1]

    def _written(self):
        """Returns which files there are and when each was written."""
        paths = [*self.folder.glob("*"), *self.folder.glob("*/step-*.png")]
        return tuple(sorted((str(path), when(path)) for path in paths if path.name != "report.html"))

    def _html(self):
        try:
            return report.made([self.folder], live=True)
        except ValueError:  # a file is being written
            return self._made[1]


def when(path):
    """Returns when a file was last written, zero where it is gone."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0

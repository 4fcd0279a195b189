"""`Progress`: one live line with the figures that tell whether a GAN learns, and how long it will take."""

import contextlib
import time
from typing import Any

import keras

from kerasgan.checks.types import Logs

# A log file or a pipe gets a line after the first call, and then one every so many seconds.
SECONDS = 10.0

# A terminal narrower than this has no room for samples per second and the JSD estimate.
WIDE = 120


class Progress(keras.callbacks.Callback):
    """Shows steps, rates, losses, D's accuracy and the JSD estimate while `fit_gan` runs.

    On a terminal, and in a notebook with ipywidgets, it is one line that renews itself; elsewhere plain lines, one
    every ten seconds. During the first call, which may take long, it says that the step is being compiled. A run that
    goes on from a checkpoint says so, and counts its own steps and seconds.

    Args:
        steps: Integer, the number of steps of the whole run.
        verbose: `1` or `"auto"` for a live line where there is a terminal, `2` for a plain line after each epoch.
            Defaults to `"auto"`.
        console: `rich.console.Console` to write to. Defaults to `None`, standard output.
        batch_size: Integer, for the samples per second. Defaults to `None`, without them.
        seconds: Float, how many seconds from one plain line to the next. Defaults to `10.0`.
    """

    def __init__(
        self,
        steps: int,
        verbose: int | str = "auto",
        console: Any = None,
        batch_size: int | None = None,
        seconds: float = SECONDS,
    ) -> None:
        super().__init__()
        self.steps = steps
        self.verbose = verbose
        self.console = console
        self.batch_size = batch_size
        self.seconds = seconds
        self.done = 0
        self._live = None

    def on_train_begin(self, logs: Logs = None) -> None:
        """Begins to count."""
        self.console = self.console or steady_console()
        self.done, self._start = 0, None  # where this run begins is known at its first step
        self._began, self._first = time.monotonic(), None
        self._wrote = self._written = None

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
        """Notes how many steps were made before."""
        steps = getattr(getattr(self.model, "history", None), "steps", None)  # `fit_gan` knows, `fit` has equal epochs
        self._before = steps[-1] if steps else epoch * (self.params.get("steps") or 0)

    def on_train_batch_begin(self, batch: int, logs: Logs = None) -> None:
        """Opens the line before the first call, and tells where a run goes on."""
        if self._start is not None:
            return
        self._start = self.done = self._before + batch
        if self._start:
            say(self.console, f"Going on after step {self._start:,} of {self.steps:,}.")
        if self.verbose == 2:
            return
        if can_renew(self.console):
            self._live = _bar(self.console)
            self._task = self._live.add_task("", total=self.steps, completed=self.done, figures="compiling", left="")
            self._live.start()
        else:
            say(self.console, "Compiling the first step.")

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        """Renews the line, or writes one where it is time to."""
        self.done, now = self._before + batch + 1, time.monotonic()
        if self._first is None:  # compiling, mostly: the rates leave it out
            self._first, self._in_first = now, self.done
        if self._live:
            text = self._text(logs)
            with contextlib.suppress(OSError, ValueError):
                self._live.update(self._task, completed=self.done, figures=text, left=self._left())
        elif self.verbose != 2 and (self._wrote is None or now - self._wrote >= self.seconds):
            self._write(logs)

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Writes a plain line where one per epoch was asked for."""
        if self.verbose == 2:
            self._write(logs)

    def on_train_end(self, logs: Logs = None) -> None:
        """Closes the line and leaves it standing."""
        if self._live:
            with contextlib.suppress(OSError, ValueError):
                self._live.stop()
            self._live = None
        elif self.verbose != 2 and self._written not in (None, self.done):
            self._write(logs)
        made, seconds = self.done - (self._start or 0), time.monotonic() - self._began
        first = f"first after {self._first - self._began:.1f} s" if self._first else ""
        told = [
            f"{made:,} step{'' if made == 1 else 's'} in {seconds:.1f} s",
            rates(made / seconds if seconds else 0.0),
        ]
        say(self.console, ", ".join(filter(None, [*told, first])))

    @property
    def rate(self) -> float | None:
        """Float, the steps per second since the first call, `None` where there was no other."""
        seconds = time.monotonic() - self._first if self._first else 0
        made = self.done - self._in_first if self._first else 0
        return made / seconds if made and seconds > 0 else None

    def _write(self, logs):
        self._wrote, self._written = time.monotonic(), self.done
        text = f"step {self.done:>{len(str(self.steps))}}/{self.steps}  {self._text(logs)}  {self._left()}"
        say(self.console, text.rstrip())

    def _text(self, logs):
        """Returns the figures and the rates, as far as there is room for them."""
        wide = self.console.width >= WIDE or not self._live
        shown = logs if wide else {name: value for name, value in (logs or {}).items() if name != "jsd"}
        speed = rates(self.rate, self.batch_size if wide else None)
        return f"{figures(shown)}  {speed}" if speed else figures(shown)

    def _left(self):
        return f"{clock((self.steps - self.done) / self.rate)} left" if self.rate and self.done < self.steps else ""


def steady_console():
    """Returns a console whose end, such as `| head -1`, ends nothing else: it is silent from then on."""
    from rich.console import Console

    class Steady(Console):
        def on_broken_pipe(self):
            self.quiet = True

    return Steady(highlight=False)


def say(console, text):
    """Writes a line where there is still somebody to read it: a full disk or a closed pipe ends no training."""
    try:
        console.print(text, soft_wrap=True, markup=False)
    except (OSError, ValueError):  # full, or closed
        console.quiet = True


def can_renew(console):
    """Tells whether a line on this console can be written over: on a terminal, in a notebook with ipywidgets."""
    if not console.is_jupyter:
        return console.is_terminal
    import importlib.util

    return importlib.util.find_spec("ipywidgets") is not None


def rates(rate, batch_size=None):
    """Returns steps and samples per second as text, empty where the rate is not known."""
    if not rate:
        return ""
    told = {"steps/s": rate, "samples/s": rate * (batch_size or 0)}
    return ", ".join(f"{n:,.0f} {unit}" if n >= 10 else f"{n:.2g} {unit}" for unit, n in told.items() if n)


def clock(seconds):
    """Returns a time as text.

    >>> clock(75), clock(3725)
    ('1:15', '1:02:05')
    """
    minutes, seconds = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"


def figures(logs):
    """Returns what a step logged as one short text.

    Args:
        logs: Dict of floats, as callbacks receive it.

    Returns:
        String such as `"D loss 0.652  G loss 0.741  D accuracy 58 %  JSD 0.041"`.
    """
    logs = logs or {}
    parts = []
    for name, text in (("d_loss", "D loss {:z.3f}"), ("g_loss", "G loss {:z.3f}"), ("jsd", "JSD {:z.3f}")):
        if name in logs:
            parts.append(text.format(logs[name]))
    if "d_accuracy" in logs:
        parts.insert(2, f"D accuracy {100 * logs['d_accuracy']:.0f} %")
    if not parts:  # another game's
        parts = [f"{name.replace('_', ' ')} {value:z.3f}" for name, value in logs.items()]
    return "  ".join(parts)


def _bar(console):
    """Returns rich's progress bar in our columns."""
    from rich import progress

    return progress.Progress(
        progress.MofNCompleteColumn(),
        progress.BarColumn(bar_width=12),
        progress.TextColumn("{task.fields[left]}"),
        progress.TextColumn("{task.fields[figures]}"),
        console=console,
    )

"""`Progress`: one live line with the figures that tell whether a GAN learns."""

import contextlib
import time

import keras

# How often a run without a terminal reports.
PLAIN_LINES = 10


class Progress(keras.callbacks.Callback):
    """Shows steps, losses, D's accuracy and the JSD estimate while `fit_gan` runs.

    On a terminal or in a notebook it is one line that renews itself; elsewhere (a log file, a pipe) ten plain lines.

    Args:
        steps: Integer, the number of steps of the whole run.
        verbose: `1` or `"auto"` for a live line where there is a terminal, `2` for a plain line after each epoch.
            Defaults to `"auto"`.
        console: `rich.console.Console` to write to. Defaults to `None`, standard output.
    """

    def __init__(self, steps, verbose="auto", console=None):
        super().__init__()
        self.steps = steps
        self.verbose = verbose
        self.console = console
        self.done = 0
        self._live = None

    def on_train_begin(self, logs=None):
        """Opens the line."""
        self.console = self.console or steady_console()
        self._started = time.monotonic()
        self.done = 0
        self._next_line = 0.0
        self._first = None  # seconds to the end of the first call: compiling, mostly
        if self.verbose != 2 and (self.console.is_terminal or self.console.is_jupyter):
            self._live = _bar(self.console)
            self._task = self._live.add_task("", total=self.steps, figures="")
            self._live.start()

    def on_epoch_begin(self, epoch, logs=None):
        """Notes how many steps were made before."""
        self._before = epoch * (self.params.get("steps") or 0)

    def on_train_batch_end(self, batch, logs=None):
        """Renews the line, or writes one when a tenth of the run is over."""
        self.done = self._before + batch + 1
        self._first = self._first or time.monotonic() - self._started
        if self._live:
            with contextlib.suppress(OSError, ValueError):
                self._live.update(self._task, completed=self.done, figures=figures(logs))
        elif self.verbose != 2 and self.done >= self._next_line:
            self._write(logs)
            self._next_line = self.done + self.steps / PLAIN_LINES

    def on_epoch_end(self, epoch, logs=None):
        """Writes a plain line where one per epoch was asked for."""
        if self.verbose == 2:
            self._write(logs)

    def on_train_end(self, logs=None):
        """Closes the line and leaves it standing."""
        if self._live:
            with contextlib.suppress(OSError, ValueError):
                self._live.stop()
            self._live = None
        elif self.verbose != 2 and 0 < self._next_line < self.done + self.steps / PLAIN_LINES:
            self._write(logs)
        seconds = time.monotonic() - self._started
        rate = self.done / seconds if seconds else 0.0
        first = f", first after {self._first:.1f} s" if self._first else ""
        say(self.console, f"{self.done} steps in {seconds:.1f} s, {rate:.0f} steps/s{first}")

    def _write(self, logs):
        say(self.console, f"step {self.done:>{len(str(self.steps))}}/{self.steps}  {figures(logs)}")


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


def figures(logs):
    """Returns what a step logged as one short text.

    Args:
        logs: Dict of floats, as callbacks receive it.

    Returns:
        String such as `"D loss 0.652  G loss 0.741  D accuracy 58 %  JSD 0.041"`.
    """
    logs = logs or {}
    parts = []
    for name, text in (("d_loss", "D loss {:.3f}"), ("g_loss", "G loss {:.3f}"), ("jsd", "JSD {:.3f}")):
        if name in logs:
            parts.append(text.format(logs[name]))
    if "d_accuracy" in logs:
        parts.insert(2, f"D accuracy {100 * logs['d_accuracy']:.0f} %")
    if not parts:  # another game's
        parts = [f"{name.replace('_', ' ')} {value:.3f}" for name, value in logs.items()]
    return "  ".join(parts)


def _bar(console):
    """Returns rich's progress bar in our columns."""
    from rich import progress

    return progress.Progress(
        progress.MofNCompleteColumn(),
        progress.BarColumn(bar_width=20),
        progress.TextColumn("{task.fields[figures]}"),
        progress.TimeRemainingColumn(compact=True),
        console=console,
    )

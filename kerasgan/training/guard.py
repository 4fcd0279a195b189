"""What protects a run: Ctrl-C that waits for the end of a step, and weights to go back to when a loss is NaN."""

import contextlib
import os
import signal
import threading
import time

import numpy as np
from keras import ops

from kerasgan.errors import TrainingDivergedError

# What asks a run to end: Ctrl-C; and for the command, which ends with its run, a cluster and a closed terminal, too.
ASKING = [signal.SIGINT]
ENDING = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]

# Seconds that a run has to end by itself once a cluster or a closed terminal has asked.
PATIENCE = 9.0


def of_python(number):
    """Tells whether Python may take over a signal and give it back: not from a program that Python is a part of."""
    return signal.getsignal(number) is not None


class Interrupt:
    """Within this context Ctrl-C sets `requested` and leaves the step in progress alone; a second Ctrl-C goes through.

    Outside the main thread, where Python gives no signals, it does nothing.
    """

    def __init__(self):
        self.requested = False
        self._before = {}

    def __enter__(self):
        if threading.current_thread() is threading.main_thread():
            self._before = {number: signal.signal(number, self._on_signal) for number in ASKING if of_python(number)}
        return self

    def __exit__(self, *error):
        for number, before in self._before.items():
            signal.signal(number, before)

    def _on_signal(self, number, frame):
        self.requested = True
        if callable(before := self._before[number]) and isinstance(getattr(before, "__self__", None), Ending):
            before(number, frame)
        signal.signal(number, self._before[number])


class Ending:
    """Within this context signals end a run of the command in order: it writes down what it has, and stops.

    Attributes:
        number: Integer, the signal that came; `None` before.
        keeping: Boolean, whether files are being written that one signal is to leave whole.
    """

    def __init__(self):
        self.number = None
        self.keeping = False

    def __enter__(self):
        found = {number: signal.getsignal(number) for number in ENDING if of_python(number)}
        self._before = {number: handler for number, handler in found.items() if handler != signal.SIG_IGN}  # `nohup`
        for number in self._before:
            signal.signal(number, self.on_signal)
        self._asking, ASKING[:] = list(ASKING), list(self._before)
        return self

    def __exit__(self, *error):
        ASKING[:] = self._asking
        for number, before in self._before.items():
            signal.signal(number, before)

    def on_signal(self, number, frame):
        """Notes the first signal; where no run is in progress, or at the second, the program ends."""
        first, self.number = self.number is None, self.number or number
        if number != signal.SIGINT and first:
            timer = threading.Timer(PATIENCE, os._exit, [128 + number])
            timer.daemon = True
            timer.start()
        in_loop = isinstance(getattr(signal.getsignal(number), "__self__", None), Interrupt)
        if not first or not (in_loop or self.keeping):
            raise SystemExit(128 + number)


# The `Ending` of the command in progress, if any.
_ENDING = []


@contextlib.contextmanager
def ending():
    """Within this context, the command's, signals end a run in order; yields its `Ending`."""
    with Ending() as found:
        _ENDING.append(found)
        try:
            yield found
        finally:
            _ENDING.remove(found)


def is_ending():
    """Tells whether a cluster or a closed terminal asked the command to end: there are seconds left."""
    return any(one.number not in (None, signal.SIGINT) for one in _ENDING)


@contextlib.contextmanager
def keeping():
    """Within this context a signal waits until the files of a run are written."""
    for one in _ENDING:
        one.keeping = True
    try:
        yield
    finally:
        for one in _ENDING:
            one.keeping = False


class LastGood:
    """The GAN's last good weights and optimizer states, copied to the host about once a second.

    Args:
        gan: A compiled `GAN`.
        step: Integer, the steps made so far. Defaults to `0`.
        every: Float, seconds between copies. Defaults to `1.0`.
        again: String, what is to be called once the cause is mended. Defaults to `"fit_gan"`.
    """

    def __init__(self, gan, step=0, every=1.0, again="fit_gan"):
        self.gan = gan
        self.again = again
        self.every = every
        self.values = None
        if not self.keep(step):
            raise TrainingDivergedError(
                f"The weights, or what the optimizers remember, are NaN or infinite before step {step + 1}. Nothing "
                "was trained. Build the GAN anew, or load weights that are finite."
            )

    def is_finite(self):
        """Tells whether the state is finite as it is."""
        return all(np.isfinite(ops.convert_to_numpy(variable)).all() for variable in self.gan.state)

    def keep(self, step):
        """Copies the state after `step`, unless it is not finite; returns whether it is."""
        begun = time.monotonic()
        found = [ops.convert_to_numpy(variable) for variable in self.gan.state]
        finite = all(np.isfinite(value).all() for value in found)
        if finite:
            self.step = step
            self._copy(found)
        self.kept_at = time.monotonic()
        self.cost = self.kept_at - begun
        return finite

    def _copy(self, found):
        """Copies into the arrays of the last copy, whose memory is there already."""
        if self.values is None:
            self.values = [np.array(value) for value in found]
        for kept, value in zip(self.values, found):
            np.copyto(kept, value)

    def check(self, first_step, logs):
        """Raises `TrainingDivergedError`, with the last good weights back in the GAN, once a loss is not finite.

        Args:
            first_step: Integer, the number of the first of the steps just made, counted from 1.
            logs: Dict of arrays `(steps,)`, what they logged.
        """
        losses = {name: logs[name] for name in self.gan.loss_names}
        bad = {name: int(np.argmin(np.isfinite(v))) for name, v in losses.items() if not np.isfinite(v).all()}
        if bad:
            name = min(bad, key=bad.get)
            self.give_up(f"`{name}` became {losses[name][bad[name]]} at step {first_step + bad[name]}.")

    def renew(self, step, before):
        """Copies the state after `step` where the copy is older than `every`; calls `before` first.

        Copies of a large state are further apart, so that they take a twentieth of the time at most.
        """
        if time.monotonic() - self.kept_at > max(self.every, 20 * self.cost):
            before()
            self.check_weights(step)

    def check_weights(self, step):
        """Keeps the state after `step`, or raises `TrainingDivergedError` where it is not finite."""
        if not self.keep(step):
            self.give_up(f"The weights became NaN or infinite by step {step}.")

    def give_up(self, what):
        for variable, value in zip(self.gan.state, self.values):
            variable.assign(value)
        raise TrainingDivergedError(
            f"{what} Training stopped; the GAN holds its last good weights, those after step {self.step}. Lower the "
            f"learning rates, or clip gradients with `clipnorm=1.0` in both optimizers, and call `{self.again}` again."
        )

"""What protects a run: Ctrl-C that waits for the end of a step, and weights to go back to when a loss is NaN."""

import signal
import threading
import time

import numpy as np
from keras import ops

from kerasgan.errors import TrainingDivergedError


class Interrupt:
    """Within this context Ctrl-C sets `requested` and leaves the step in progress alone; a second Ctrl-C goes through.

    Outside the main thread, where Python gives no signals, it does nothing.
    """

    def __init__(self):
        self.requested = False
        self._before = None

    def __enter__(self):
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGINT, self._on_signal)
        return self

    def __exit__(self, *error):
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)

    def _on_signal(self, number, frame):
        self.requested = True
        signal.signal(signal.SIGINT, self._before)


class LastGood:
    """The GAN's last good weights and optimizer states, copied to the host about once a second.

    Args:
        gan: A compiled `GAN`.
        step: Integer, the steps made so far. Defaults to `0`.
        every: Float, seconds between copies. Defaults to `1.0`.
    """

    def __init__(self, gan, step=0, every=1.0):
        self.gan = gan
        self.every = every
        self.keep(step)

    def keep(self, step):
        """Copies the state after `step`, unless it is not finite; returns whether it is."""
        values = [np.array(ops.convert_to_numpy(variable)) for variable in self.gan.state]
        finite = all(np.isfinite(value).all() for value in values)
        if finite:
            self.values, self.step = values, step
        self.kept_at = time.monotonic()
        return finite

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
        """Copies the state after `step` where the copy is older than `every`; calls `before` first."""
        if time.monotonic() - self.kept_at > self.every:
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
            "learning rates, or clip gradients with `clipnorm=1.0` in both optimizers, and call `fit_gan` again."
        )

"""`Periodic`: a callback that is due every so many steps, and does not slow down the steps between."""

import collections

import keras
from keras import ops

from kerasgan import checks
from kerasgan.checks.types import Logs


class Periodic(keras.callbacks.Callback):
    """Calls its own `on_due(step, logs)` after every `every` steps; the base of callbacks that watch a run from afar.

    A callback with a hook for batches makes `fit_gan` carry out one step per call, which is slow for small networks.
    For this one `fit_gan` carries out many, and ends a call just where `on_due` is due. In `gan.fit`, whose calls have
    a fixed `steps_per_execution`, it is called after the call in which the step was made.

    Steps are counted over the life of the GAN, as its optimizer counts them: in a second run, and in one that goes on
    from a checkpoint, the count goes on.

    Args:
        every: Integer, how many steps from one call to the next.

    Attributes:
        step: Integer, the steps made so far; `None` before the first epoch begins.

    Raises:
        ValueError: If `every` is not valid.

    Example:

    >>> class Say(kerasgan.callbacks.Periodic):
    ...     def on_due(self, step, logs=None):
    ...         print("step", step)
    >>> gan = kerasgan.build_gan()
    >>> history = kerasgan.fit_gan(gan, np.zeros((128, 200)), steps=20, verbose=0, callbacks=[Say(every=8)])
    step 8
    step 16
    """

    def __init__(self, every: int) -> None:
        checks.raise_all(checks.positive_integer("every", every))
        super().__init__()
        self.every = every
        self.step = None

    def on_due(self, step: int, logs: Logs = None) -> None:
        """Does what is to be done after `step`; for subclasses."""

    def waits(self) -> bool:
        """Tells whether it has to be called before the next call begins; `fit_gan` asks after each, so be quick."""
        return False

    def on_call_end(self, step: int, logs: Logs = None) -> None:
        """Does what is to be done after each call, whose last step was `step`; for subclasses, and to be quick."""

    def on_first_step(self, step: int) -> None:
        """Does what is to be done before the first step of a run, when `step` were made before; for subclasses."""

    def on_train_begin(self, logs: Logs = None) -> None:
        """Forgets the run before."""
        self.step = None

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
        """Reads where the run starts: `fit_gan` goes to its checkpoint only after `on_train_begin`."""
        if self.step is None:
            self._firsts = collections.deque()
            self.step = steps_made(self.model)
            self.on_first_step(self.step)

    def on_train_batch_begin(self, batch: int, logs: Logs = None) -> None:
        """Notes the first step of a call; `fit_gan` begins the next call before it tells of the end of this one."""
        self._firsts.append(batch)

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        """Counts the steps of a call."""
        before, self.step = self.step, self.step + batch + 1 - self._firsts.popleft()
        if self.step // self.every > before // self.every:
            self.on_due(self.step, logs)
        self.on_call_end(self.step, logs)


def steps_made(model):
    """Returns how many steps the optimizer of `model` has made, a GAN's generator's."""
    return int(ops.convert_to_numpy(model.optimizer.iterations))

"""`Periodic`: a callback that is due every so many steps, and does not slow down the steps between."""

import keras
from keras import ops

from kerasgan import checks


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

    def __init__(self, every):
        checks.raise_all(checks.positive_integer("every", every))
        super().__init__()
        self.every = every
        self.step = None

    def on_due(self, step, logs=None):
        """Does what is to be done after `step`; for subclasses."""

    def on_first_step(self, step):
        """Does what is to be done before the first step of a run, when `step` were made before; for subclasses."""

    def on_train_begin(self, logs=None):
        """Forgets the run before."""
        self.step = None

    def on_epoch_begin(self, epoch, logs=None):
        """Reads where the run starts: `fit_gan` goes to its checkpoint only after `on_train_begin`."""
        self._counted = None
        if self.step is None:
            self.step = steps_made(self.model)
            self.on_first_step(self.step)

    def on_train_batch_begin(self, batch, logs=None):
        """Notes the first step of an epoch, which a checkpoint may have left half done."""
        if self._counted is None:
            self._counted = batch - 1

    def on_train_batch_end(self, batch, logs=None):
        """Counts the steps since the last call that ended: by then `fit_gan` may have begun the next."""
        before, self.step = self.step, self.step + batch - self._counted
        self._counted = batch
        if self.step // self.every > before // self.every:
            self.on_due(self.step, logs)


def steps_made(model):
    """Returns how many steps the optimizer of `model` has made, a GAN's generator's."""
    return int(ops.convert_to_numpy(model.optimizer.iterations))

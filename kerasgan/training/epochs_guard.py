"""`EpochsGuard`: what `guard.LastGood` is to `fit_gan`, for Keras's own `fit`."""

import keras
import numpy as np

from kerasgan.training import guard


class EpochsGuard(keras.callbacks.Callback):
    """Stops a `fit` whose losses became NaN, with the weights of the last good epoch back in the game.

    Keras looks at the first batch of a data set alone before it trains, and goes on after a NaN.

    Args:
        game: A compiled `Game`.
    """

    def __init__(self, game):
        super().__init__()
        self.game, self.last_good = game, None

    def on_train_begin(self, logs=None):
        """Forgets the state of another `fit`."""
        self.last_good = None

    def on_epoch_begin(self, epoch, logs=None):
        """Keeps the state from which training starts: what other callbacks restore is restored by now."""
        if self.last_good is None:
            self.last_good = guard.LastGood(self.game, self.step, again="fit")

    def on_epoch_end(self, epoch, logs=None):
        """Raises `TrainingDivergedError` once a loss is not finite; keeps the state otherwise."""
        losses = {name: (logs or {}).get(name, 0.0) for name in self.game.loss_names}
        bad = {name: float(loss) for name, loss in losses.items() if not np.isfinite(loss)}
        for name, loss in bad.items():
            self.last_good.give_up(f"`{name}` became {loss} in epoch {epoch + 1}.")
        self.last_good.renew(self.step, before=lambda: None)

    def on_train_end(self, logs=None):
        """Raises `TrainingDivergedError` where the last updates left weights that are not finite."""
        if self.last_good is not None and not self.last_good.is_finite():
            self.last_good.give_up(f"The weights became NaN or infinite by step {self.step}.")

    @property
    def step(self):
        """Integer, the steps made so far."""
        return int(self.game.optimizer.iterations)


def added(game, callbacks):
    """Returns what `fit` was given as `callbacks`, behind the guard: none of them is to write a NaN down."""
    guarding = EpochsGuard(game)
    if isinstance(callbacks, keras.callbacks.CallbackList):  # Keras takes it as it is
        callbacks.callbacks = [guarding, *(one for one in callbacks.callbacks if not isinstance(one, EpochsGuard))]
        return callbacks
    return [guarding, *([] if callbacks is None else keras.tree.flatten(callbacks))]

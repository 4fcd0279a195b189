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
        self.game = game

    def on_train_begin(self, logs=None):
        """Keeps the state from which training starts."""
        self.last_good = guard.LastGood(self.game, int(self.game.optimizer.iterations), again="fit")

    def on_epoch_end(self, epoch, logs=None):
        """Raises `TrainingDivergedError` once a loss is not finite; keeps the state otherwise."""
        losses = {name: (logs or {}).get(name, 0.0) for name in self.game.loss_names}
        bad = {name: float(loss) for name, loss in losses.items() if not np.isfinite(loss)}
        for name, loss in bad.items():
            self.last_good.give_up(f"`{name}` became {loss} in epoch {epoch + 1}.")
        self.last_good.renew(int(self.game.optimizer.iterations), before=lambda: None)

    def on_train_end(self, logs=None):
        """Raises `TrainingDivergedError` where the last updates left weights that are not finite."""
        self.last_good.check_weights(int(self.game.optimizer.iterations))


def added(game, callbacks):
    """Returns what `fit` was given as `callbacks`, with the guard behind them."""
    guarding = EpochsGuard(game)
    if isinstance(callbacks, keras.callbacks.CallbackList):  # Keras takes it as it is
        callbacks.callbacks = [*(one for one in callbacks.callbacks if not isinstance(one, EpochsGuard)), guarding]
        return callbacks
    return [*([] if callbacks is None else keras.tree.flatten(callbacks)), guarding]

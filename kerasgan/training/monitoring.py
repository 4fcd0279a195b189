"""Which way what a game logs gets better, for Keras's callbacks that watch it."""

import keras


def say_directions(game, callbacks):
    """Tells `EarlyStopping` and its like, where left to find out, that less of a loss is better, more of an accuracy.

    Keras finds that out for metrics of its own alone, and has an error after the first epoch for others.

    Args:
        game: A compiled `Game`.
        callbacks: List of Keras callbacks, one alone, or `None`.
    """
    if isinstance(callbacks, keras.callbacks.CallbackList):
        callbacks = callbacks.callbacks
    for callback in keras.tree.flatten(callbacks) if callbacks is not None else ():
        name = str(getattr(callback, "monitor", "")).removeprefix("val_")
        if name in game.log_names and getattr(callback, "mode", None) == "auto":
            callback.mode = "max" if name.endswith("accuracy") else "min"

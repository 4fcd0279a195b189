"""Keras's own `fit`, `evaluate` and `predict` of a game: what they leave behind, whatever ends them."""

import keras
import numpy as np
import pytest
from cases import some
from helpers import moved, values

X, Z = np.ones((8, 4), "float32"), np.ones((8, 3), "float32")


def batches(count):
    for _ in range(count):
        yield (X,)
    raise OSError("a file is gone")


class Broken(keras.utils.PyDataset):
    """Two batches, of which the second can't be read."""

    def __len__(self):
        return 2

    def __getitem__(self, index):
        if index:
            raise OSError("a file is gone")
        return (X,)


# Calls that end in an error before their first step is done.
FAILURES = {
    "fit, no batch": lambda gan: gan.fit(batches(0), epochs=1, verbose=0),
    "predict, another shape": lambda gan: gan.predict(np.ones((8, 5)), verbose=0),
    "evaluate, another shape": lambda gan: gan.evaluate(np.ones((8, 5)), verbose=0),
    "evaluate, no batch": lambda gan: gan.evaluate(batches(0), verbose=0),
    "G's predict, another shape": lambda gan: gan.generator.predict(np.ones((8, 5)), verbose=0),
    "D's predict, a dict": lambda gan: gan.discriminator.predict({"x": np.ones((8, 5))}, verbose=0),
    "D's predict, second batch": lambda gan: gan.discriminator.predict(Broken(), verbose=0),
}


@pytest.mark.parametrize("failure", some(FAILURES, ["fit, no batch", "G's predict, another shape"]))
@pytest.mark.filterwarnings("ignore:`shuffle=True` was passed")
def test_an_error_in_a_call_of_keras_leaves_every_weight_as_it_was(gan, failure, tmp_path):
    gan.fit(X, verbose=0)
    before = values([*gan.variables, *gan.optimizer.variables])
    with pytest.raises(Exception):  # noqa: B017 - each backend and Keras have their own
        FAILURES[failure](gan)
    assert not moved(before, values([*gan.variables, *gan.optimizer.variables]))
    gan.save(tmp_path / "gan.keras")
    assert np.isfinite(gan.sample(2, seed=0)).all()
    assert np.isfinite(list(gan.train_on_batch(X).values())).all()
    gan.fit(X, verbose=0)
    assert gan.predict(Z, verbose=0).shape == gan.discriminator.predict(X, verbose=0).shape == (8, 1)


@pytest.mark.filterwarnings("ignore:`shuffle=True` was passed")
def test_what_was_learned_before_the_error_is_kept(gan):
    """The error comes in the third batch: the weights are those after two."""
    before = values(gan.variables)
    with pytest.raises(Exception, match="a file is gone"):  # TensorFlow has an error of its own
        gan.fit(batches(2), verbose=0)
    assert (
        moved(before, values(gan.variables)) and int(gan.optimizer.iterations) >= 2
    )  # TensorFlow may count one too many


class Zero(keras.callbacks.Callback):
    """Writes to a weight after the first epoch, and breaks the second one."""

    def on_epoch_end(self, epoch, logs=None):
        self.model.generator.weights[0].assign(0 * self.model.generator.weights[0])

    def on_train_batch_begin(self, batch, logs=None):
        if self.params["epochs"] and self.ended:
            raise RuntimeError("the second epoch")

    ended = False


def test_weights_that_a_callback_has_written_are_kept_too(gan):
    zero = Zero()
    other = keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: setattr(zero, "ended", True))
    with pytest.raises(RuntimeError, match="the second epoch"):
        gan.fit(X, epochs=2, verbose=0, callbacks=[zero, other])
    assert not values(gan.generator.weights)[0].any()

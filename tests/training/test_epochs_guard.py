"""Keras's `fit` loses nothing: a NaN ends it, with the weights of the last good epoch."""

import re

import keras
import numpy as np
import pytest
from helpers import values

import kerasgan
from kerasgan.errors import TrainingDivergedError

GOOD = np.linspace(-1, 1, 32, dtype="float32").reshape(8, 4)


class Batches(keras.utils.PyDataset):
    """Batches of four samples, of which one from the batch `bad` on is NaN."""

    def __init__(self, bad=None):
        super().__init__()
        self.bad, self.given = bad, 0

    def __len__(self):
        return 2

    def __getitem__(self, number):
        self.given += 1
        batch = GOOD[4 * number : 4 * number + 4].copy()
        batch[0, 0] = np.nan if self.bad is not None and self.given > self.bad else batch[0, 0]
        return batch


def gan_of_four():
    keras.utils.set_random_seed(3)
    networks = kerasgan.build_generator("mlp", (4,), 3, hidden=5), kerasgan.build_discriminator("mlp", (4,), hidden=5)
    return kerasgan.build_gan(*networks)


@pytest.mark.parametrize(
    "callbacks",
    [
        pytest.param(None, marks=pytest.mark.full),
        pytest.param(keras.callbacks.Callback(), marks=pytest.mark.full),
        [keras.callbacks.Callback()],
    ],
    ids=["none", "one", "list"],
)
def test_a_nan_in_a_later_batch_leaves_the_weights_of_the_last_good_epoch(callbacks):
    gan = gan_of_four()
    with pytest.raises(TrainingDivergedError) as error:
        gan.fit(Batches(bad=4), epochs=9, shuffle=False, verbose=0, callbacks=callbacks)
    # TensorFlow's ReLU makes 0 of NaN: its losses are finite, its weights are not.
    assert re.match(
        "(`d_loss` became nan in epoch|The weights became NaN or infinite by step) [0-9]+[.] ", str(error.value)
    )
    assert str(error.value).endswith("clip gradients with `clipnorm=1.0` in both optimizers, and call `fit` again.")
    assert all(np.isfinite(value).all() for value in values(gan.state))
    again = gan.fit(GOOD, epochs=1, batch_size=4, verbose=0)
    assert np.isfinite(again.history["d_loss"]).all()


def test_the_copy_is_of_the_last_epoch_that_was_good(monkeypatch):
    monkeypatch.setattr(kerasgan.training.guard.LastGood, "renew", lambda self, step, before: self.check_weights(step))
    wanted = gan_of_four()
    wanted.fit(GOOD, epochs=2, batch_size=4, shuffle=False, verbose=0)
    gan = gan_of_four()
    first = gan.learner_of("discriminator").learned[0]
    ruin = keras.callbacks.LambdaCallback(
        on_epoch_begin=lambda epoch, logs: epoch == 2 and first.assign(first * np.nan)
    )
    with pytest.raises(TrainingDivergedError, match="those after step 4. Lower"):
        gan.fit(GOOD, epochs=5, batch_size=4, shuffle=False, verbose=0, callbacks=[ruin])
    for found, expected in zip(values(gan.state), values(wanted.state)):
        np.testing.assert_array_equal(found, expected)


def test_weights_that_are_nan_before_are_told_before_any_step():
    gan = gan_of_four()
    gan.generator.weights[0].assign(gan.generator.weights[0] * np.nan)
    with pytest.raises(TrainingDivergedError, match="before step 1. Nothing was trained"):
        gan.fit(GOOD, epochs=1, batch_size=4, verbose=0)


def test_a_list_of_keras_own_gets_the_guard_too():
    gan = gan_of_four()
    callbacks = keras.callbacks.CallbackList([], model=gan)
    with pytest.raises(TrainingDivergedError):
        gan.fit(Batches(bad=2), epochs=3, verbose=0, callbacks=callbacks)


def test_no_callback_writes_a_nan_down(tmp_path):
    gan = gan_of_four()
    first = gan.learner_of("discriminator").learned[0]
    ruin = keras.callbacks.LambdaCallback(on_epoch_begin=lambda epoch, _: epoch == 2 and first.assign(first * np.nan))
    kept = keras.callbacks.ModelCheckpoint(tmp_path / "gan.weights.h5", save_weights_only=True)
    with pytest.MonkeyPatch.context() as patch, pytest.raises(TrainingDivergedError):
        patch.setattr(kerasgan.training.guard.LastGood, "renew", lambda self, step, before: self.check_weights(step))
        gan.fit(GOOD, epochs=5, batch_size=4, verbose=0, callbacks=[ruin, kept])
    other = gan_of_four()
    other.load_weights(tmp_path / "gan.weights.h5")
    assert all(np.isfinite(value).all() for value in values(other.variables))

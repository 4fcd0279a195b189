"""Learning rates of a run that goes on: those that a user asks for anew count, those of callbacks come back."""

import keras
import numpy as np
import pytest

import kerasgan
from kerasgan.training import learning_rates

X = np.random.default_rng(0).normal(1.0, 0.5, (32, 4)).astype("float32")


def make(g_rate=0.25, d_rate=0.5):
    keras.utils.set_random_seed(0)
    return kerasgan.build_gan(
        kerasgan.build_generator("mlp", (4,), 3, hidden=(5,)),
        kerasgan.build_discriminator("mlp", (4,), hidden=(6,)),
        g_optimizer=keras.optimizers.Adam(g_rate),
        d_optimizer=keras.optimizers.SGD(d_rate),
    )


def fit(gan, folder, steps, callbacks=()):
    kerasgan.fit_gan(gan, X, steps=steps, batch_size=8, seed=1, verbose=0, checkpoint=folder, callbacks=callbacks)
    return learning_rates.rates(gan)


class Halve(keras.callbacks.Callback):
    """Halves D's learning rate at the first epoch."""

    def on_epoch_begin(self, epoch, logs=None):
        if epoch == 0:
            self.model.optimizer_of("discriminator").learning_rate = 0.25


def test_rates_that_a_user_asks_for_anew_count(tmp_path):
    fit(make(), tmp_path, 2)
    told = (
        "^`checkpoint`: step-000000002.npz has the learning rates 0.25 and 0.5, and this GAN comes with 0.25 and "
        "0.125, which count from here on.$"
    )
    with pytest.warns(UserWarning, match=told):
        assert fit(make(d_rate=0.125), tmp_path, 4) == [0.25, 0.125]
    assert fit(make(d_rate=0.125), tmp_path, 6) == [0.25, 0.125]


def test_rates_that_callbacks_have_changed_come_back(tmp_path):
    assert fit(make(), tmp_path, 2, [Halve()]) == [0.25, 0.25]
    assert fit(make(), tmp_path, 4) == [0.25, 0.25]


def test_the_gan_that_was_trained_goes_on_as_it_is(tmp_path):
    gan = make()
    fit(gan, tmp_path, 2, [Halve()])
    assert fit(gan, tmp_path, 4) == [0.25, 0.25]


def test_a_file_that_does_not_say_what_was_asked_for_has_its_own_rates(tmp_path):
    gan = make()
    assert learning_rates.settled(gan, [0.5, 0.5], None, "old") == [0.5, 0.5]
    assert learning_rates.rates(gan) == [0.25, 0.5]


def test_schedules_are_no_plain_rates():
    schedule = keras.optimizers.schedules.CosineDecay(0.1, 10)
    gan = kerasgan.build_gan(g_optimizer=keras.optimizers.Adam(schedule), d_optimizer=keras.optimizers.Adam(0.5))
    assert learning_rates.rates(gan) == [0.5]

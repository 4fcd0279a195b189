"""Keras's own callbacks watch and steer a GAN as they do any model, under `fit_gan` and under `fit`."""

import csv

import keras
import numpy as np
import pytest
from cases import some

import kerasgan
from kerasgan.callbacks.tensorboard_samples import is_there


def play(way, gan, real, callback, epochs=4):
    """Trains with `callback` for some epochs of two steps, by either loop."""
    options = {"batch_size": 4, "epochs": epochs, "verbose": 0, "callbacks": [callback]}
    return kerasgan.fit_gan(gan, real, **options) if way == "fit_gan" else gan.fit(real, **options)


def rates(gan):
    return [float(keras.ops.convert_to_numpy(half.learning_rate)) for half in (gan.optimizer.g, gan.optimizer.d)]


@pytest.fixture(params=some(["fit_gan", "fit"], ["fit_gan"]))  # Keras's own loop is Keras's affair
def way(request):
    return request.param


@pytest.fixture
def gan(networks):
    gan = kerasgan.GAN(*networks)
    sgd = keras.optimizers.SGD
    gan.compile(g_optimizer=sgd(0.1), d_optimizer=sgd(0.2), jit_compile=False)
    return gan


def test_csv_logger_writes_what_the_history_has(way, gan, real, tmp_path):
    history = play(way, gan, real, keras.callbacks.CSVLogger(tmp_path / "log.csv"))
    rows = list(csv.DictReader((tmp_path / "log.csv").read_text().splitlines()))
    for name, values in history.history.items():
        np.testing.assert_allclose([float(row[name]) for row in rows], values, rtol=1e-6)
    assert len(rows) == 4


def test_model_checkpoint_saves_a_gan_that_loads(way, gan, real, tmp_path):
    play(way, gan, real, keras.callbacks.ModelCheckpoint(tmp_path / "gan-{epoch}.keras"), epochs=2)
    loaded = keras.models.load_model(tmp_path / "gan-2.keras")
    np.testing.assert_allclose(loaded.sample(3, seed=0), gan.sample(3, seed=0), rtol=1e-6)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["gan-1.keras", "gan-2.keras"]


def test_model_checkpoint_keeps_the_best_weights(way, gan, real, tmp_path):
    saver = keras.callbacks.ModelCheckpoint(
        tmp_path / "best.weights.h5", monitor="jsd", mode="min", save_best_only=True, save_weights_only=True
    )
    history = play(way, gan, real, saver)
    assert saver.best == pytest.approx(min(history.history["jsd"])) and (tmp_path / "best.weights.h5").is_file()


def test_learning_rate_scheduler_moves_both_and_keeps_their_ratio(way, gan, real):
    play(way, gan, real, keras.callbacks.LearningRateScheduler(lambda epoch, rate: rate / 2))
    np.testing.assert_allclose(rates(gan), [0.1 / 16, 0.2 / 16], rtol=1e-6)


def test_reduce_on_plateau_moves_both_and_keeps_their_ratio(way, gan, real):
    reducer = keras.callbacks.ReduceLROnPlateau("d_loss", factor=0.5, patience=1, min_delta=1e9, mode="min")
    play(way, gan, real, reducer)
    np.testing.assert_allclose(rates(gan), [0.1 / 8, 0.2 / 8], rtol=1e-6)  # the first epoch is the best one


def test_early_stopping_stops(way, gan, real):
    stopper = keras.callbacks.EarlyStopping("d_loss", min_delta=1e9, patience=1, mode="min")
    assert len(play(way, gan, real, stopper, epochs=9).history["d_loss"]) == 2


def test_early_stopping_restores_the_best_weights(way, gan, real):
    seen = []

    class Note(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            seen.append(self.model.sample(2, seed=0))

    stopper = keras.callbacks.EarlyStopping("d_loss", min_delta=1e9, patience=2, mode="min", restore_best_weights=True)
    options = {"batch_size": 4, "epochs": 9, "verbose": 0, "callbacks": [Note(), stopper]}
    kerasgan.fit_gan(gan, real, **options) if way == "fit_gan" else gan.fit(real, **options)
    assert len(seen) == 3
    np.testing.assert_allclose(gan.sample(2, seed=0), seen[0], rtol=1e-5)


def test_terminate_on_nan_lets_a_healthy_run_go_on(way, gan, real):
    """It looks at `loss`, which GANs don't log; what stops a run at a NaN is in `fit_gan` itself."""
    assert len(play(way, gan, real, keras.callbacks.TerminateOnNaN()).history["d_loss"]) == 4


def test_lambda_and_backup(way, gan, real, tmp_path):
    play(way, gan, real, keras.callbacks.BackupAndRestore(tmp_path / "backup"))
    epochs = []
    play(way, gan, real, keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: epochs.append(epoch)))
    assert epochs == [0, 1, 2, 3]


@pytest.mark.skipif(not (is_there("tensorflow") and is_there("tensorboard")), reason="needs tensorboard")
def test_tensorboard_writes_the_losses(way, gan, real, tmp_path):
    import tensorflow as tf

    play(way, gan, real, keras.callbacks.TensorBoard(tmp_path))
    found = {}
    for file in (tmp_path / "train").glob("events.out.tfevents.*"):
        for record in tf.compat.v1.io.tf_record_iterator(str(file)):
            for value in tf.compat.v1.Event.FromString(record).summary.value:
                found[value.tag] = found.get(value.tag, 0) + 1
    assert found["epoch_d_loss"] == found["epoch_g_loss"] == found["epoch_d_accuracy"] == 4

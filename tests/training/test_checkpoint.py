"""Checkpoints: a run that was cut off goes on as if nothing had happened."""

import os
import re
import signal
import subprocess
import sys
import time

import keras
import numpy as np
import pytest
from cases import some
from helpers import values

import kerasgan
from kerasgan.errors import CheckpointError
from kerasgan.training import checkpoint


def make(seed=5, units=6, **options):
    keras.utils.set_random_seed(seed)
    return kerasgan.build_gan(
        kerasgan.build_generator("mlp", output_shape=(4,), latent_dim=3, hidden=(5,)),
        kerasgan.build_discriminator("mlp", input_shape=(4,), hidden=(units,), dropout=0.2),
        g_optimizer=keras.optimizers.Adam(0.01, use_ema=True),
        d_optimizer="adam",
        **options,
    )


class Stop(keras.callbacks.Callback):
    """Stops the run after so many epochs, or presses Ctrl-C after so many calls."""

    def __init__(self, epochs=None, calls=None):
        super().__init__()
        self.epochs, self.calls, self.seen = epochs, calls, 0

    def on_epoch_end(self, epoch, logs=None):
        self.model.stop_training = self.model.stop_training or self.epochs == epoch + 1


class CtrlC(Stop):
    def on_train_batch_end(self, batch, logs=None):
        self.seen += 1
        if self.seen == self.calls:
            signal.raise_signal(signal.SIGINT)


X = np.random.default_rng(0).normal(1.0, 0.5, (50, 4)).astype("float32")


class Passes(keras.utils.PyDataset):
    def __len__(self):
        return 6

    def __getitem__(self, index):
        return X[8 * index : 8 * index + 8]


DATA = {
    "array": lambda: X,
    "sampler": lambda: lambda batch_size, rng: rng.normal(1.0, 0.5, (batch_size, 4)),
    "PyDataset": Passes,
    "stream": lambda: Repeat(),
}


class Repeat:
    """Something that can be iterated again and again."""

    def __iter__(self):
        return iter([X[:8], X[8:16], X[16:24]])


def fit(gan, data, folder=None, callbacks=(), **options):
    options = {"steps": 16, "epochs": 4, "batch_size": 8, "steps_per_execution": 2, **options}
    folder = folder and checkpoint.Checkpoint(folder, steps=3)
    return kerasgan.fit_gan(gan, data, seed=1, verbose=0, checkpoint=folder, callbacks=callbacks, **options)


def same(gan, history, other, other_history):
    for found, expected in zip(values(gan.state), values(other.state)):
        np.testing.assert_array_equal(found, expected)
    assert history.history == other_history.history
    assert history.steps == other_history.steps and history.epoch == other_history.epoch


STOPS = {"between": lambda: Stop(epochs=2), "amid": lambda: CtrlC(calls=7), "early": lambda: CtrlC(calls=3)}


@pytest.mark.parametrize(
    "kind, stop",
    [
        pytest.param(
            kind, stop, marks=() if (kind, stop) in [("array", "amid"), ("stream", "amid")] else pytest.mark.full
        )
        for kind, stop in [*(("array", stop) for stop in STOPS), *[(kind, "amid") for kind in DATA][1:]]
    ],
)
def test_a_run_cut_off_and_started_again_equals_one_that_was_not(tmp_path, kind, stop):
    whole = make()
    history = fit(whole, DATA[kind]())
    fit(make(), DATA[kind](), tmp_path, [STOPS[stop]()])
    again = make(seed=99)  # other initial weights: all must come from the checkpoint
    same(again, fit(again, DATA[kind](), tmp_path), whole, history)


def test_a_finished_run_is_not_trained_again(tmp_path):
    gan = make()
    history = fit(gan, X, tmp_path)
    again = make(seed=99)
    same(again, fit(again, X, tmp_path), gan, history)


def test_a_finished_run_goes_on_when_more_steps_are_asked_for(tmp_path):
    fit(make(), X, tmp_path, steps=10, epochs=None)
    gan = make()
    history = fit(gan, X, tmp_path, steps=15, epochs=None)
    assert int(keras.ops.convert_to_numpy(gan.optimizer.iterations)) == 15
    assert history.steps[-1] == 15 and len(history.history["d_loss"]) == 15


@pytest.mark.full
def test_entries_of_the_history_keep_their_length_when_more_steps_are_asked_for(tmp_path):
    fit(make(), DATA["sampler"](), tmp_path, steps=20, epochs=4)
    gan = make()
    history = fit(gan, DATA["sampler"](), tmp_path, steps=40, epochs=4)
    assert int(keras.ops.convert_to_numpy(gan.optimizer.iterations)) == 40
    assert history.steps == [5, 10, 15, 20, 25, 30, 35, 40]
    assert len(history.history["d_loss"]) == 8


def test_the_same_code_run_twice_in_one_process_goes_on(tmp_path):
    for steps in (4, 8):
        generator = keras.Sequential([keras.Input((3,)), keras.layers.Dense(5, "relu"), keras.layers.Dense(4)])
        discriminator = keras.Sequential([keras.Input((4,)), keras.layers.Dense(6, "relu"), keras.layers.Dense(1)])
        gan = kerasgan.build_gan(generator, discriminator, g_optimizer="adam", d_optimizer="adam")
        fit(gan, X, tmp_path, steps=steps, epochs=None)
    assert int(keras.ops.convert_to_numpy(gan.optimizer.iterations)) == 8


def test_old_checkpoints_are_thinned_and_nothing_half_written_stays(tmp_path):
    fit(make(), X, tmp_path)
    assert len(list(tmp_path.glob("step-*.npz"))) == 2
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".npz", ".npz"]


@pytest.mark.parametrize("length", [4, 3])
def test_calls_are_as_long_as_before(tmp_path, length):
    """A call of another length is another program, which may round otherwise."""
    whole, again = make(), make()
    options = {"steps": 11, "epochs": 2, "steps_per_execution": length}
    history = fit(whole, X, **options)
    fit(make(), X, tmp_path, [CtrlC(calls=2)], **options)
    lengths, made = [], again.train_on_batches
    again.train_on_batches = lambda batches: lengths.append(len(next(iter(batches.values())))) or made(batches)
    same(again, fit(again, X, tmp_path, **options), whole, history)
    assert set(lengths) <= {1, length}


# === Broken, foreign, unwritable ===


def test_a_broken_file_of_a_later_step_takes_no_place_of_those_kept(tmp_path):
    fit(make(), X, tmp_path, steps=4)
    broken = tmp_path / "step-000000099.npz"
    broken.write_bytes(b"broken")
    for steps in (8, 12):
        with pytest.warns(UserWarning, match="^step-000000099.npz cannot be read and was passed over"):
            kept = checkpoint.Checkpoint(tmp_path, keep=1)
            kerasgan.fit_gan(make(), X, steps=steps, batch_size=8, seed=1, verbose=0, checkpoint=kept)
        assert sorted(tmp_path.glob("step-*.npz")) == [tmp_path / f"step-{steps:09d}.npz", broken]


@pytest.mark.parametrize("damage", some([b"", b"not a checkpoint", "half"], ["half"]))
def test_a_broken_file_is_passed_over_for_the_one_before(tmp_path, damage):
    whole = make()
    history = fit(whole, X)
    fit(make(), X, tmp_path, [Stop(epochs=2)])
    *_, last = sorted(tmp_path.glob("step-*.npz"))
    last.write_bytes(last.read_bytes()[: last.stat().st_size // 2] if damage == "half" else damage)
    again = make(seed=99)
    with pytest.warns(UserWarning, match=f"^{last.name} cannot be read and was passed over: going on from step-"):
        same(again, fit(again, X, tmp_path), whole, history)


def test_every_flipped_byte_is_noticed_or_harmless(tmp_path):
    """The archive's checksums: whatever byte is damaged, the values that come back are the true ones or none."""
    gan = make()
    fit(gan, X, tmp_path, [Stop(epochs=1)])
    path = sorted(tmp_path.glob("step-*.npz"))[-1]
    good, (_, arrays, _) = path.read_bytes(), checkpoint.read(path)
    for place in np.random.default_rng(3).integers(0, len(good), 60):
        bad = bytearray(good)
        bad[place] ^= 0x55
        path.write_bytes(bad)
        try:
            _, found, _ = checkpoint.read(path)
        except checkpoint.UNREADABLE:
            continue
        for a, b in zip(found, arrays):
            np.testing.assert_array_equal(a, b)


def test_where_no_file_can_be_read_nothing_starts_from_scratch_in_silence(tmp_path):
    (tmp_path / "step-000000003.npz").write_bytes(b"?")
    gan = make()
    before = values(gan.state)
    with pytest.raises(CheckpointError, match=f"none of the checkpoints in {re.escape(str(tmp_path))} can be read:"):
        fit(gan, X, tmp_path)
    np.testing.assert_array_equal(values(gan.generator.weights)[0], before[0])


def test_a_checkpoint_of_another_gan_is_refused(tmp_path):
    fit(make(), X, tmp_path, [Stop(epochs=1)])
    with pytest.raises(CheckpointError) as error:
        fit(make(units=7), X, tmp_path)
    message = str(error.value)
    assert "is of another GAN: it has 'kernel' (4, 6) float32 where this one has 'kernel' (4, 7) float32." in message
    assert message.endswith("Build the GAN as it was, with the same optimizers, or choose another folder.")


def test_a_folder_that_cannot_be_written_is_refused_before_any_training(tmp_path):
    (tmp_path / "file").write_text("")
    gan = make()
    before = values(gan.generator.weights)
    with pytest.raises(CheckpointError, match="^`checkpoint`: cannot write to .*file: "):
        fit(gan, X, tmp_path / "file")
    np.testing.assert_array_equal(values(gan.generator.weights)[0], before[0])


def test_a_full_disk_keeps_the_checkpoints_before_and_the_weights(tmp_path, monkeypatch):
    saved = []
    replace = os.replace

    def full(source, target):
        if len(saved) == 2:
            raise OSError(28, "No space left on device")
        saved.append(target)
        replace(source, target)

    gan = make()
    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", full)
        with pytest.warns(UserWarning, match="cannot write .*: No space left on device. .* Training goes on."):
            fit(gan, X, tmp_path)
    assert sorted(tmp_path.iterdir()) == saved
    assert int(keras.ops.convert_to_numpy(gan.optimizer.iterations)) == 16
    whole, again = make(), make()
    same(again, fit(again, X, tmp_path), whole, fit(whole, X))


def test_weights_that_are_not_finite_are_never_written(tmp_path):
    class Break(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            if epoch == 2:
                kernel = self.model.generator.weights[0]
                kernel.assign(np.full(kernel.shape, np.nan))

    with pytest.raises(kerasgan.errors.TrainingDivergedError):
        fit(make(), X, tmp_path, [Break()])
    for path in tmp_path.glob("step-*.npz"):
        assert all(np.isfinite(array).all() for array in checkpoint.read(path)[1])


@pytest.mark.parametrize(
    "options, message",
    [
        ({"steps": 0}, "`steps`: expected a whole number of at least 1. Received: 0."),
        ({"keep": 0}, "`keep`: expected a whole number of at least 1. Received: 0."),
        ({"minutes": 0}, "`minutes`: expected a number above 0. Received: 0."),
        ({"minutes": "a"}, "`minutes`: expected a number above 0. Received: 'a'."),
        ({"minutes": None}, "`minutes`: expected a number above 0. Received: None."),
    ],
)
def test_bad_arguments_are_named(options, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        checkpoint.Checkpoint("folder", **options)


# === SIGKILL ===

SCRIPT = """
import sys
import numpy as np
import keras, kerasgan
keras.utils.set_random_seed(5)
gan = kerasgan.build_gan(
    kerasgan.build_generator("mlp", output_shape=(4,), latent_dim=3, hidden=(5,)),
    kerasgan.build_discriminator("mlp", input_shape=(4,), hidden=(6,), dropout=0.2),
    g_optimizer=keras.optimizers.Adam(0.01, use_ema=True), d_optimizer="adam")
data = np.random.default_rng(0).normal(1.0, 0.5, (500, 4)).astype("float32")
steps = int(sys.argv[3])
print("training", flush=True)
kerasgan.fit_gan(gan, data, steps=steps, batch_size=8, seed=1, verbose=0, steps_per_execution=20,
                 checkpoint=kerasgan.Checkpoint(sys.argv[1], steps=20))
np.savez(sys.argv[2], *[keras.ops.convert_to_numpy(v) for v in gan.state])
"""


def start(folder, out, steps):
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(folder), str(out), str(steps)],
        env={**os.environ, "PYTHONPATH": os.path.dirname(kerasgan.__path__[0])},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def kill_and_compare(tmp_path, kills, steps):
    """Kills a run at random moments until it was killed so many times, and compares it with an undisturbed one."""
    rng = np.random.default_rng(int(time.time()))
    for _ in range(kills):
        process = start(tmp_path / "killed", tmp_path / "killed.npz", steps)
        process.stdout.readline()
        time.sleep(rng.uniform(0.0, 3.0))
        process.kill()
        process.wait()
        process.stdout.close()
    for name in ("killed", "whole"):
        process = start(tmp_path / name, tmp_path / f"{name}.npz", steps)
        process.communicate(timeout=600)
        assert process.returncode == 0
    killed, whole = np.load(tmp_path / "killed.npz"), np.load(tmp_path / "whole.npz")
    for name in whole.files:
        np.testing.assert_array_equal(killed[name], whole[name])


@pytest.mark.full
def test_a_run_killed_at_a_random_moment_ends_with_the_same_weights(tmp_path):
    kill_and_compare(tmp_path, kills=1, steps=1_000)


@pytest.mark.slow
def test_a_run_killed_twenty_times_ends_with_the_same_weights(tmp_path):
    kill_and_compare(tmp_path, kills=20, steps=20_000)

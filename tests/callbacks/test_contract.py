"""What holds for every callback of ours, those to come included."""

import functools
import inspect
import os
import pathlib

import keras
import numpy as np
import pytest
from cases import pairs, some

import kerasgan
from kerasgan import callbacks

HOOKS = [name for name in vars(keras.callbacks.Callback) if name.startswith("on_")]

# What each takes beside its defaults in these runs, and the files that it leaves in its folder.
STEPS = {f"step-{step:06d}.png" for step in (0, 4, 8, 10)}
CASES = {
    "Curves": (lambda folder: {"to_file": folder / "curves.png"}, {"curves.png"}),
    "DecisionSurface": (
        lambda folder: {"real": RING, "folder": folder, "every": 4, "n": 20},
        STEPS | {name.replace("png", "npz") for name in STEPS} | {"surface.gif"},
    ),
    "Doctor": (lambda folder: {"real": IMAGES, "folder": folder, "every": 4}, {"doctor.json", "doctor.txt"}),
    "Evaluate": (
        lambda folder: {"metrics": "sliced_wasserstein", "real": IMAGES, "every": 4, "folder": folder},
        {"best.weights.h5", "evaluate.json"},
    ),
    "Live": (lambda folder: {"seconds": 0, "rows": 2, "columns": 2}, None),
    "Periodic": (lambda folder: {"every": 4}, None),
    "Progress": (lambda folder: {"steps": 10, "verbose": 2}, None),
    "SampleGrid": (lambda folder: {"folder": folder, "every": 4, "rows": 2, "columns": 2}, STEPS | {"samples.gif"}),
    "TensorBoardSamples": (lambda folder: {"log_dir": folder, "every": 4, "rows": 2, "columns": 2}, {"samples"}),
    "TranslationGrid": (
        lambda folder: {"condition": IMAGES, "wanted": IMAGES, "folder": folder, "every": 4, "columns": 4},
        STEPS | {"samples.gif"},
    ),
}
RING = np.stack([np.cos(np.arange(24)), np.sin(np.arange(24))], axis=1).astype("float32")
IMAGES = np.tanh(np.resize(RING, (24, 4, 4, 1)))
WRITERS = [name for name, (_, left) in CASES.items() if left]

# What a callback watches where it is no GAN of images: points, or one that is given an image beside the noise.
KINDS = {"DecisionSurface": "points", "TranslationGrid": "translation"}


def tiny_gan(kind):
    """A GAN that a callback can watch, with all that draws random numbers, and its data."""
    if kind == "translation":
        return compiled(*translators()), (IMAGES, IMAGES[::-1])
    shape = (2,) if kind == "points" else (4, 4, 1)
    layers = keras.layers
    generator = keras.Sequential(
        [keras.Input((3,)), layers.Dense(6), layers.BatchNormalization(), layers.ReLU(), layers.Dropout(0.2)]
        + [layers.Dense(int(np.prod(shape)), "tanh"), layers.Reshape(shape)]
    )
    discriminator = keras.Sequential(
        [keras.Input(shape), layers.Flatten(), layers.Dense(6), layers.BatchNormalization(), layers.LeakyReLU(0.2)]
        + [layers.Dropout(0.2), layers.Dense(1)]
    )
    return compiled(generator, discriminator), RING if kind == "points" else IMAGES


def translators():
    """Networks as those of `tiny_gan`, for images that are to be made of others."""
    layers, size = keras.layers, (4, 4, 1)
    z, x, c = keras.Input((3,)), keras.Input(size), keras.Input(size, name="given")
    hidden = layers.BatchNormalization()(layers.Dense(6)(layers.Concatenate()([z, layers.Flatten()(c)])))
    made = layers.Dense(16, "tanh")(layers.Dropout(0.2)(layers.ReLU()(hidden)))
    seen = layers.Dropout(0.2)(layers.LeakyReLU(0.2)(layers.Dense(6)(layers.Flatten()(layers.Concatenate()([x, c])))))
    return keras.Model([z, c], layers.Reshape(size)(made)), keras.Model([x, c], layers.Dense(1)(seen))


def compiled(generator, discriminator):
    gan = kerasgan.GAN(generator, discriminator)
    sgd = keras.optimizers.SGD
    gan.compile(g_optimizer=sgd(0.1, use_ema=True), d_optimizer=sgd(0.1), jit_compile=False)
    return gan


def make(name, folder):
    return getattr(callbacks, name)(**CASES[name][0](pathlib.Path(folder)))


def play(way, gan, data, watching):
    """Trains for ten steps, by either loop."""
    if way == "fit_gan":
        return kerasgan.fit_gan(gan, data, steps=10, batch_size=8, seed=3, verbose=0, callbacks=watching)
    gan.reseed(3)
    batches = [np.concatenate([part] * 4)[:80] for part in (data if isinstance(data, tuple) else (data,))]
    return gan.fit(*batches, batch_size=8, shuffle=False, verbose=0, callbacks=watching)


def outcome(kind, way, watching):
    """Trains a new GAN; returns its state and the next random number."""
    keras.utils.set_random_seed(5)
    gan, data = tiny_gan(kind)
    play(way, gan, data, watching)
    return [*(np.array(keras.ops.convert_to_numpy(variable)) for variable in gan.state), np.random.random()]


@functools.cache
def unwatched(way, kind):
    """The outcome without a callback."""
    return outcome(kind, way, [])


@pytest.fixture(params=callbacks.__all__)
def name(request):
    if request.param == "TensorBoardSamples":
        pytest.importorskip("tensorflow")
    return request.param


def test_every_callback_has_a_case():
    assert sorted(CASES) == callbacks.__all__


def test_callbacks_are_keras_callbacks_that_are_documented(name):
    callback = getattr(callbacks, name)
    assert issubclass(callback, keras.callbacks.Callback)
    assert callback.__doc__ and "    Args:\n" in callback.__doc__


def test_hooks_take_what_keras_hands_them_and_do_without_logs(name):
    callback = getattr(callbacks, name)
    own = [hook for hook in HOOKS if getattr(callback, hook) is not getattr(keras.callbacks.Callback, hook)]
    assert own
    for hook in own:
        parameters = inspect.signature(getattr(callback, hook)).parameters
        expected = inspect.signature(getattr(keras.callbacks.Callback, hook)).parameters
        assert list(parameters) == list(expected), hook
        assert parameters["logs"].default is None, hook


# Either loop calls them by the same hooks: one that counts steps and one that draws stand for all in Keras's own.
IN_FIT = ("Evaluate", "SampleGrid")


@pytest.mark.parametrize(
    "name, way", pairs(callbacks.__all__, ["fit_gan", "fit"], lambda name, way: way == "fit_gan" or name in IN_FIT)
)
def test_watching_changes_nothing_and_leaves_its_files(name, way, tmp_path, capsys):
    watched = outcome(KINDS.get(name), way, [make(name, tmp_path / "made" / "here")])
    for with_it, without in zip(watched, unwatched(way, KINDS.get(name))):
        np.testing.assert_array_equal(with_it, without)
    if CASES[name][1]:
        assert set(os.listdir(tmp_path / "made" / "here")) == CASES[name][1]


@pytest.mark.parametrize(
    "name, way", pairs(WRITERS, ["fit_gan", "fit"], lambda name, way: way == "fit_gan" or name in IN_FIT)
)
def test_a_folder_that_cannot_be_written_to_is_an_error_before_any_training(name, way, tmp_path):
    (tmp_path / "file").touch()
    gan, data = tiny_gan(KINDS.get(name))
    with pytest.raises(ValueError) as error:
        play(way, gan, data, [make(name, tmp_path / "file" / "folder")])
    argument = {"Curves": "to_file", "TensorBoardSamples": "log_dir"}.get(name, "folder")
    assert str(error.value) == (
        f"`{argument}`: expected a folder that can be made and written to. Received: "
        f"{str(tmp_path / 'file' / 'folder')!r}. The system says: Not a directory."
    )
    assert int(keras.ops.convert_to_numpy(gan.optimizer.iterations)) == 0


@pytest.mark.parametrize(
    "name",
    some([n for n in WRITERS if n not in ("TensorBoardSamples", "Doctor", "Evaluate")], ["Curves", "SampleGrid"]),
)  # no worker, or a file that stays open
def test_a_folder_that_vanishes_is_a_warning_and_training_goes_on(name, tmp_path):
    class Saboteur(keras.callbacks.Callback):
        """Puts a file where the folder was."""

        def on_epoch_end(self, epoch, logs=None):
            folder = tmp_path / "folder"
            if epoch == 4:
                watcher.worker.finish()
                watcher.worker = type(watcher.worker)()
                for file in folder.iterdir():
                    file.unlink()
                folder.rmdir()
                folder.touch()

    gan, data = tiny_gan(KINDS.get(name))
    watcher = make(name, tmp_path / "folder")
    with pytest.warns(UserWarning, match=r"could not be written: .*Training is not affected\.$"):
        history = play("fit_gan", gan, data, [watcher, Saboteur()])
    assert history.steps[-1] == 10


@pytest.mark.parametrize("name", some(callbacks.__all__, ["Doctor", "SampleGrid"]))
def test_it_can_be_used_again(name, tmp_path, capsys):
    gan, data = tiny_gan(KINDS.get(name))
    callback = make(name, tmp_path / "folder")
    for _ in range(2):
        play("fit_gan", gan, data, [callback])
    assert int(keras.ops.convert_to_numpy(gan.optimizer.iterations)) == 20

"""Small tools of the tests."""

import shutil

import keras
import numpy as np

import kerasgan
from kerasgan.presets import manifest, shelf
from kerasgan.recipe import kinds, run
from kerasgan.training import step
from kerasgan.training.backend import engine


class Clock:
    """A clock that stands still until it is put forward; for the place of a module's `time`."""

    now = 100.0

    def monotonic(self):
        return self.now


def value(variable):
    """A copy of a variable's value, as NumPy array."""
    return np.array(keras.ops.convert_to_numpy(variable))


def values(variables):
    return [value(variable) for variable in variables]


def moved(before, after):
    """Whether any of the arrays differ."""
    return any(not np.array_equal(a, b) for a, b in zip(before, after))


def sgd(learning_rate=0.1, **options):
    return keras.optimizers.SGD(learning_rate, **options)


def conv_pair(size=8, batch_norm=True):
    """A tiny convolutional pair; no bias before BatchNorm, which would cancel it and leave Adam rounding errors."""
    layers = keras.layers
    generator = keras.Sequential(
        [
            keras.Input((3,)),
            layers.Dense(size * size, use_bias=not batch_norm),
            layers.Reshape((size // 2, size // 2, 4)),
            *([layers.BatchNormalization()] if batch_norm else []),
            layers.ReLU(),
            layers.Conv2DTranspose(1, 4, strides=2, padding="same", activation="tanh"),
        ],
        name="generator",
    )
    discriminator = keras.Sequential(
        [
            keras.Input((size, size, 1)),
            layers.Conv2D(4, 4, strides=2, padding="same", use_bias=not batch_norm),
            *([layers.BatchNormalization()] if batch_norm else []),
            layers.LeakyReLU(0.2),
            layers.Flatten(),
            layers.Dense(1),
        ],
        name="discriminator",
    )
    return generator, discriminator


def image_gan(shape=(8, 8, 1), activation="tanh", **options):
    """A compiled GAN of images, of one dense layer each."""
    generator = keras.Sequential(
        [keras.Input((3,)), keras.layers.Dense(int(np.prod(shape)), activation), keras.layers.Reshape(shape)]
    )
    discriminator = keras.Sequential([keras.Input(shape), keras.layers.Flatten(), keras.layers.Dense(1)])
    gan = kerasgan.GAN(generator, discriminator, **options)
    gan.compile(g_optimizer=sgd(0.5), d_optimizer=sgd(0.5), jit_compile=False)
    return gan


def scene_of(gan, network, real, noise, labels=None, random=None):
    """The scene of one update, after D has looked, as a term sees it; nothing is changed."""
    given = {"real": real} | ({} if labels is None else {gan.label.name: labels})
    part = {"given": {name: keras.ops.convert_to_tensor(values) for name, values in given.items()}, "random": random}
    part["noise"] = keras.ops.convert_to_tensor(noise)
    move = next(move for move in gan.moves if move.player == network)
    with gan.in_play(), engine.sandbox(gan):
        scene = step.scene_of(gan, move, part)
        move.loss(gan, scene)
    return scene


def drawing(term, numbers):
    """The term, drawing the numbers given instead of random ones."""
    term.draw = lambda shape, seed: keras.ops.convert_to_tensor(np.asarray(numbers, "float32"))
    return term


def undrawn(monkeypatch, samples):
    """Makes runs short: few samples are measured, and no diagrams and curves drawn, which others' tests draw."""
    monkeypatch.setattr(kinds.kind, "SAMPLES", samples)
    for name in ("model", "history", "distribution"):
        monkeypatch.setattr(run.plots, f"plot_{name}", lambda *arguments, **options: None)


def zoo_of(name, folder, monkeypatch):
    """Makes the zoo one of a single entry, a copy in `folder`; returns the folder of the entry."""
    shutil.copytree(shelf.FOLDER / name, folder / name)
    monkeypatch.setattr(shelf, "FOLDER", folder)
    monkeypatch.setenv("KERASGAN_ZOO", str(folder))
    manifest.write(folder)
    return folder / name

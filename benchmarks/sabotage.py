"""Trainings spoilt in ways that no condition was written for, and what the doctor says of them.

    python -m benchmarks.sabotage [--only WORD ...] [--seed 0] [--steps 600] [--folder FOLDER]

Each is a small pair on data of the package, trained by `fit_gan` with its defaults, the doctor at its own pace;
`--only` takes those whose description has one of the words. With a folder each run's `doctor.json` is kept there.
"""

import argparse
import os
import pathlib
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np

import kerasgan
from kerasgan import losses, terms
from kerasgan.losses import LossPair

ops, layers = keras.ops, keras.layers
Adam, SGD = keras.optimizers.Adam, keras.optimizers.SGD
IMAGE = (28, 28, 1)


# === Data ===


def digits(count=8000, low=0.0, high=1.0):
    """Returns handwritten digits in a range, and their labels."""
    x, y = kerasgan.datasets.load("mnist")
    x = np.reshape(x[:count], (-1, *IMAGE)).astype("float32") / 255
    return low + (high - low) * x, y[:count]


def ring():
    return kerasgan.datasets.load("ring_8")


def normal(dim=16):
    return kerasgan.datasets.load("normal_200d", dim=dim)


def repeated(count, times=1000):
    return np.repeat(digits(count)[0], times // count, axis=0)


def shuffled_pixels():
    rng = np.random.default_rng(0)
    x = digits()[0]
    return rng.permuted(x.reshape(len(x), -1), axis=1).reshape(x.shape)


def with_nan_late(data, batches):
    """Returns a sampler whose batches have a NaN in them from some number on."""
    count = iter(range(10**9))

    def sampler(n, rng):
        x = np.array(data(n, rng))
        x[0] = np.nan if next(count) > batches else x[0]
        return x

    return sampler


def always_the_same(data):
    batch = data(128, np.random.default_rng(0))
    return lambda n, rng: batch[:n]


def scaled(data, factor, shift=0.0):
    return lambda n, rng: factor * data(n, rng) + shift


def shuffled_labels():
    x, y = digits()
    return x, np.random.default_rng(0).permutation(y)


# === Pairs ===


def pair(shape=IMAGE, g=None, d=None, g_optimizer=None, d_optimizer=None, **options):
    """Returns a GAN of two dense networks of 64 units, all that is not given as the toolkit has it."""
    g = {"latent_dim": 16, "hidden": (64,), **(g or {})}
    d = {"hidden": (64,), "activation": "leaky_relu", **(d or {})}
    if len(shape) > 1:
        g = {"output_activation": "sigmoid", **g}
    return kerasgan.build_gan(
        kerasgan.build_generator("mlp", output_shape=shape, **g),
        kerasgan.build_discriminator("mlp", input_shape=shape, **d),
        **{"latent": "normal", **options},
        g_optimizer=g_optimizer or Adam(1e-3, beta_1=0.5),
        d_optimizer=d_optimizer or Adam(1e-3, beta_1=0.5),
    )


def ending(network, change, **options):
    """Returns a pair whose network's last dense layer had its weights changed."""
    gan = pair(**options)
    layer = [one for one in getattr(gan, network).layers if isinstance(one, layers.Dense)][-1]
    layer.set_weights([change(value) for value in layer.get_weights()])
    return gan


def dead():
    """Returns a pair whose G has hidden units that are never above 0."""
    gan = pair()
    layer = next(one for one in gan.generator.layers if isinstance(one, layers.Dense))
    kernel, bias = layer.get_weights()
    layer.set_weights([kernel, bias - 100])
    return gan


def of_networks(generator, discriminator, **options):
    """Returns a GAN of two lists of layers, for digits of 784 values."""
    g = keras.Sequential([keras.Input((16,)), *generator, layers.Dense(784, "sigmoid"), layers.Reshape(IMAGE)])
    d = keras.Sequential([keras.Input(IMAGE), layers.Flatten(), *discriminator])
    optimizers = {name: Adam(1e-3, beta_1=0.5) for name in ("g_optimizer", "d_optimizer")}
    return kerasgan.build_gan(g, d, latent="normal", **{**optimizers, **options})


def normalized(momentum):
    g = [layers.Dense(64), layers.BatchNormalization(momentum=momentum), layers.ReLU()]
    return of_networks(g, [layers.Dense(64, "leaky_relu"), layers.Dense(1)])


def frozen_head():
    """Returns a pair whose G may learn its first layer only."""
    gan = pair()
    gan.generator.layers[-2].trainable = False
    return kerasgan.build_gan(gan.generator, gan.discriminator, latent="normal")


def huge(shape, seed=None):
    return 1000.0 * keras.random.normal(shape, seed=seed)


def constant(shape, seed=None):
    return ops.ones(shape) + 1e-6 * keras.random.normal(shape, seed=seed)


ours = losses.non_saturating
ALL_REAL = LossPair(
    lambda r, f: 0.5 * (ops.mean(ops.softplus(-r)) + ops.mean(ops.softplus(-f))), ours.generator, name="x"
)
ONLY_REAL = LossPair(lambda r, f: ops.mean(ops.softplus(-r)), ours.generator, name="only_real")
ONLY_FAKE = LossPair(lambda r, f: ops.mean(ops.softplus(f)), ours.generator, name="only_fake")


def clipped():
    return Adam(1e-3, beta_1=0.5, clipnorm=1e-8)


def conditional():
    return pair(g={"num_classes": 10}, d={"num_classes": 10})


# What was done: (what makes the GAN, its data, what differs in `fit_gan`'s arguments).
SABOTAGES = {
    "nothing: digits": (pair, lambda: digits()[0], {}),
    "nothing: ring": (lambda: pair((2,)), ring, {}),
    "nothing: normal": (lambda: pair((16,)), normal, {}),
    "nothing: digits by class": (conditional, digits, {}),
    "D is told that all are real": (lambda: pair(loss=ALL_REAL), lambda: digits()[0], {}),
    "D never sees generated samples in its loss": (lambda: pair(loss=ONLY_REAL), lambda: digits()[0], {}),
    "D never sees real samples in its loss": (lambda: pair(loss=ONLY_FAKE), lambda: digits()[0], {}),
    "D's rate is a thousandth": (lambda: pair(d_optimizer=Adam(1e-6, beta_1=0.5)), lambda: digits()[0], {}),
    "G's rate is a thousandth": (lambda: pair(g_optimizer=Adam(1e-6, beta_1=0.5)), lambda: digits()[0], {}),
    "SGD with a rate of 1e-4 for both": (
        lambda: pair(g_optimizer=SGD(1e-4), d_optimizer=SGD(1e-4)), lambda: digits()[0], {}),
    "gradients clipped to a norm of 1e-8": (
        lambda: pair(g_optimizer=clipped(), d_optimizer=clipped()), lambda: digits()[0], {}),
    "G's gradients alone clipped to 1e-8": (lambda: pair(g_optimizer=clipped()), lambda: digits()[0], {}),
    "Adam, beta_1 = 0.99, rates of 0.05": (
        lambda: pair(g_optimizer=Adam(0.05, beta_1=0.99), d_optimizer=Adam(0.05, beta_1=0.99)),
        lambda: digits()[0], {}),
    "Adam, beta_1 = 0.99, rates of 0.05, on the ring": (
        lambda: pair((2,), g_optimizer=Adam(0.05, beta_1=0.99), d_optimizer=Adam(0.05, beta_1=0.99)), ring, {}),
    "real data are one image": (pair, lambda: repeated(1), {}),
    "real data are four images": (pair, lambda: repeated(4), {}),
    "real data are black": (pair, lambda: np.zeros((1000, *IMAGE), "float32"), {}),
    "a sampler that always returns the same 128": (lambda: pair((16,)), lambda: always_the_same(normal()), {}),
    "pixels shuffled in each image anew": (pair, shuffled_pixels, {}),
    "data in [-1, 1], G ends in sigmoid, unchecked": (
        pair, lambda: digits(low=-1)[0], {"check_range": False}),
    "data in [0, 255], G has no end": (
        lambda: pair(g={"output_activation": None}), lambda: digits(high=255.0)[0], {}),
    "data a thousandth as large, G has no end": (lambda: pair((16,)), lambda: scaled(normal(), 1e-3), {}),
    "data far away (mean 1000, spread 1)": (lambda: pair((16,)), lambda: scaled(normal(), 1, 1000.0), {}),
    "G's last layer begins with zeros": (lambda: ending("generator", np.zeros_like), lambda: digits()[0], {}),
    "D's last layer begins with zeros": (lambda: ending("discriminator", np.zeros_like), lambda: digits()[0], {}),
    "D's last layer 1,000 times too large": (
        lambda: ending("discriminator", lambda w: 1000 * w), lambda: digits()[0], {}),
    "G's hidden units are dead": (dead, lambda: digits()[0], {}),
    "G's last layer is not trainable": (frozen_head, lambda: digits()[0], {}),
    "z has one dimension": (lambda: pair(g={"latent_dim": 1}), lambda: digits()[0], {}),
    "z has one dimension, on the ring": (lambda: pair((2,), g={"latent_dim": 1}), ring, {}),
    "z is constant": (lambda: pair(latent=constant), lambda: digits()[0], {}),
    "z is 1,000 times too large": (lambda: pair(latent=huge), lambda: digits()[0], {}),
    "batches of 2": (pair, lambda: digits()[0], {"batch_size": 2}),
    "batches of 2, on the ring": (lambda: pair((2,)), ring, {"batch_size": 2}),
    "D is linear": (lambda: pair(d={"hidden": ()}), lambda: digits()[0], {}),
    "D is linear, on the ring": (lambda: pair((2,), d={"hidden": ()}), ring, {}),
    "D has dropout 0.95": (lambda: pair(d={"dropout": 0.95}), lambda: digits()[0], {}),
    "D's logit ends in relu": (
        lambda: of_networks([layers.Dense(64, "relu")], [layers.Dense(64, "leaky_relu"), layers.Dense(1, "relu")],
                            from_logits=True), lambda: digits()[0], {}),
    "G's BatchNorm has momentum 1": (lambda: normalized(1.0), lambda: digits()[0], {}),
    "G's BatchNorm has momentum 0": (lambda: normalized(0.0), lambda: digits()[0], {}),
    "WGAN without a penalty": (lambda: pair(loss="wasserstein"), lambda: digits()[0], {}),
    "WGAN without a penalty, D's rate 0.01": (
        lambda: pair(loss="wasserstein", d_optimizer=Adam(0.01, beta_1=0.5)), lambda: digits()[0], {}),
    "R1 with a weight of 10,000": (lambda: pair(terms=[terms.R1(weight=1e4)]), lambda: digits()[0], {}),
    "weights clipped to 1e-4": (
        lambda: pair(loss="wasserstein", terms=[terms.WeightClipping(1e-4)]), lambda: digits()[0], {}),
    "AdamW with a weight decay of 100 in G": (
        lambda: pair(g_optimizer=keras.optimizers.AdamW(1e-3, weight_decay=100.0)), lambda: digits()[0], {}),
    "10 D updates a step": (lambda: pair(d_steps=10), lambda: digits()[0], {}),
    "a NaN in the data": (pair, lambda: np.where(np.arange(8000)[:, None, None, None] == 7, np.nan, digits()[0]), {}),
    "a NaN in the data from batch 300 on": (lambda: pair((16,)), lambda: with_nan_late(normal(), 300), {}),
    "labels shuffled, conditional": (conditional, shuffled_labels, {}),
    "one class only": (pair, lambda: digits()[0][digits()[1] == 1], {}),
}  # fmt: skip


def train(what, seed=0, steps=600, folder=None):
    """Returns (the doctor, the error that ended the run or `None`, seconds) of one sabotage."""
    keras.utils.set_random_seed(seed)
    make, data, options = SABOTAGES[what]
    doctor = kerasgan.callbacks.Doctor(verbose=False, folder=folder)
    began = time.perf_counter()
    error = None
    try:
        options = {"steps": steps, "seed": seed, "verbose": 0, **options}
        kerasgan.fit_gan(make(), data(), doctor=doctor, **options)
    except (ValueError, kerasgan.errors.TrainingDivergedError) as stopped:
        error = stopped
    return doctor, error, time.perf_counter() - began


def said(doctor, error):
    """Returns what a user was told, in a line."""
    told = [f"{one.name} {one.since}-{one.step}" for one in doctor.findings]
    return ", ".join([*told, *([f"{type(error).__name__}: {str(error)[:60]}"] if error else [])]) or "nothing"


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--only", nargs="*", default=[""], metavar="WORD")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--steps", type=int, default=600)
    parser.add_argument("--folder", type=pathlib.Path)
    options = parser.parse_args(arguments)
    for number, what in enumerate(SABOTAGES):
        if any(word in what for word in options.only):
            folder = options.folder and options.folder / f"{number:02d}"
            doctor, error, seconds = train(what, options.seed, options.steps, folder)
            print(f"{what}: {said(doctor, error)} | {len(doctor.looks)} looks, {seconds:.1f} s", flush=True)


if __name__ == "__main__":
    main()

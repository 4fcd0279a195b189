"""Draws the pictures of troubleshooting.md and keeps what the doctor said: small trainings, each spoilt in one way.

    python docs/pictures.py [--only NAME ...]

The pictures go to docs/images/trouble, the doctor's words to findings.json beside them. TensorFlow, seed 0; it takes
some minutes.
"""

import argparse
import json
import pathlib

import keras
import numpy as np
from keras import layers

import kerasgan
from kerasgan import errors

OUT = pathlib.Path(__file__).parent / "images" / "trouble"
IMAGE = (28, 28, 1)
ADAM = keras.optimizers.Adam


def pair(shape=IMAGE, g=None, d=None, rates=(1e-3, 1e-3), beta_1=0.5, **options):
    """Returns a GAN of two dense networks of 64 units."""
    return kerasgan.build_gan(
        kerasgan.build_generator("mlp", shape, 16, hidden=(64,), **(g or {})),
        kerasgan.build_discriminator("mlp", shape, **{"hidden": (64,), "activation": "leaky_relu", **(d or {})}),
        g_optimizer=ADAM(rates[0], beta_1=beta_1),
        d_optimizer=ADAM(rates[1], beta_1=beta_1),
        **{"latent": "normal", **options},
    )


def digits():
    """Returns digits between -1 and 1."""
    return kerasgan.datasets.load("mnist", labels=False) / 127.5 - 1.0


def of_two_hundred():
    """Returns two dense networks for 200 normal values, with Adam as Keras has it for both."""
    g = keras.Sequential([keras.Input((200,)), layers.Dense(256, "relu"), layers.Dense(200)])
    d = keras.Sequential([keras.Input((200,)), layers.Dense(256, "relu"), layers.Dense(1)])
    return kerasgan.build_gan(g, d, g_optimizer="adam", d_optimizer="adam")


def shuffled():
    """Returns digits with labels of others."""
    x, y = kerasgan.datasets.load("mnist")
    return x, np.random.default_rng(0).permutation(y)


def faint(shape, seed=None):
    """Draws z at a hundredth of its size."""
    return 0.01 * keras.random.normal(shape, seed=seed)


def load(name):
    """Returns a function that loads a data set, so that a run draws from its beginning."""
    return lambda: kerasgan.datasets.load(name)


# name: (GAN, data, steps, what is drawn, other arguments of `fit_gan`)
RUNS = {
    "collapse": (lambda: pair(latent=faint), digits, 2000, "samples", {}),
    "behind": (of_two_hundred, load("normal_200d"), 2000, "history", {}),
    "vanishing": (
        lambda: pair(d={"hidden": (640,)}, rates=(1e-4, 1e-3), loss="minimax"), digits, 1500, "history", {},
    ),
    "oscillation": (lambda: pair((2,), rates=(1e-2, 1e-3)), load("ring_8"), 2000, "surface", {}),
    "range": (pair, lambda: 127.5 * (digits() + 1.0), 300, "samples", {"check_range": False}),
    "saturation": (lambda: pair(rates=(0.3, 1e-3)), digits, 600, "samples", {}),
    "divergence": (lambda: pair((2,), rates=(10.0, 10.0)), load("ring_8"), 300, "history", {}),
    "weak": (lambda: pair(rates=(1e-3, 1e-6)), digits, 1500, "samples", {}),
    "frozen": (lambda: pair((2,), rates=(1e-3, 0.0)), load("ring_8"), 600, "history", {}),
    "labels": (lambda: pair(g={"num_classes": 10}, d={"num_classes": 10}), shuffled, 2500, "rows", {}),
    "repeated": (pair, lambda: np.repeat(digits()[:4], 250, axis=0), 600, "samples", {}),
}  # fmt: skip


def draw(what, gan, history, data, path):
    """Draws what shows the fault best."""
    if what == "history":
        kerasgan.plot_history(history, path)
    elif what == "surface":
        kerasgan.plots.plot_decision_surface(gan, data(500, np.random.default_rng(0)), path)
    elif what == "rows":
        labels = np.repeat(np.arange(10), 8)
        kerasgan.plot_samples(gan.sample(80, labels=labels, seed=0), path, labels=labels)
    else:
        kerasgan.plot_samples(gan.sample(32, seed=0), path, rows=4)


def run(name):
    """Trains one, draws it, and returns what the doctor said."""
    make, data, steps, what, options = RUNS[name]
    keras.utils.set_random_seed(0)
    gan, data = make(), data()
    watch = kerasgan.callbacks.Doctor(every=20, verbose=False)
    history = keras.callbacks.History()
    try:
        arguments = {"steps": steps, "seed": 0, "verbose": 0, **options}
        history = kerasgan.fit_gan(gan, data, doctor=watch, callbacks=[history], **arguments)
    except errors.TrainingDivergedError as stopped:
        print(name, stopped)
    draw(what, gan, history, data, OUT / f"{name}.png")
    return [{"condition": one.name, "since": one.since, "evidence": one.evidence} for one in watch.findings]


def main(arguments=None):
    """Carries out the runs that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="*", default=list(RUNS))
    OUT.mkdir(parents=True, exist_ok=True)
    kept = OUT / "findings.json"
    found = json.loads(kept.read_text("utf-8")) if kept.exists() else {}
    for name in parser.parse_args(arguments).only:
        found[name] = run(name)
        print(name, [one["condition"] for one in found[name]], flush=True)
        kept.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()

"""What D's loss and a critic's say of two distributions that do not overlap, at several distances.

The cheap form of figure 4 of Arjovsky, Chintala, Bottou, Wasserstein GAN, 2017, on its example 1: real points are
uniform on a segment of the line x = 0, generated ones on the same segment of x = distance. The Jensen-Shannon
divergence is 0 at distance 0 and log 2 at any other; the Wasserstein distance is the distance. G stands still; D is
trained to its optimum.
"""

import pathlib

import keras
import numpy as np

import kerasgan
from benchmarks.mode_collapse import bench
from benchmarks.studies import records
from benchmarks.studies.curve import Stopped

NAME = "saturation"
DISTANCES = (0.0, 0.125, 0.25, 0.5, 1.0, 2.0, 4.0)
STEPS, BATCH, ENTRIES = 2000, 256, 50
# The critic's slope at the optimum is 1 + distance / (2 * weight): with the paper's 10 it would be 20 % steep at 4.
WEIGHT = 100.0


def lines(batch_size, rng):
    """Draws real points."""
    return np.stack([np.zeros(batch_size), rng.uniform(-1, 1, batch_size)], axis=1)


def generator(distance):
    """Returns a G that makes (distance, z)."""
    layer = keras.layers.Dense(2, name="shift")
    found = keras.Sequential([keras.Input((1,)), layer], name="generator")
    layer.set_weights([np.array([[0.0, 1.0]], "float32"), np.array([distance, 0.0], "float32")])
    return found


def gan_at(distance, critic):
    """Returns a GAN whose G stands still; with a critic, or with the D of the first GAN."""
    options = {"loss": "wasserstein", "terms": [kerasgan.terms.GradientPenalty(WEIGHT)]} if critic else {}
    return kerasgan.build_gan(
        generator(distance),
        kerasgan.build_discriminator("mlp", (2,), hidden=(64, 64)),
        latent="uniform",
        g_optimizer=keras.optimizers.SGD(0.0),
        d_optimizer=keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(2e-3, STEPS), beta_1=0.5),
        **options,
    )


def estimates(gan, critic, steps):
    """Returns `[[step, estimate], ...]` along D's training: of the JSD, or of the Wasserstein distance.

    Raises:
        Stopped: After Ctrl-C.
    """
    entries = min(ENTRIES, steps)
    history = kerasgan.fit_gan(gan, lines, steps=steps, epochs=entries, batch_size=BATCH, seed=0, verbose=0)
    if history.interrupted:
        raise Stopped
    values = history.history["d_loss"] if critic else history.history["jsd"]
    return [[step, round(-value if critic else value, 5)] for step, value in zip(history.steps, values)]


def study(folder, steps=None, say=print):
    """Trains each D and each critic, as far as that is not done; returns the record."""
    path, steps = pathlib.Path(folder) / f"{NAME}.json", steps or STEPS
    record = records.read(path) or {}
    record = record if record.get("steps") == steps else {"steps": steps, "jsd": {}, "wasserstein": {}}
    for kind in ("jsd", "wasserstein"):
        critic, gan = kind == "wasserstein", None
        for distance in [distance for distance in DISTANCES if str(distance) not in record[kind]]:
            gan = gan or gan_at(distance, critic)
            bench.start_afresh(gan, lambda distance=distance, critic=critic: gan_at(distance, critic), seed=0)
            curve = record[kind][str(distance)] = estimates(gan, critic, steps)
            records.write(path, record)
            say(f"{NAME}: distance {distance}, {kind} {curve[-1][1]:.3f}")
    return record


def adopt(page, folder):
    """Takes up the record that a page was made of, where none is there yet."""
    path, record = pathlib.Path(folder) / f"{NAME}.json", (records.read(page) or {}).get(NAME)
    if record and not path.exists():
        records.write(path, record)


def found(folder):
    """Returns the record of a study that has come to its end, or `None`."""
    record = records.read(pathlib.Path(folder) / f"{NAME}.json")
    return record if record and record["jsd"].keys() == record["wasserstein"].keys() else None

"""What the doctor says of healthy trainings and of ones that were spoilt on purpose, and what it costs.

    python -m benchmarks.doctor [--seeds 3] [--only NAME ...] [--stop STEPS]    healthy runs: false alarms
    python -m benchmarks.doctor --sick                                          each condition, by a real training
    python -m benchmarks.doctor --cost [--only NAME ...]                        share of the time, at its own pace

A name is a recipe of the package or one of the pairs below. Each line is a run: what the doctor found, and the figures
nearest to a threshold. Healthy runs have a look every fiftieth of the run, many more than the clock would allow; with
`--cost` runs with and without the doctor take turns.
"""

import argparse
import os
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np

import kerasgan
from kerasgan.errors import TrainingDivergedError
from kerasgan.losses import LossPair, non_saturating

LOOKS = 50
ops = keras.ops


def adam(rate, **options):
    return keras.optimizers.Adam(rate, **options)


def pair(shape, g_rate=1e-3, d_rate=1e-3, hidden=(64,), d_hidden=(64,), end=None, **options):
    """Returns a GAN of two dense networks with Adam."""
    g = kerasgan.build_generator("mlp", output_shape=shape, latent_dim=16, hidden=hidden, output_activation=end)
    d = kerasgan.build_discriminator("mlp", input_shape=shape, hidden=d_hidden, activation="leaky_relu")
    options = {"g_optimizer": adam(g_rate), "d_optimizer": adam(d_rate), **options}
    return kerasgan.build_gan(g, d, latent="normal", **options)


def leaping_ring():
    """Eight modes on a circle, by a pair that leaps between them: it finds them on some seeds, collapses on others."""
    g = kerasgan.build_generator("mlp", output_shape=(2,), latent_dim=32, hidden=(128, 128))
    d = kerasgan.build_discriminator("mlp", input_shape=(2,), hidden=(128, 128), activation="leaky_relu")
    optimizers = {"g_optimizer": adam(1e-3, beta_1=0.5), "d_optimizer": adam(1e-3, beta_1=0.5)}
    gan = kerasgan.build_gan(g, d, latent="normal", **optimizers)
    return gan, kerasgan.datasets.load("ring_8"), {"steps": 4000}


# Pairs beside the recipes: what makes the GAN, its data and the arguments of `fit_gan`.
PAIRS = {"leaping_ring": leaping_ring}
HEALTHY = [
    "gaussian_2d", "gaussian_2d_both_axes", "normal_200d", "ring_8", "mnist_mlp", "mnist_mlp_tanh", "mnist_dcgan",
    "mnist_cgan", "mnist_best",
]  # fmt: skip


def of_recipe(name):
    recipe = kerasgan.recipe.load(name)
    return kerasgan.recipe.build(recipe), kerasgan.recipe.load_data(recipe), dict(recipe["training"])


class Stop(kerasgan.callbacks.Periodic):
    """Ends a run early whose length is known to the doctor."""

    def on_due(self, step, logs=None):
        self.model.stop_training = True


def run(name, seed, doctor=None, stop=None):
    """Trains once; returns the seconds that the run took, and its `History`. `doctor` as in `fit_gan`."""
    keras.utils.set_random_seed(seed)
    gan, data, training = PAIRS[name]() if name in PAIRS else of_recipe(name)
    began = time.perf_counter()
    options = {**training, "seed": seed, "doctor": doctor, "callbacks": [Stop(stop)] if stop else []}
    history = kerasgan.fit_gan(gan, data, verbose=0, **options)
    return time.perf_counter() - began, history


def steps_of(name):
    return PAIRS[name]()[-1]["steps"] if name in PAIRS else kerasgan.recipe.load(name)["training"]["steps"]


# === Healthy runs ===


def healthy(names, seeds, stop=None):
    """Prints what the doctor finds in each run."""
    for name in names:
        for seed in seeds:
            every = max(1, min(steps_of(name), stop or steps_of(name)) // LOOKS)
            doctor = kerasgan.callbacks.Doctor(every=every, verbose=False)
            seconds, _ = run(name, seed, doctor, stop)
            print(f"{name} seed {seed}: {found_by(doctor)} | {seconds:.0f} s | {nearest(doctor.looks)}", flush=True)


def found_by(doctor):
    return ", ".join(f"{one.name} {one.since}-{one.step}" for one in doctor.findings) or "nothing"


def nearest(looks):
    """Returns the figures of the second half of a run that thresholds are about: extremes as text."""
    looks = looks[len(looks) // 2 :]
    if not looks:
        return "no looks"
    columns = {name: np.array([look.get(name, np.nan) for look in looks]) for name in looks[-1]}
    told = {
        "spread": columns["spread"].min(),
        "missed/strayed": (columns["missed"] / columns["strayed"]).max(),
        "jsd": columns["jsd"].max() if "jsd" in columns else np.nan,
        "shift": np.median(columns["shift"]),
        "extent": columns["extent"].max(),
        "g_gradient": columns["g_gradient"].min(),
        "fake_saturated": columns["fake_saturated"].max(),
    }
    return "  ".join(f"{name} {value:.3g}" for name, value in told.items())


# === Runs that are spoilt on purpose ===


def scaled(gan, network, layer, factor):
    layer = getattr(gan, network).layers[layer]
    layer.set_weights([factor * value for value in layer.get_weights()])
    return gan


def normal(dim=16):
    return kerasgan.datasets.load("normal_200d", dim=dim)


def flat(low, high):
    return lambda n, rng: rng.uniform(low, high, (n, 16)).astype("float32")


def moved(data, by):
    return lambda n, rng: data(n, rng) + by


SGD = keras.optimizers.SGD
SHAPE = (16,)
EXCHANGED = LossPair(lambda r, f: non_saturating.discriminator(f, r), non_saturating.generator, name="exchanged")
BILINEAR = LossPair(lambda r, f: ops.mean(f) - ops.mean(r), lambda r, f: -ops.mean(f), name="bilinear")
SLOW = {"Adam with beta_1 = 0.99 and rates of 0.02": 4000}  # steps, of 1,200 else

# What was done: (what makes the GAN, its data, what should be said of it).
SICK = {
    "G's first layer is zero and learns slowly": (
        lambda: scaled(pair(SHAPE, g_rate=1e-6), "generator", 0, 0.0), normal, "mode collapse"),
    "G learns ten times as fast as D, eight modes": (
        lambda: pair((2,), 1e-2, 1e-3), lambda: kerasgan.datasets.load("ring_8"), "oscillation"),
    "D has ten times the units and rate": (
        lambda: pair(SHAPE, 1e-5, 1e-2, d_hidden=(640,)), lambda: moved(normal(), 3.0), "discriminator overpowering"),
    "the same with the minimax loss": (
        lambda: pair(SHAPE, 1e-5, 1e-2, d_hidden=(640,), loss="minimax"), lambda: moved(normal(), 3.0),
        "vanishing generator gradient"),
    "D hardly learns": (lambda: pair(SHAPE, 1e-2, 1e-7), normal, "discriminator too weak"),
    "D's rate is 0": (lambda: pair(SHAPE, d_rate=0.0), normal, "frozen discriminator"),
    "G's rate is 0": (lambda: pair(SHAPE, g_rate=0.0), normal, "frozen generator"),
    "real and generated exchanged in D's loss": (lambda: pair(SHAPE, loss=EXCHANGED), normal, "exchanged labels"),
    "tanh for data in 0 to 255": (lambda: pair(SHAPE, end="tanh"), lambda: flat(0, 255), "range mismatch"),
    "tanh and a rate of 0.3": (lambda: pair(SHAPE, 0.3, end="tanh"), lambda: flat(-0.5, 0.5), "saturation"),
    "rates of 10": (lambda: pair(SHAPE, 10.0, 10.0), normal, "divergence"),
    "SGD with a rate of 100": (
        lambda: pair(SHAPE, g_optimizer=SGD(100.0), d_optimizer=SGD(100.0)), normal, "divergence"),
    "Adam with beta_1 = 0.99 and rates of 0.02": (
        lambda: pair((2,), g_optimizer=adam(0.02, beta_1=0.99), d_optimizer=adam(0.02, beta_1=0.99), hidden=()),
        lambda: kerasgan.datasets.load("gaussian_2d"), "oscillation"),
    "a loss without an end, linear D": (
        lambda: pair((2,), hidden=(), d_hidden=(), loss=BILINEAR, g_optimizer=SGD(0.05), d_optimizer=SGD(0.05)),
        lambda: kerasgan.datasets.load("gaussian_2d"), "oscillation"),
}  # fmt: skip


def sick(seeds):
    """Prints what the doctor says of each."""
    for what, (make, data, expected) in SICK.items():
        steps = SLOW.get(what, 1200)
        for seed in seeds:
            keras.utils.set_random_seed(seed)
            doctor = kerasgan.callbacks.Doctor(every=steps // LOOKS, verbose=False)
            options = {"check_range": False, "doctor": doctor, "seed": seed, "verbose": 0}
            try:
                kerasgan.fit_gan(make(), data(), steps=steps, batch_size=64, **options)
            except TrainingDivergedError:
                pass
            said = expected in [one.name for one in doctor.findings]
            last = "" if said else f" | {doctor.looks[-1]}"
            print(f"{'said  ' if said else 'MISSED'} {what}: {found_by(doctor)}{last}", flush=True)


# === What it costs ===


def cost(names, seeds):
    """Prints the share of the time that the looks took, and the ratio of whole runs that take turns."""
    for name in names:
        ratios, shares = [], []
        for seed in seeds:
            seconds = {}
            for with_doctor in (seed % 2 == 0, seed % 2 == 1):
                doctor = kerasgan.callbacks.Doctor(verbose=False) if with_doctor else False
                seconds[with_doctor], _ = run(name, seed, doctor)
                if with_doctor:
                    shares.append(doctor.seconds / seconds[True])
                    looks = doctor.looks
            ratios.append(seconds[True] / seconds[False])
            first = f"the first at step {looks[0]['step']}" if looks else "none"
            print(
                f"{name} seed {seed}: {len(looks)} looks, {first}; {shares[-1]:.2%} of {seconds[True]:.1f} s; "
                f"with {ratios[-1]:.3f} times as long as without",
                flush=True,
            )
        print(f"{name}: share of the looks {max(shares):.2%} at most; time with : without {np.median(ratios):.3f}")


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--only", nargs="*", default=HEALTHY, metavar="NAME", help="recipes, or a pair of this file")
    parser.add_argument("--stop", type=int, help="end each run after so many steps")
    parser.add_argument("--sick", action="store_true")
    parser.add_argument("--cost", action="store_true")
    options = parser.parse_args(arguments)
    seeds = range(options.first, options.first + options.seeds)
    if options.sick:
        sick(seeds)
    elif options.cost:
        cost(options.only, seeds)
    else:
        healthy(options.only, seeds, options.stop)


if __name__ == "__main__":
    main()

"""How often the doctor raises a false alarm: healthy runs over seeds, with a look every fiftieth of the run.

    python -m benchmarks.doctor [--seeds 3] [--only NAME ...] [--cost]

Each line is a run: what the doctor found, and the figures nearest to a threshold. With `--cost` the doctor keeps its
own pace, and the line says what share of the time it took.
"""

import argparse
import os
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np

import kerasgan


def adam(rate, **options):
    return keras.optimizers.Adam(rate, **options)


def normal_200d():
    recipe = kerasgan.recipe.load("normal_200d")
    return kerasgan.recipe.build(recipe), kerasgan.recipe.load_data(recipe)


def gaussian_2d():
    """The tiny pair of a TensorFlow port of the straight-dope GAN chapter."""
    g = kerasgan.build_generator("mlp", output_shape=(2,), latent_dim=2, hidden=())
    d = kerasgan.build_discriminator("mlp", input_shape=(2,), hidden=(5, 3), activation="tanh")
    gan = kerasgan.build_gan(g, d, latent="normal", g_optimizer=adam(0.01), d_optimizer=adam(0.05))
    return gan, kerasgan.datasets.load("gaussian_2d")


def ring_8():
    """Eight modes on a circle, by a pair that finds them."""
    g = kerasgan.build_generator("mlp", output_shape=(2,), latent_dim=32, hidden=(128, 128))
    d = kerasgan.build_discriminator("mlp", input_shape=(2,), hidden=(128, 128), activation="leaky_relu")
    optimizers = {"g_optimizer": adam(1e-3, beta_1=0.5), "d_optimizer": adam(1e-3, beta_1=0.5)}
    return kerasgan.build_gan(g, d, latent="normal", **optimizers), kerasgan.datasets.load("ring_8")


def mnist_mlp():
    """The notebook's pair: 100 -> 128 -> 784 against 784 -> 128 -> 1, Adam 1e-3."""
    g = kerasgan.build_generator(
        "mlp", output_shape=(28, 28, 1), latent_dim=100, output_activation="sigmoid", hidden=(128,)
    )
    d = kerasgan.build_discriminator("mlp", input_shape=(28, 28, 1), hidden=(128,))
    gan = kerasgan.build_gan(g, d, latent="uniform", g_optimizer=adam(1e-3), d_optimizer=adam(1e-3))
    return gan, kerasgan.datasets.load("mnist")


def mnist_mlp_tanh():
    """A deeper pair with LeakyReLU and tanh, as blogs have it."""
    shape = (28, 28, 1)
    g = kerasgan.build_generator(
        "mlp",
        output_shape=shape,
        latent_dim=100,
        hidden=(256, 512, 1024),
        activation="leaky_relu",
        normalization="batch",
    )
    d = kerasgan.build_discriminator("mlp", input_shape=shape, hidden=(512, 256), activation="leaky_relu")
    optimizers = {"g_optimizer": adam(2e-4, beta_1=0.5), "d_optimizer": adam(2e-4, beta_1=0.5)}
    return kerasgan.build_gan(g, d, latent="normal", **optimizers), kerasgan.datasets.load("mnist")


# Name: what makes the GAN and its data, and how many steps are a run.
RUNS = {
    "gaussian_2d": (gaussian_2d, 2000),
    "normal_200d": (normal_200d, 3000),
    "mnist_mlp": (mnist_mlp, 2000),
    "ring_8": (ring_8, 4000),
    "mnist_mlp_tanh": (mnist_mlp_tanh, 600),
}


def run(name, seed, cost=False):
    """Trains once; returns the doctor and the seconds that the run took."""
    make, steps = RUNS[name]
    keras.utils.set_random_seed(seed)
    gan, data = make()
    doctor = kerasgan.callbacks.Doctor(every=None if cost else steps // 50, verbose=False)
    began = time.perf_counter()
    kerasgan.fit_gan(gan, data, steps=steps, seed=seed, verbose=0, doctor=doctor)
    return doctor, time.perf_counter() - began


def nearest(looks):
    """Returns the figures of the second half of a run that thresholds are about: extremes as text."""
    looks = looks[len(looks) // 2 :]
    if not looks:
        return "no looks"
    columns = {name: np.array([look.get(name, np.nan) for look in looks]) for name in looks[-1]}
    told = {
        "spread": columns["spread"].min(),
        "jsd": columns["jsd"].max(),
        "shift": np.median(columns["shift"]),
        "missed": columns["missed"].max(),
        "missed/strayed": (columns["missed"] / columns["strayed"]).max(),
        "extent": columns["extent"].max(),
        "g_gradient": columns["g_gradient"].min(),
        "fake_saturated": columns["fake_saturated"].max(),
    }
    return "  ".join(f"{name} {value:.3g}" for name, value in told.items())


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--only", nargs="*", default=list(RUNS), choices=list(RUNS))
    parser.add_argument("--cost", action="store_true")
    options = parser.parse_args()
    for name in options.only:
        for seed in range(options.first, options.first + options.seeds):
            doctor, seconds = run(name, seed, options.cost)
            found = ", ".join(f"{f.name} {f.since}-{f.step}" for f in doctor.findings) or "nothing"
            share = f"{len(doctor.looks)} looks, {doctor.seconds / seconds:.1%} of {seconds:.1f} s"
            print(f"{name} seed {seed}: {found} | {share} | {nearest(doctor.looks)}", flush=True)


if __name__ == "__main__":
    main()

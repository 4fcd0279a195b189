"""`python -m benchmarks.architectures`: a step of our larger networks by `fit_gan` beside one of the same by hand.

    KERAS_BACKEND=jax python -m benchmarks.architectures [--only resnet r3gan] [--rounds 5] [--steps 20]

On the backend at hand, in one process, in turns. By hand is the loop of `by_hand.py` on the networks as Keras computes
them. What counts is the ratio of processor time, the median of the rounds.
"""

import argparse

import numpy as np

import kerasgan
from benchmarks import beside, by_hand

SIZE, LATENT = 32, 64
SHAPE = (SIZE, SIZE, 3)

# The options of G and D, beside those that all have: SNGAN's networks and those that came later, of half their width.
ARCHITECTURES = {
    "resnet": ({"filters": 32}, {"filters": 32, "spectral_normalization": True}),
    "r3gan": ({"filters": 32}, {"filters": 32}),
    "stylegan2": ({"filters": 16}, {"filters": 16}),
}


def networks(arch):
    """Returns G and D."""
    for_g, for_d = ARCHITECTURES[arch]
    return kerasgan.build_generator(arch, SHAPE, LATENT, **for_g), kerasgan.build_discriminator(arch, SHAPE, **for_d)


def pictures():
    """Returns 512 pictures of noise."""
    return np.random.default_rng(0).uniform(-1, 1, (512, *SHAPE)).astype("float32")


def ours(arch, batch):
    """Returns a function that trains some steps by `fit_gan`."""
    optimizers = {"g_optimizer": by_hand.adam(), "d_optimizer": by_hand.adam()}
    gan, x = kerasgan.build_gan(*networks(arch), latent="normal", **optimizers), pictures()
    return lambda steps: kerasgan.fit_gan(gan, x, steps=steps, batch_size=batch, verbose=0, doctor=False)


def theirs(arch, batch):
    """Returns a function that trains some steps by hand."""
    step, x, rng = by_hand.step_of(*networks(arch)), pictures(), np.random.default_rng(0)

    def train(steps):
        for _ in range(steps):
            z = rng.normal(size=(batch, LATENT)).astype("float32")
            losses = step(x[rng.integers(len(x), size=batch)], z)
        return [float(loss) for loss in losses]  # waits for the last step

    return train


def main(arguments=None):
    """Prints a line for each architecture."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.architectures", description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="+", choices=list(ARCHITECTURES), default=list(ARCHITECTURES))
    parser.add_argument("--rounds", type=int, default=5, help="of both in turns; default: 5")
    parser.add_argument("--steps", type=int, default=20, help="of a round; default: 20")
    parser.add_argument("--batch", type=int, default=16, help="default: 16")
    chosen = parser.parse_args(arguments)
    for arch in chosen.only:
        ways = [make(arch, chosen.batch) for make in (ours, theirs)]
        print(arch, beside.compared(ways, chosen.rounds, chosen.steps), sep=", ", flush=True)


if __name__ == "__main__":
    main()

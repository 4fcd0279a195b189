"""`python -m benchmarks.translation.speed`: a Pix2Pix step of kerasgan beside the same networks by hand, in turns.

On the backend at hand, in one process; what counts is the ratio of processor time, the median of the rounds.
"""

import argparse

import numpy as np

import kerasgan
from benchmarks import beside, by_hand
from benchmarks.translation import experiments
from kerasgan import datasets

CELL = experiments.CELLS["l1_cgan"]


def networks():
    """Returns G and D of the study."""
    return experiments.build_generator(CELL), experiments.build_discriminator(CELL)


def ours(data, batch):
    """Returns a function that trains some steps by `fit_gan`."""
    optimizers = {"g_optimizer": by_hand.adam(), "d_optimizer": by_hand.adam()}
    gan = kerasgan.build_gan(*networks(), terms=[kerasgan.terms.Reconstruction(by_hand.L1)], **optimizers)
    return lambda steps: kerasgan.fit_gan(gan, data, steps=steps, batch_size=batch, verbose=0, doctor=False)


def theirs(data, batch):
    """Returns a function that trains some steps by hand."""
    step, rng = by_hand.step_of(*networks(), translates=True), np.random.default_rng(0)

    def train(steps):
        for _ in range(steps):
            losses = step(*by_hand.batch_of(data, batch, rng))
        return [float(loss) for loss in losses]  # waits for the last step

    return train


def main(arguments=None):
    """Prints milliseconds of processor time per step, ours and by hand, and how they compare."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.translation.speed", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5, help="of both in turns; default: 5")
    parser.add_argument("--steps", type=int, default=20, help="of a round; default: 20")
    parser.add_argument("--batch", type=int, default=experiments.BATCH, help=f"default: {experiments.BATCH}")
    chosen = parser.parse_args(arguments)
    data = tuple(datasets.load("glyphs"))
    print(beside.compared([make(data, chosen.batch) for make in (ours, theirs)], chosen.rounds, chosen.steps))


if __name__ == "__main__":
    main()

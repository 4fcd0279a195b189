"""`python -m benchmarks.translation.speed`: a Pix2Pix step of kerasgan beside the same networks by hand, in turns.

On the backend at hand, in one process; what counts is the ratio of processor time, the median of the rounds.
"""

import argparse
import statistics
import time

import keras
import numpy as np

import kerasgan
from benchmarks.translation import by_hand, experiments
from kerasgan import datasets

CELL = experiments.CELLS["l1_cgan"]


def networks():
    """Returns G and D of the study."""
    return experiments.build_generator(CELL), experiments.build_discriminator(CELL)


def ours(data, batch):
    """Returns a function that trains some steps by `fit_gan`."""
    optimizers = {f"{player}_optimizer": keras.optimizers.Adam(2e-4, beta_1=0.5) for player in "gd"}
    gan = kerasgan.build_gan(*networks(), terms=[kerasgan.terms.Reconstruction(by_hand.L1)], **optimizers)
    return lambda steps: kerasgan.fit_gan(gan, data, steps=steps, batch_size=batch, verbose=0, doctor=False)


def theirs(data, batch):
    """Returns a function that trains some steps by hand."""
    step, rng = by_hand.step_of(*networks()), np.random.default_rng(0)

    def train(steps):
        for _ in range(steps):
            losses = step(*by_hand.batch_of(data, batch, rng))
        return [float(loss) for loss in losses]  # waits for the last step

    return train


def seconds(train, steps):
    """Returns the processor time of a step."""
    begun = time.process_time()
    train(steps)
    return (time.process_time() - begun) / steps


def main(arguments=None):
    """Prints milliseconds of processor time per step, ours and by hand, and how they compare."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.translation.speed", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5, help="of both in turns; default: 5")
    parser.add_argument("--steps", type=int, default=20, help="of a round; default: 20")
    parser.add_argument("--batch", type=int, default=experiments.BATCH, help=f"default: {experiments.BATCH}")
    chosen = parser.parse_args(arguments)
    data = tuple(datasets.load("glyphs"))
    trained = [make(data, chosen.batch) for make in (ours, theirs)]
    for train in trained:
        train(chosen.steps)  # compiles
    rounds = [[seconds(train, chosen.steps) for train in trained] for _ in range(chosen.rounds)]
    mine, hand = (1000 * statistics.median(times) for times in zip(*rounds))
    ratio = statistics.median(hand / mine for mine, hand in rounds)
    print(f"{keras.backend.backend()}: ours {mine:.1f} ms, by hand {hand:.1f} ms, {ratio:.2f} times as fast")


if __name__ == "__main__":
    main()

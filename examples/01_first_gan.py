"""The first GAN: uniform noise in, 200 independent normal values out.

Run it with `python examples/01_first_gan.py`; it takes about half a minute and leaves three pictures beside you.
"""

import sys

import numpy as np

import kerasgan


def main(steps=5000):
    # Without arguments: the 200-d normal GAN. Its generator and discriminator are two plain Keras models.
    gan = kerasgan.build_gan()
    gan.summary()

    # A data set that is a distribution is a sampler: it draws a fresh batch for each step.
    data = kerasgan.datasets.load("normal_200d")
    history = kerasgan.fit_gan(gan, data, steps=steps, batch_size=128, seed=0)

    # Is training healthy? D's accuracy should fall towards 50 %: it can then only guess.
    kerasgan.plot_history(history, "history.png")
    # Who learns? The frozen discriminator is red.
    kerasgan.plot_model(gan, "gan.png")

    # How close is it? A figure says little without the same figure for real samples.
    rng = np.random.default_rng(1)
    real, fake = data(10_000, rng), gan.sample(10_000, seed=0)
    for name, samples in (("generated", fake), ("real", real)):
        figures = kerasgan.metrics.normal_fit(samples)
        print(f"{name:>10}", {name: round(value, 4) for name, value in figures.items()})
    kerasgan.plot_distribution(real, fake, "distribution.png")
    return gan


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))

"""Labels: a conditional GAN, which writes the digit that you ask for.

Run it with `python examples/04_digits_on_demand.py`; it takes a few minutes on two cores. The folder
`digits_on_demand` then has a row for each digit, and the animation of how they came about.
"""

import sys

import keras
import numpy as np

import kerasgan


def main(steps=5000):
    # With labels a data set is a pair: `(x, labels)`.
    data = kerasgan.datasets.load("mnist")

    # `num_classes` gives both networks a second input, the label. "projection": the generator sees a learned code of
    # the label beside its noise; the discriminator asks how well an image and its label go together.
    classes = {"num_classes": 10, "condition": "projection", "filters": 32}
    gan = kerasgan.build_gan(
        kerasgan.build_generator("dcgan", output_shape=(28, 28, 1), latent_dim=64, **classes),
        kerasgan.build_discriminator("dcgan", input_shape=(28, 28, 1), **classes),
        latent="normal",
        g_optimizer=keras.optimizers.Adam(2e-4, beta_1=0.5, use_ema=True, ema_momentum=0.99),
        d_optimizer=keras.optimizers.Adam(2e-4, beta_1=0.5),
    )
    watch = kerasgan.callbacks.SampleGrid("digits_on_demand/samples", every=250)  # it sees that there are classes
    kerasgan.fit_gan(gan, data, steps=steps, batch_size=64, seed=0, callbacks=[watch])

    # Ask for ten of each digit.
    labels = np.repeat(np.arange(10), 10)
    rows = gan.sample(100, labels=labels, seed=0)
    kerasgan.plot_samples(rows, "digits_on_demand/rows.png", labels=labels)

    # Does it write what it is asked for? The package's classifier reads 1,000 digits, a hundred of each.
    asked = np.arange(1000) % 10
    agreement = kerasgan.metrics.digits.scores(gan.sample(1000, labels=asked, seed=1), asked)["label_agreement"]
    found, real = agreement.value, agreement.real_value
    print(f"{found.accuracy:.1%} are read as what was asked for; of real digits that it never saw {real.accuracy:.1%}")
    print("digit by digit:", {int(digit): f"{share:.0%}" for digit, share in zip(found.classes, found.per_class)})

    gan.save("digits_on_demand/gan.keras")
    print("In the folder digits_on_demand: rows.png, samples/samples.gif and gan.keras")
    return gan


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))

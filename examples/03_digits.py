"""Images: a deep convolutional GAN that learns to write digits, watched while it learns.

Run it with `python examples/03_digits.py`; it takes a few minutes on two cores. While it runs, look into the
folder `digits`: the same 64 digits are drawn every 250 steps, and the curves are redrawn as training goes.
"""

import sys

import keras

import kerasgan


def main(steps=5000):
    # 8,000 digits of 28x28 pixels come with the package. They are bytes from 0 to 255, and stay so: training scales
    # them to the range of the generator, whose last activation is tanh, and `sample` scales back.
    digits = kerasgan.datasets.load("mnist", labels=False)

    # "dcgan" is strided convolutions with batch normalisation; half the usual filters are enough here.
    generator = kerasgan.build_generator("dcgan", output_shape=(28, 28, 1), latent_dim=64, filters=32)
    discriminator = kerasgan.build_discriminator("dcgan", input_shape=(28, 28, 1), filters=32)
    gan = kerasgan.build_gan(
        generator,
        discriminator,
        latent="normal",
        # `sample` uses the average of the generator's last few hundred steps: cleaner than any one of them.
        g_optimizer=keras.optimizers.Adam(2e-4, beta_1=0.5, use_ema=True, ema_momentum=0.99),
        d_optimizer=keras.optimizers.Adam(2e-4, beta_1=0.5),
    )

    # Callbacks watch. In the end `samples` also has the animation of all its pictures.
    watch = [
        kerasgan.callbacks.SampleGrid("digits/samples", every=250),
        kerasgan.callbacks.Curves("digits/history.png"),
    ]
    kerasgan.fit_gan(gan, digits, steps=steps, batch_size=64, seed=0, callbacks=watch)

    # How good are they? A small classifier that comes with the package looks at them, and at real digits.
    samples = gan.sample(1000, seed=0)
    scores = kerasgan.metrics.digits.scores(samples)
    for name in ("frechet_distance", "precision_recall"):
        print(f"{name}\n  generated: {scores[name].value}\n  real:      {scores[name].real_value}")

    kerasgan.plot_samples(samples[:100], "digits/samples.png")
    gan.save("digits/gan.keras")
    print("In the folder digits: samples.png, samples/samples.gif, history.png and gan.keras")
    return gan


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))

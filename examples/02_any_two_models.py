"""Any two Keras models: a GAN of one's own networks, one's own data and one's own loop.

The data are points on a spiral; the discriminator ends in a sigmoid, as many books write it.
"""

import sys

import keras
import numpy as np

import kerasgan

layers = keras.layers


def spiral(batch_size, rng):
    """Draws points on a spiral with a little noise; any function of (batch_size, rng) is a data set."""
    angle = rng.uniform(0.5, 3.0, batch_size) * np.pi
    points = np.stack([angle * np.cos(angle), angle * np.sin(angle)], axis=1) / 5
    return points + rng.normal(0, 0.02, points.shape)


def main(steps=3000):
    generator = keras.Sequential(
        [keras.Input((4,)), layers.Dense(64, "relu"), layers.Dense(64, "relu"), layers.Dense(2)], name="generator"
    )
    discriminator = keras.Sequential(
        [keras.Input((2,)), layers.Dense(64, "relu"), layers.Dense(64, "relu"), layers.Dense(1, "sigmoid")],
        name="discriminator",
    )
    gan = kerasgan.build_gan(
        generator,
        discriminator,
        latent="normal",
        g_optimizer=keras.optimizers.Adam(1e-3, beta_1=0.5, use_ema=True, ema_momentum=0.995),
        d_optimizer=keras.optimizers.Adam(1e-3, beta_1=0.5),
    )

    # The loop by hand: one call is one whole adversarial step. `fit_gan` does this, faster and with care.
    rng = np.random.default_rng(0)
    for _ in range(10):
        logs = gan.train_on_batch(spiral(128, rng))
    print(logs)
    kerasgan.fit_gan(gan, spiral, steps=steps, batch_size=128, seed=0)

    real, fake = spiral(5000, rng), gan.sample(5000, seed=0)
    ideal = kerasgan.metrics.sliced_wasserstein(real, spiral(5000, rng))
    print(f"sliced Wasserstein distance {kerasgan.metrics.sliced_wasserstein(real, fake):.3f}, real {ideal:.3f}")

    # Saved with both optimizers: the copy trains on where this one stopped.
    gan.save("spiral.keras")
    return keras.models.load_model("spiral.keras")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))

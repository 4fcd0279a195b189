# %% [markdown]
# # Any two models
#
# A GAN of your own networks, your own data and, if you like, your own loop. The data are points on a spiral; the
# discriminator ends in a sigmoid, as many books write it.

# %%
import os

import keras
import numpy as np
from keras import layers

import kerasgan

steps = 4 if os.getenv("KERASGAN_TINY") else 3000

# %% [markdown]
# Any function of `(batch_size, rng)` is a data set.


# %%
def spiral(batch_size, rng):
    """Draws points on a spiral with a little noise."""
    angle = rng.uniform(0.5, 3.0, batch_size) * np.pi
    points = np.stack([angle * np.cos(angle), angle * np.sin(angle)], axis=1) / 5
    return points + rng.normal(0, 0.02, points.shape)


# %% [markdown]
# Any two Keras models that fit together make a GAN. That they fit is checked when it is built, and that the data fit is
# checked before the first step. Here is what that looks like:

# %%
generator = keras.Sequential(
    [keras.Input((4,)), layers.Dense(64, "relu"), layers.Dense(64, "relu"), layers.Dense(2)], name="generator"
)
discriminator = keras.Sequential(
    [keras.Input((2,)), layers.Dense(64, "relu"), layers.Dense(64, "relu"), layers.Dense(1, "sigmoid")],
    name="discriminator",
)
try:
    kerasgan.build_gan(generator, kerasgan.build_discriminator("mlp", (3,)))
except ValueError as error:
    print(error)

# %%
gan = kerasgan.build_gan(
    generator,
    discriminator,
    latent="normal",
    g_optimizer=keras.optimizers.Adam(1e-3, beta_1=0.5, use_ema=True, ema_momentum=0.995),
    d_optimizer=keras.optimizers.Adam(1e-3, beta_1=0.5),
)

# %% [markdown]
# The loop by hand: one call is one whole adversarial step. `fit_gan` does the same, faster and with care.

# %%
rng = np.random.default_rng(0)
for _ in range(10):
    logs = gan.train_on_batch(spiral(128, rng))
print({key: round(float(value), 3) for key, value in logs.items()})

history = kerasgan.fit_gan(gan, spiral, steps=steps, batch_size=128, seed=0, verbose=0)

# %%
real, fake = spiral(5000, rng), gan.sample(5000, seed=0)
ideal = kerasgan.metrics.sliced_wasserstein(real, spiral(5000, rng))
print(f"sliced Wasserstein distance {kerasgan.metrics.sliced_wasserstein(real, fake):.3f}, real {ideal:.3f}")
kerasgan.plots.plot_decision_surface(gan, real[:500], to_file="spiral.png")

# %% [markdown]
# Saved with both optimizers: the copy trains on where this one stopped.

# %%
gan.save("spiral.keras")
again = keras.models.load_model("spiral.keras")
print("the same samples:", np.array_equal(again.sample(4, seed=0), gan.sample(4, seed=0)))

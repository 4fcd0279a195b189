# %% [markdown]
# # The first GAN
#
# Uniform noise goes in, 200 independent normal values come out. It takes about half a minute on two cores and needs no
# data: the data set is a distribution.

# %%
import os

import numpy as np

import kerasgan

steps = 4 if os.getenv("KERASGAN_TINY") else 5000

# %% [markdown]
# Without arguments `build_gan` builds the 200-d normal GAN. Its generator G and its discriminator D are two plain Keras
# models, and the GAN is a third: G followed by D, in which D is frozen.

# %%
gan = kerasgan.build_gan()
gan.summary()
kerasgan.plot_model(gan, "gan.png")  # who learns? The frozen D is red.

# %% [markdown]
# A data set that is a distribution is a sampler: it draws a fresh batch for each step.

# %%
data = kerasgan.datasets.load("normal_200d")
history = kerasgan.fit_gan(gan, data, steps=steps, batch_size=128, seed=0, verbose=0)

# %% [markdown]
# Is training healthy? D's accuracy should fall towards 50 %: it can then only guess. The doctor looks on while it
# trains, and an empty list means that it has found nothing.

# %%
print("the doctor has found:", history.doctor)
kerasgan.plot_history(history, "history.png")

# %% [markdown]
# How close is it? A figure says little without the same figure for real samples.

# %%
rng = np.random.default_rng(1)
real, fake = data(10_000, rng), gan.sample(10_000, seed=0)
for name, samples in (("generated", fake), ("real", real)):
    figures = kerasgan.metrics.normal_fit(samples)
    print(f"{name:>10}", {key: round(float(value), 4) for key, value in figures.items()})
kerasgan.plot_distribution(real, fake, "distribution.png")

# %% [markdown]
# A GAN is a Keras model: save it, and load it to go on. The optimizers' state comes along.

# %%
gan.save("gan.keras")

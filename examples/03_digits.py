# %% [markdown]
# # Digits on demand
#
# A conditional GAN of convolutions, which writes the digit that you ask for. 8,000 digits of 28x28 pixels come with the
# package. A short training shows how it goes; the zoo has the same kind of GAN, trained for 6,000 steps.

# %%
import os

import keras
import numpy as np

import kerasgan

steps = 4 if os.getenv("KERASGAN_TINY") else 600

# %% [markdown]
# With labels a data set is a pair, `(x, labels)`. The images are bytes from 0 to 255, and stay so: training scales them
# to the range of the generator, whose last activation is tanh, and `sample` scales back.

# %%
images, labels = data = kerasgan.datasets.load("mnist")
print(images.shape, images.dtype, labels[:10])

# %% [markdown]
# `num_classes` gives both networks a second input, the label. `"projection"`: G sees a learned code of the label beside
# its noise, and D asks how well an image and its label go together. `sample` uses the average of G's last weights,
# which is cleaner than any one of them. The penalty `R1` keeps D from running away.

# %%
classes = {"num_classes": 10, "condition": "projection", "filters": 32}
gan = kerasgan.build_gan(
    kerasgan.build_generator("dcgan", output_shape=(28, 28, 1), latent_dim=32, **classes),
    kerasgan.build_discriminator("dcgan", input_shape=(28, 28, 1), normalization=None, **classes),
    latent="normal",
    terms=[kerasgan.terms.R1(0.1, every=8)],
    g_optimizer=keras.optimizers.Adam(2e-3, beta_1=0.0, beta_2=0.99, use_ema=True, ema_momentum=0.98),
    d_optimizer=keras.optimizers.Adam(1e-3, beta_1=0.0, beta_2=0.99),
)

# %% [markdown]
# Callbacks watch. `SampleGrid` draws the same noise again and again, here a row for each digit, and joins the pictures
# to an animation at the end.

# %%
watch = kerasgan.callbacks.SampleGrid("digits/samples", every=max(1, steps // 4))
history = kerasgan.fit_gan(gan, data, steps=steps, batch_size=64, seed=0, callbacks=[watch], verbose=0)

# %% [markdown]
# Does it write what it is asked for? A small classifier that comes with the package reads 1,000 digits, a hundred of
# each, and says the same of real digits.


# %%
def measure(gan):
    """Prints how near the digits are to real ones, and how many are read as what was asked for."""
    asked = np.arange(1000) % 10
    scores = kerasgan.metrics.digits.scores(gan.sample(1000, labels=asked, seed=1), asked)
    distance, agreement = scores["frechet_distance"], scores["label_agreement"]
    print(f"Fréchet distance {distance.value:.2f}, real {distance.real_value:.2f}")
    print(f"read as asked {agreement.value.accuracy:.1%}, real {agreement.real_value.accuracy:.1%}")


measure(gan)

# %% [markdown]
# `mnist_best` of the zoo is the same idea with ten times the steps. It needs no download and no data.

# %%
best = kerasgan.zoo.load("mnist_best")
measure(best)
rows = np.repeat(np.arange(10), 10)
kerasgan.plot_samples(best.sample(100, labels=rows, seed=0), "digits/rows.png", labels=rows)

# %%
gan.save("digits/gan.keras")

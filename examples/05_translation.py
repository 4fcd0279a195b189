# %% [markdown]
# # Image in, image out
#
# Pix2Pix: a generator that is given a picture makes another one of it. The data are 2,000 Chinese characters in two
# faces, which come with the package: the sans one is given, the serif one is wanted.

# %%
import os

import keras

import kerasgan

steps = 4 if os.getenv("KERASGAN_TINY") else 300

# %%
data = kerasgan.datasets.load("glyphs")
serif, sans = data  # what is to be made, and what it is made of
wanted, given = (part[:16] for part in data.held_out)
print(serif.shape, sans.shape, len(data.held_out[0]), "pairs are held out")

# %% [markdown]
# The U-Net halves a picture again and again and doubles it back, with a short cut at each size. D judges patches of 16
# pixels, and sees the sans character beside the serif one. `Reconstruction` has G make the very character that is
# wanted, not just any serif one.

# %%
shape = (32, 32, 1)
gan = kerasgan.build_gan(
    kerasgan.build_generator("unet", input_shape=shape, output_shape=shape, filters=16),
    kerasgan.build_discriminator("patch", shape, condition_shape=shape, receptive_field=16, filters=16),
    terms=[kerasgan.terms.Reconstruction(weight=100.0)],
    g_optimizer=keras.optimizers.Adam(1e-3, beta_1=0.5, use_ema=True, ema_momentum=0.98),
    d_optimizer=keras.optimizers.Adam(5e-4, beta_1=0.5),
)
history = kerasgan.fit_gan(gan, data, steps=steps, batch_size=16, seed=0, verbose=0)

# %% [markdown]
# Characters that it has never seen: given, made, wanted.

# %%
made = gan.translate(given)
print(f"structural similarity after {steps} steps: {kerasgan.metrics.paired.structural_similarity(wanted, made):.3f}")
kerasgan.plot_translations(given, made, wanted, "glyphs.png")

# %% [markdown]
# The zoo's `glyphs_pix2pix` has had 7,000 steps on 6,263 characters.

# %%
best = kerasgan.zoo.load("glyphs_pix2pix")
made = best.translate(given)
print(f"structural similarity of the zoo's: {kerasgan.metrics.paired.structural_similarity(wanted, made):.3f}")
kerasgan.plot_translations(given, made, wanted, "glyphs_zoo.png")

# %% [markdown]
# The same calls fill holes, colour grey pictures and enlarge small ones: `kerasgan.datasets.pairs` makes pairs of any
# pictures.

# %%
small = kerasgan.datasets.pairs.smaller(kerasgan.datasets.load("mnist", labels=False)[-16:], scale=4)
large, little = small
enlarged = kerasgan.zoo.load("digits_upscale").translate(little)
kerasgan.plot_translations(little, enlarged, large, "digits.png")

# %%
gan.save("glyphs.keras")

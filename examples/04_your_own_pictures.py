# %% [markdown]
# # Your own pictures
#
# A GAN of any folder of images. Put the path of yours into `folder`; folders within it and zips are fine, and so are
# pictures of any size. Without one, 1,000 small faces are drawn first, so that there is something to learn from.

# %%
import os
import pathlib

import keras
import numpy as np
from PIL import Image, ImageDraw

import kerasgan

folder = None  # such as "pictures" or "pictures.zip"
size = 32
steps, count = (4, 64) if os.getenv("KERASGAN_TINY") else (600, 1000)  # for pictures of your own rather 20,000 steps


# %%
def draw_face(rng):
    """Returns a picture of one face: 64x64 pixels."""
    hue, wall = rng.uniform(15, 50), rng.uniform(170, 260)
    picture = Image.new("RGB", (64, 64), f"hsl({wall:.0f}, 45%, 70%)")
    draw = ImageDraw.Draw(picture)
    x, y = rng.uniform(29, 35, 2)
    width, height, mood, eye = rng.uniform(18, 25), rng.uniform(20, 26), rng.uniform(-5, 8), rng.uniform(2, 4)
    draw.ellipse((x - width, y - height, x + width, y + height), f"hsl({hue:.0f}, 75%, {rng.uniform(55, 75):.0f}%)")
    for side in (-9, 9):
        draw.ellipse((x + side - eye, y - 7 - eye, x + side + eye, y - 7 + eye), "#302018")
    mouth = [(x + 11 * t, y + 11 + mood * (0.5 - t * t)) for t in np.linspace(-1, 1, 9)]
    draw.line(mouth, "#802020", 3, "curve")
    return picture


if folder is None:
    folder, rng = "faces", np.random.default_rng(0)
    pathlib.Path(folder).mkdir(exist_ok=True)
    for number in range(count):
        draw_face(rng).save(f"{folder}/{number:04d}.png")

# %% [markdown]
# The pictures are read while training runs, so there may be more than fit into memory. Each is cut to a square and made
# small; files that are no pictures are named and skipped. `flip` adds the mirror image of each. Look at what the GAN
# will see before you train:

# %%
pictures = kerasgan.datasets.load("image_folder", path=folder, size=size, flip=True, labels=False)
print(f"{len(pictures.names)} pictures in {folder}, as {pictures.image_shape}")
kerasgan.plot_samples(pictures[0][:64], "seen.png")

# %% [markdown]
# Fewer than 5,000 pictures: `DiffAugment` changes all that D sees, so that D does not learn them by heart.

# %%
shape, filters = pictures.image_shape, 32 if size <= 32 else 16
gan = kerasgan.build_gan(
    kerasgan.build_generator("dcgan", output_shape=shape, latent_dim=64, filters=filters),
    kerasgan.build_discriminator("dcgan", input_shape=shape, filters=filters, normalization=None),
    latent="normal",
    terms=[kerasgan.terms.R1(0.2, every=8)],
    transforms=["diff_augment"],
    g_optimizer=keras.optimizers.Adam(1e-3, beta_1=0.0, beta_2=0.99, use_ema=True, ema_momentum=0.98),
    d_optimizer=keras.optimizers.Adam(5e-4, beta_1=0.0, beta_2=0.99),
)

# %% [markdown]
# With a checkpoint a run may be cut off: run this cell again with the same arguments, and it goes on.

# %%
watch = kerasgan.callbacks.SampleGrid("faces_gan/samples", every=max(1, steps // 4))
options = {"batch_size": min(64, len(pictures.names)), "seed": 0, "checkpoint": "faces_gan/checkpoint"}
history = kerasgan.fit_gan(gan, pictures, steps=steps, callbacks=[watch], verbose=0, **options)
print("the doctor has found:", history.doctor)

# %%
gan.save("faces_gan/gan.keras")
kerasgan.plot_samples(gan.sample(16, seed=1), "faces_gan/samples.png", rows=2)

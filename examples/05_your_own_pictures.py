"""Your own pictures: a GAN of any folder of images.

Run it with `python examples/05_your_own_pictures.py FOLDER`. Folders within it and zips are fine, and so are pictures
of any size. Without a folder it draws 1,000 small faces first, so that there is something to learn from, and takes a
few minutes on two cores. For a folder of your own more steps are better: `... FOLDER 20000`.
"""

import pathlib
import sys

import keras
import numpy as np
from PIL import Image, ImageDraw

import kerasgan


def main(path=None, steps=2000, size=32):
    path = path or draw_faces("faces", 1000)
    out = f"{pathlib.Path(path).resolve().stem}_gan"  # a folder for each folder

    # The pictures are read while training runs, so there may be more than fit into memory. Each is cut to a square and
    # made small; files that are no pictures are named and skipped. `flip` adds the mirror image of each.
    pictures = kerasgan.datasets.load("image_folder", path=path, size=size, flip=True, labels=False)
    print(f"{len(pictures.names)} pictures in {path}, as {pictures.image_shape}")

    shape, filters = pictures.image_shape, 32 if size <= 32 else 16
    gan = kerasgan.build_gan(
        kerasgan.build_generator("dcgan", output_shape=shape, latent_dim=64, filters=filters),
        kerasgan.build_discriminator("dcgan", input_shape=shape, filters=filters),
        latent="normal",
        g_optimizer=keras.optimizers.Adam(2e-4, beta_1=0.5, use_ema=True, ema_momentum=0.99),
        d_optimizer=keras.optimizers.Adam(2e-4, beta_1=0.5),
    )

    # With a checkpoint a run may be cut off: start the script again with the same arguments, and it goes on.
    watch = [kerasgan.callbacks.SampleGrid(f"{out}/samples", every=max(1, steps // 20))]
    options = {"batch_size": min(64, len(pictures.names)), "seed": 0, "checkpoint": f"{out}/checkpoint"}
    kerasgan.fit_gan(gan, pictures, steps=steps, callbacks=watch, **options)

    kerasgan.plot_samples(gan.sample(64, seed=0), f"{out}/samples.png")
    gan.save(f"{out}/gan.keras")
    print(f"In the folder {out}: samples.png, samples/samples.gif and gan.keras")
    return gan


def draw_faces(folder, count):
    """Draws `count` faces of other colours, shapes and moods, each into a file; returns the folder."""
    pathlib.Path(folder).mkdir(exist_ok=True)
    rng = np.random.default_rng(0)
    for number in range(count):
        draw_face(rng).save(f"{folder}/{number:04d}.png")
    return folder


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


if __name__ == "__main__":
    main(*sys.argv[1:2], *map(int, sys.argv[2:]))

"""`python -m benchmarks.folder`: training on a folder of pictures beside the same pictures in memory.

    python -m benchmarks.folder [--sizes 64 128] [--pictures 600] [--pixels 256] [--steps 40] [--rounds 3]

The pictures are JPEGs of `--pixels` a side, smooth with some noise, so that they have the length of photographs. Both
train the networks of the recipe `pictures` at each size, in turn, each round on the same GAN; the figure is the median
of the rounds' ratios. 1.00 says that no step waits for a picture.
"""

import argparse
import pathlib
import statistics
import tempfile
import time

import keras
import numpy as np
from PIL import Image

import kerasgan


def draw(folder, pictures, pixels):
    """Writes pictures into a folder; returns how many bytes each has on average."""
    rng = np.random.default_rng(0)
    for number in range(pictures):
        coarse = Image.fromarray(rng.integers(0, 256, (8, 8, 3), "uint8")).resize((pixels, pixels), Image.BICUBIC)
        noisy = np.asarray(coarse, "float32") + rng.normal(0, 12, (pixels, pixels, 3))
        Image.fromarray(noisy.clip(0, 255).astype("uint8")).save(folder / f"{number:05d}.jpg", quality=90)
    return sum(path.stat().st_size for path in folder.iterdir()) / pictures


def build(size):
    """Returns the GAN of the recipe `pictures` at a size, and how many pictures a step has."""
    recipe = kerasgan.recipe.load("pictures")
    recipe["generator"]["output_shape"] = recipe["discriminator"]["input_shape"] = [size, size, 3]
    resolved = kerasgan.recipe.resolved(recipe)
    return kerasgan.recipe.build(resolved), resolved["training"]["batch_size"]


def seconds(gan, data, batch_size, steps):
    """Returns how long steps take."""
    began = time.perf_counter()
    kerasgan.fit_gan(gan, data, steps=steps, batch_size=batch_size, verbose=0, doctor=False)
    return (time.perf_counter() - began) / steps


def compare(path, size, steps, rounds):
    """Returns (seconds of a step in memory, by folder) of each round."""
    gan, batch_size = build(size)
    folder = kerasgan.datasets.load("image_folder", path=path, size=size)
    kept = np.concatenate([folder[number] for number in range(len(folder))])
    for data in (kept, folder):
        seconds(gan, data, batch_size, 4)  # compiles
    return [tuple(seconds(gan, data, batch_size, steps) for data in (kept, folder)) for _ in range(rounds)]


def line(size, found):
    """Returns what is printed of one size."""
    ratio = statistics.median(memory / folder for memory, folder in found)
    memory, folder = (1000 * statistics.median(column) for column in zip(*found))
    told = f"in memory {memory:.0f} ms a step, by folder {folder:.0f} ms: {ratio:.2f} of the rate"
    return f"{size}x{size}, {keras.backend.backend()}: {told}"


def parser():
    """Returns the parser of the command line."""
    found = argparse.ArgumentParser(prog="python -m benchmarks.folder", description=__doc__.splitlines()[0])
    found.add_argument("--sizes", nargs="+", type=int, default=[64, 128])
    found.add_argument("--pictures", type=int, default=600)
    found.add_argument("--pixels", type=int, default=256, help="a side of each file")
    found.add_argument("--steps", type=int, default=40)
    found.add_argument("--rounds", type=int, default=3)
    return found


def main(arguments=None, say=print):
    """Runs the command line."""
    chosen = parser().parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        length = draw(pathlib.Path(folder), chosen.pictures, chosen.pixels)
        say(f"{chosen.pictures} JPEGs of {chosen.pixels}x{chosen.pixels} pixels, {length / 1000:.0f} kB each")
        for size in chosen.sizes:
            say(line(size, compare(folder, size, chosen.steps, chosen.rounds)))


if __name__ == "__main__":
    main()

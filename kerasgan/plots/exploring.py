"""What `kerasgan directions` and `kerasgan invert` write."""

import json
import pathlib

import numpy as np

from kerasgan import checks
from kerasgan.checks import files as readable
from kerasgan.datasets import image_decode
from kerasgan.datasets.translated_files import COLORS, taken
from kerasgan.latent import directions as find
from kerasgan.latent import invert as search
from kerasgan.networks import scaling
from kerasgan.plots import directions as rows
from kerasgan.plots import files, grid, translations

# Of one direction so many samples are drawn.
SAMPLES = 6

PICTURE, NUMBERS = ".png", ".npy"


def directions(gan, output, k=10, how="sefa", label=None, seed=0):
    """Writes the directions of a GAN as one picture, or into a folder a picture of each; returns lines that say so.

    Args:
        gan: A `kerasgan.GAN` of images.
        output: Path that ends in .png, or of a folder, which also gets `directions.json` with the vectors.
        k: Integer. Defaults to `10`.
        how: `"sefa"` or `"pca"`. Defaults to `"sefa"`.
        label: Integer, the class of the samples shown. Defaults to `None`, drawn.
        seed: Integer. Defaults to `0`.

    Raises:
        ValueError: If the GAN has no such directions, or the pictures can't be written there.
    """
    output = pathlib.Path(output)
    single = output.suffix.lower() == PICTURE
    checks.raise_all([*rows.problems(gan, 1, rows.COLUMNS), *output_problems(output, (PICTURE, ""))])
    found = find(gan, k, how, seed=seed)
    beside = {"labels": label, "seed": seed}
    pictures = {output if single else output / "directions.png": rows.image(gan, found, **beside)}
    if not single:
        numbers = range(len(found))
        each = [rows.image(gan, found[number], samples=SAMPLES, **beside) for number in numbers]
        pictures |= {output / f"direction_{number:02d}.png": picture for number, picture in enumerate(each)}
        files.write(json.dumps(described(found), indent=1).encode(), output / "directions.json")
    for path, picture in pictures.items():
        files.write(grid.to_png(picture), path)
    shares = ", ".join(f"{score:.1%}" for score in found.scores)
    return [f"{output}: {len(found)} directions of {found.space} by {how}.", f"Their shares in all change: {shares}."]


def described(found):
    """Returns directions in plain types."""
    plain = {"how": found.how, "space": found.space}
    return plain | {name: getattr(found, name).tolist() for name in ("scores", "spread", "vectors")}


def invert(gan, picture, output, label=None, resize=None, options=None):
    """Writes a picture beside what a GAN makes of the z found for it, or that z; returns a line that says so.

    Args:
        gan: A `kerasgan.GAN` of images.
        picture: Path.
        output: Path that ends in .png, or in .npy for z `(1, *latent_shape)`.
        label: Integer, its class. Defaults to `None`.
        resize: `"crop"`, `"pad"` or `"stretch"`. Defaults to `None`: another size is refused.
        options: Dict of further arguments of `latent.invert`. Defaults to none.

    Raises:
        ValueError: If the picture can't be read or is of another size, or the GAN makes no pictures or has no z.
    """
    output = pathlib.Path(output)
    known = [] if resize is None else checks.one_of("resize", resize, image_decode.RESIZERS)
    checks.raise_all([*known, *picture_problems(gan), *output_problems(output, (PICTURE, NUMBERS))])
    pixels = read(picture, gan.fields[0], resize)
    found = search(gan, taken(pixels, gan.fields[0])[None], labels=label, **(options or {}))
    if output.suffix.lower() == NUMBERS:
        np.save(output, found.z, allow_pickle=False)
    else:
        made = gan.decode(found.z, label)
        reach = None if made.dtype == np.uint8 else scaling.pixel_range(gan.output_range)
        both = {"given": pixels[None], "found": grid.to_pixels(made, reach)}
        files.write(grid.to_png(translations.image(both)), output)
    low, high = scaling.pixel_range(gan.output_range)
    return f"{output}: mean squared error {found.error[0]:.4g}, of values from {low:g} to {high:g}."


def read(path, field, resize=None):
    """Returns a picture file as uint8 pixels of a field's size and colours."""
    size, path = field.shape[:2], pathlib.Path(path)
    try:
        with image_decode.large_images_are_errors(), readable.opened(path) as file:
            own = image_decode.seen_size(image_decode.look(file))[::-1]
            file.seek(0)
            pixels = image_decode.decode(file, size, COLORS[field.shape[2]], resize or "crop")
    except MemoryError:
        raise
    except FileNotFoundError:
        raise ValueError(f"`picture`: there is no file {str(path)!r}.") from None
    except Exception as error:  # Pillow's errors for broken files have no class in common
        raise ValueError(f"`picture`: {str(path)!r} can't be read: {image_decode.reason(error)}.") from error
    if resize is None and own != tuple(size):
        raise ValueError(
            f"`picture`: expected {size[1]}x{size[0]} pixels, what this GAN makes. Received: {own[1]}x{own[0]}. Have "
            "it resized, `--resize crop`, `pad` or `stretch`."
        )
    return pixels


def picture_problems(gan):
    """Checks that a GAN makes pictures."""
    fields = getattr(gan, "fields", None)
    shape = fields[0].shape if fields else ()
    if len(shape) == 3 and shape[2] in COLORS:
        return []
    return [f"`invert`: only for images. This GAN makes {shape}. Call `latent.invert` with an array."]


def output_problems(output, ends):
    """Checks that files can be written there."""
    kind = output.suffix.lower()
    if kind not in ends:
        expected = " or ".join(f"a name that ends in {end}" if end else "a folder" for end in ends)
        return [f"`output`: expected {expected}. Received: {str(output)!r}."]
    return files.make_folder("output", output.parent if kind else output)

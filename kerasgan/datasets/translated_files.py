"""What `kerasgan translate` does: picture files through a trained generator, into files of the same names."""

import collections
import os
import pathlib

import numpy as np

from kerasgan import checks
from kerasgan.checks import files
from kerasgan.datasets import image_decode, image_files
from kerasgan.networks import scaling
from kerasgan.plots import grid
from kerasgan.plots.files import make_folder

COLORS = {1: "grey", 3: "rgb", 4: "rgba"}
MASK = "mask"  # the condition that is the transparent part of a picture
OPAQUE = 128  # alpha below this is a hole


class Translator:
    """Translates picture files, one after the other.

    Pictures keep their names, and their sizes where the network takes any; else they are brought to its size. What is
    no picture is passed over.

    Args:
        game: A `GAN` whose condition is a picture, or a picture and a `"mask"`, which is what is transparent in the
            file; or a `CycleGAN`.
        to: `"a"` or `"b"`, the set to translate to, of a `CycleGAN`. Defaults to `"b"`.
        seed: Integer, for a generator with noise. Defaults to `None`.
        resize: `"crop"`, `"pad"` or `"stretch"`, for pictures of another size than the network takes. Defaults to
            `"crop"`.

    Attributes:
        written: List of paths.
        resized: List of the names of pictures that were brought to another size.
        skipped: Dict of name: why it was not translated.

    Raises:
        ValueError: If the game can't translate pictures.

    Example:

    >>> from PIL import Image
    >>> Image.new("L", (40, 30)).save("cat.png")
    >>> g = kerasgan.build_generator("unet", input_shape=(None, None, 1), filters=2)
    >>> d = kerasgan.build_discriminator("patch", (32, 32, 1), condition_shape=(32, 32, 1), filters=2)
    >>> translator = Translator(kerasgan.build_gan(g, d))
    >>> translator.run("cat.png", "out")
    >>> translator.written[0].as_posix()
    'out/cat.png'
    """

    def __init__(self, game, to="b", seed=None, resize="crop"):
        checks.raise_all(
            [*checks.one_of("to", to, ("a", "b")), *checks.one_of("resize", resize, image_decode.RESIZERS)]
        )
        checks.raise_all(game_problems(game) or way_problems(game, to))
        self.game, self.to, self.seed, self.resize = game, to, seed, resize
        self.fields = given_fields(game, to)
        checks.raise_all(field_problems(self.fields))
        self.written, self.resized, self.skipped = [], [], {}

    def run(self, path, output):
        """Translates the picture `path`, or all those in a folder or a zip, into `output`.

        Args:
            path: Path of a picture, a folder or a zip.
            output: Path of a folder; for a single picture also of a `.png` file.

        Raises:
            ValueError: If there are no pictures, or they can't be written there.
        """
        path, output = pathlib.Path(path), pathlib.Path(output)
        found = picture_files(path)
        targets = targets_of(found.names, output, is_single=isinstance(found, Single))
        checks.raise_all(output_problems(path, output, targets))
        for name, target in targets.items():
            try:
                with image_decode.large_images_are_errors(), found.open(name) as file:
                    given, is_resized = self.read(file)
            except MemoryError:
                raise
            except Exception as error:  # Pillow's errors for broken files have no class in common
                self.skipped[name] = image_decode.reason(error)
                continue
            pixels = self.translated(given)
            self.resized += [name] if is_resized else []
            target.parent.mkdir(parents=True, exist_ok=True)
            files.write(grid.to_png(pixels), target)
            self.written.append(target)

    def read(self, file):
        """Returns an opened picture as the fields take it, a list, and whether it was brought to another size."""
        picture = self.fields[0]
        size = None if None in picture.shape[:2] else picture.shape[:2]
        holes = len(self.fields) > 1
        read = "rgba" if holes else COLORS[picture.shape[-1]]
        own = image_decode.seen_size(image_decode.look(file))[::-1]
        file.seek(0)
        pixels = image_decode.decode(file, size, read, self.resize)
        given = [taken(values, field) for values, field in zip(parts(pixels, picture.shape[-1], holes), self.fields)]
        return given, size is not None and own != tuple(size)

    def translated(self, given):
        """Returns what the game makes of one picture, or of a picture and a mask."""
        if self.game.unpaired:
            made = self.game.translate(given[0][None], to=self.to)
            reach = self.game.fields["ab".index(self.to)].reach
        else:
            names = [field.name for field in self.fields]
            made = self.game.translate(dict(zip(names, [values[None] for values in given])), seed=self.seed)
            reach = self.game.output_range
        return grid.to_pixels(made, scaling.pixel_range(reach))[0]


def parts(pixels, channels, holes):
    """Returns a picture, and where there are `holes` the mask of what is transparent in it, which is then mid-grey."""
    if not holes:
        return [pixels]
    mask = np.where(pixels[..., 3:] < OPAQUE, 255, 0).astype("uint8")
    seen = pixels[..., :3] if channels == 3 else np.rint(pixels[..., :3] @ image_decode.GREY)[..., None]
    return [np.where(mask > 0, 128, seen).astype("uint8"), mask]


def taken(pixels, field):
    """Returns a picture in the units that a game was trained on: bytes, or floats in its range."""
    if field.pixels:
        return pixels
    low, high = field.limits
    return (low + pixels * ((high - low) / 255)).astype("float32")


# === What there is to translate, and what takes it ===


class Single:
    """One picture, as `image_files.of` returns those of a folder."""

    def __init__(self, path):
        self.path, self.names = path.parent, [path.name]

    def open(self, name):
        """Returns the opened file."""
        return files.opened(self.path / name)


def picture_files(path):
    """Returns the pictures of a path: of a file, of a folder, of a zip."""
    if path.is_file() and path.suffix.lower() in image_files.SUFFIXES:
        return Single(path)
    return image_files.of(path)


def targets_of(names, output, is_single):
    """Returns the path of the PNG of each picture; where two would share one their own ends stay in the names."""
    if is_single and is_picture(output):
        return {names[0]: output}
    stems = [str(pathlib.PurePosixPath(name).with_suffix(".png")) for name in names]
    counts, taken, found = collections.Counter(stems), {*stems} & {*names}, {}
    for name, stem in zip(names, stems):
        target = stem if counts[stem] == 1 or name == stem else f"{name}.png"
        while target in taken and target != name:
            target = f"{target}.png"
        taken.add(target)
        found[name] = output / target
    return found


def is_picture(output):
    """Tells whether an output is one PNG file, rather than a folder for several."""
    return output.suffix.lower() == ".png" and not output.is_dir()


def output_problems(path, output, targets):
    """Checks that pictures can be written, and not over those that are read."""
    if is_picture(output) and (path.is_dir() or len(targets) > 1):
        return [f"`output`: expected a folder for the pictures of {str(path)!r}. Received: {str(output)!r}."]
    is_other = output.suffix.lower() in image_files.SUFFIXES and not (is_picture(output) or output.is_dir())
    if path.is_file() and is_other:
        return [f"`output`: expected a name that ends in .png, or a folder. Received: {str(output)!r}."]
    if {os.path.realpath(target) for target in targets.values()} & {os.path.realpath(source) for source in over(path)}:
        return [f"`output`: {str(output)!r} is where the pictures are read. Choose another, so that none is lost."]
    return make_folder("output", output.parent if is_picture(output) else output)


def over(path):
    """Returns the files of a path that must not be written over."""
    return [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]


def game_problems(game):
    """Checks that a game has something to translate."""
    if callable(getattr(game, "translate", None)) and (game.unpaired or game.conditions):
        return []
    return ["`translate`: this GAN takes no condition, so there is nothing to translate. Call `kerasgan sample`."]


def way_problems(game, to):
    """Checks that a game leads where it is asked to."""
    if game.unpaired or to == "b":
        return []
    return ["`to`: this GAN translates one way. Leave it out: `to` is for a `CycleGAN`."]


def given_fields(game, to):
    """Returns the fields of what a game translates: a picture, and what stands beside it."""
    if game.unpaired:
        return [game.way(to)[1]]
    return sorted(game.conditions, key=lambda field: field.name == MASK)


def field_problems(fields):
    """Checks that these are a picture, or a picture and its mask."""
    pictures = [field for field in fields if len(field.shape) == 3 and field.shape[-1] in COLORS]
    masked = len(fields) == 2 and fields[1].name == MASK and fields[1].shape[-1] == 1
    if len(pictures) == len(fields) and (len(fields) == 1 or masked):
        return []
    told = ", ".join(f"{field.name!r}, {field.kind}" for field in fields)
    return [
        "`translate`: files are translated by a GAN whose condition is a picture, or a picture and a 'mask'. This one "
        f"takes {told}. Call `gan.translate` with arrays."
    ]

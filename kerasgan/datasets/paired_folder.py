"""`paired_folder`: pictures of two folders with the same names, or of two halves, read while training runs."""

import collections
import pathlib

import keras
import numpy as np

from kerasgan import checks
from kerasgan.checks.types import PathLike
from kerasgan.datasets import image_decode, image_depth, image_files
from kerasgan.datasets.image_folder import ImageFolder, ImageSource, look_problems, pair_of, row_problems
from kerasgan.training.sources.source import Source

NAMED = 5  # how many files a message names
SIDES = ("left", "right")
PLACES = ((0, 0), (0, 2), (1, 1), (2, 0), (2, 2))  # of crops, in halves of what is cut off: corners and middle


class PairedFolder(keras.utils.PyDataset):
    """Pairs of pictures, one to be made of the other: `(x, c)`, as `fit_gan` takes it.

    A folder, or a zip, with two folders side by side in which pictures have the same names, whatever their kind:
    `maps/1.png` and `photos/1.jpg`. Or one with pictures of two halves, side by side. They are read batch by batch, as
    by `ImageFolder`; what can't be read is an error, since its partner would be alone.

    Args:
        path: Path of the folder or the zip.
        size: Integer, or pair of integers `(height, width)`, of what is to be made, in pixels. Defaults to `64`.
        given: String, what is translated: the name of one of the two folders, or `"left"` or `"right"` of two halves.
            Defaults to `None`: the first folder, the left half.
        scale: Integer, how many times as large as those given are the pictures to be made. Defaults to `1`.
        color: `"rgb"`, `"rgba"` or `"grey"`, or a pair of them, of those given and those to be made. Defaults to
            `"rgb"`.
        resize: `"crop"`, `"pad"` or `"stretch"`, as in `ImageFolder`. Defaults to `"crop"`.
        flip: Boolean, whether each pair comes mirrored, too. Defaults to `False`.
        jitter: Integer, a multiple of `scale`: pictures are read so many pixels larger, and each pair comes in five
            crops, of the corners and the middle, the same of both. Defaults to `0`.
        held_out: Integer, how many of the last pairs are not for training but to measure on. Defaults to `0`.
        batch_size: Integer, in Keras's own `fit`. Defaults to `None`, what `fit_gan` is told, and 1 in `fit`.

    Attributes:
        names: List of the names of what is to be made.
        held_out: `(x, c)`, or `None`.

    Raises:
        ValueError: If an argument is not valid, there are no pairs, a partner is missing, or two pictures of a pair
            have sizes that do not belong together; each with names.

    Example:

    >>> from PIL import Image
    >>> for folder, color in (("maps", "white"), ("photos", "green")):
    ...     pathlib.Path("city", folder).mkdir(parents=True)
    ...     Image.new("RGB", (40, 40), color).save(f"city/{folder}/1.png")
    >>> pairs = kerasgan.datasets.load("paired_folder", path="city", size=32)
    >>> photo, map = pairs.batch([0])
    >>> photo[0, 0, 0].tolist(), map[0, 0, 0].tolist()
    ([0, 128, 0], [255, 255, 255])
    """

    value_range = (0, 255)
    kind = "pairs"

    def __init__(
        self,
        path,
        size=64,
        given=None,
        scale=1,
        color="rgb",
        resize="crop",
        flip=False,
        jitter=0,
        held_out=0,
        batch_size=None,
    ):
        super().__init__()
        colors = tuple(color) if isinstance(color, (tuple, list)) else (color, color)
        checks.raise_all(argument_problems(size, colors, resize, flip, scale, jitter, held_out))
        size = tuple(side + jitter for side in pair_of(size))
        sizes = (tuple(side // scale for side in size), size)
        files = image_files.of(path)
        parts = parts_of(files.names)
        looks = [{"color": one, "resize": resize, "labels": False, "strict": True} for one in colors]
        if parts:
            names = paired_names(parts, given)
            checks.raise_all(size_problems(files, names, scale))
            folders = [image_files.Part(files, part) for part in names]
            self.given, self.wanted = (ImageFolder(*one, **look) for one, look in zip(zip(folders, sizes), looks))
        else:
            checks.raise_all(half_problems(files, given, scale, colors))
            wide = (size[0], 2 * size[1])
            self.given, self.wanted = None, Halves(files, wide, **looks[0])
        self.side = given
        self.flip, self.jitter, self.scale, self.batch_size = flip, jitter, scale, batch_size
        self.names = self.wanted.names
        checks.raise_all(held_out_problems(held_out, len(self.names)))
        self.trained = len(self.names) - held_out
        self.held_out = self.plain(range(self.trained, len(self.names))) if held_out else None

    @property
    def rows(self):
        """How many different pairs a pass has, mirrored ones and crops included."""
        return self.trained * (1 + self.flip) * (len(PLACES) if self.jitter else 1)

    def __len__(self):
        """Returns the number of batches of a pass in Keras's own `fit`."""
        return self.rows // (self.batch_size or 1)

    def __getitem__(self, index):
        size = self.batch_size or 1
        return self.batch(np.arange(index * size, (index + 1) * size))

    def batch(self, rows, value_range=None):
        """Reads pairs.

        Args:
            rows: Integer array; from the number of pairs on, the same pairs again, cropped elsewhere or mirrored.
            value_range: Pair of floats, what black and white are of pictures to be made that have 16 bits. Defaults to
                `None`, -1 and 1, which they are of those given in any case.

        Returns:
            `(x, c)`, arrays `(len(rows), height, width, channels)`, uint8, or float32 where all pictures have 16 bits.
        """
        rows = np.asarray(rows)
        checks.raise_all(row_problems(rows, self.rows))
        ways, files = np.divmod(rows, self.trained)
        places, mirrored = (ways % len(PLACES), ways // len(PLACES)) if self.jitter else (np.full(len(ways), 2), ways)
        return self._read(files, places, mirrored, value_range)

    def plain(self, rows):
        """Returns pairs as they are, `(x, c)`: the middle, not mirrored."""
        rows = np.asarray(rows)
        return self._read(rows, np.full(len(rows), 2), np.zeros(len(rows), int))

    def some(self, n):
        """Returns the last `n` pairs for training, as they are."""
        return self.plain(range(max(0, self.trained - n), self.trained))

    def _read(self, files, places, mirrored, value_range=None):
        wanted = self.wanted.batch(files)
        given = self.given.batch(files) if self.given else None
        if given is None:
            half = wanted.shape[2] // 2
            halves = wanted[:, :, :half], wanted[:, :, half:]
            given, wanted = halves[::-1] if self.side == "right" else halves
        if value_range and wanted.dtype != np.uint8:
            wanted = image_depth.moved(wanted, self.wanted.value_range, value_range)
        margin = self.jitter // self.scale  # of those given
        return tuple(cut(x, places, mirrored, margin, scale) for x, scale in ((wanted, self.scale), (given, 1)))

    def as_source(self, reader, batch_size, rng):
        """Returns what `fit_gan` takes batches from."""
        return PairSource(self, reader, self.batch_size or batch_size, rng)


class PairSource(ImageSource):
    """Batches of a `PairedFolder` for `fit_gan`."""

    def beside(self):
        """Returns what stands beside the first few pictures."""
        return Source.beside(self)


class Halves(ImageFolder):
    """Pictures of two halves, each brought to its size by itself."""

    parts = 2


def cut(x, places, mirrored, margin, scale):
    """Returns pictures without `margin * scale` of their rows and columns, each cut at its place, and mirrored or not.

    Places are counted in pixels of the smaller pictures of a pair, so that both are cut alike.
    """
    height, width = (side - margin * scale for side in x.shape[1:3])
    found = []
    for picture, place, mirror in zip(x, places, mirrored):
        top, left = (half * margin // 2 * scale for half in PLACES[place])
        picture = picture[top : top + height, left : left + width]
        found.append(picture[:, ::-1] if mirror else picture)
    return np.stack(found)


class Unpaired(tuple):
    """Two sets of pictures that are independent of each other, as `fit_gan` takes them for a `CycleGAN`."""

    kind = "unpaired"


def unpaired_folders(path, size, options):
    """Returns the pictures of two folders apart, `Unpaired`."""
    files = image_files.of(path)
    parts = parts_of(files.names)
    if not parts:
        raise ValueError(f"`path`: expected two folders side by side in {str(path)!r}, one for each set of pictures.")
    return Unpaired(
        ImageFolder(image_files.Part(files, part), size, labels=False, **options) for part in parts.values()
    )


# === Which belong together ===


def depth_of(names):
    """Returns how many folders all these files lie in together."""
    paths = [pathlib.PurePosixPath(name).parts for name in names]
    depth = 0
    while all(len(parts) > depth + 1 for parts in paths) and len({parts[depth] for parts in paths}) == 1:
        depth += 1
    return depth


def parts_of(names):
    """Returns the names in each of two folders that lie side by side and hold all pictures, `None` for others."""
    depth, found = depth_of(names), collections.defaultdict(list)
    for name in names:
        parts = pathlib.PurePosixPath(name).parts
        if len(parts) <= depth + 1:
            return None
        found[parts[depth]].append(name)
    return dict(sorted(found.items())) if len(found) == 2 else None


def paired_names(parts, given):
    """Returns the names of those given and of those to be made, in the same order."""
    first = next(iter(parts)) if given is None else given
    checks.raise_all(checks.one_of("given", first, parts))
    depth = depth_of([name for names in parts.values() for name in names])
    keyed = {folder: {key_of(name, depth): name for name in names} for folder, names in parts.items()}
    twins = [name for folder, names in parts.items() for name in names if keyed[folder][key_of(name, depth)] != name]
    if twins:
        raise ValueError(
            f"`path`: expected one picture of each name in a folder. Received {twins[0]!r} and another kind of file of "
            "this name. Remove one of the two."
        )
    other = next(folder for folder in parts if folder != first)
    alone = sorted({*keyed[first]} ^ {*keyed[other]})
    if alone:
        shown = [(keyed[first] | keyed[other])[key] for key in alone[:NAMED]]
        more = ", ..." if len(alone) > NAMED else ""
        raise ValueError(
            f"`path`: {len(alone)} pictures have no partner of the same name in the other folder: "
            f"{', '.join(map(repr, shown))}{more}. Add or remove them, or pass `paired=False` if none belong together."
        )
    order = sorted(keyed[first])
    return [[keyed[folder][key] for key in order] for folder in (first, other)]


def key_of(name, depth):
    """Returns what a picture is called inside of its folder, without the kind of its file."""
    return pathlib.PurePosixPath(name).with_suffix("").parts[depth + 1 :]


def size_problems(files, names, scale):
    """Checks that the two of each pair are of sizes that belong together."""
    wrong = []
    for given, wanted in zip(*names):
        small, large = (size_of(files, name) for name in (given, wanted))
        if small and large and large != tuple(scale * side for side in small):
            wrong.append(f"{given!r} {small[0]}x{small[1]} and {wanted!r} {large[0]}x{large[1]}")
    if not wrong:
        return []
    expected = "of one size" if scale == 1 else f"of which one is {scale} times as large"
    more = f", and {len(wrong) - NAMED} more" if len(wrong) > NAMED else ""
    return [f"`path`: expected pairs of pictures {expected}. Received: {'; '.join(wrong[:NAMED])}{more}."]


def size_of(files, name):
    """Returns width and height of a picture as it is seen, `None` where it can't be read, which is told later."""
    try:
        with files.open(name) as file:
            return image_decode.seen_size(image_decode.look(file))
    except Exception:  # Pillow's errors for broken files have no class in common
        return None


def half_problems(files, given, scale, colors):
    """Checks pictures of two halves."""
    found = [] if given is None else checks.one_of("given", given, SIDES)
    if scale != 1 or colors[0] != colors[1]:
        found.append("`scale` and `color`: the two halves of a picture are alike. Leave them out, or use two folders.")
    folders = sorted({str(pathlib.PurePosixPath(name).parent) for name in files.names})
    if len(folders) > 1:
        return [
            *found,
            "`path`: expected two folders side by side with the same names, or one with pictures of two halves. "
            f"Received pictures in {len(folders)} places: {', '.join(map(repr, folders[:NAMED]))}.",
        ]
    sizes = {name: size_of(files, name) for name in files.names}
    odd = [name for name, size in sizes.items() if size and size[0] % 2]
    if odd:
        found.append(
            f"`path`: expected two folders side by side with the same names, or pictures of two halves. Received "
            f"{len(odd)} pictures of odd width, such as {odd[0]!r}."
        )
    return found


# === Checks of arguments ===


def argument_problems(size, colors, resize, flip, scale, jitter, held_out):
    """Returns what is wrong with arguments, a list of messages."""
    if len(colors) != 2:
        return [f"`color`: expected one, or two of those given and those to be made. Received: {colors!r}."]
    found = look_problems(size, colors[0], resize, "white") + checks.one_of("color", colors[1], image_decode.MODES)
    found += checks.boolean("flip", flip) + checks.positive_integer("scale", scale)
    found += checks.positive_integer("jitter", jitter, least=0) + checks.positive_integer("held_out", held_out, least=0)
    if not found and (jitter % scale or any(side % scale for side in pair_of(size))):
        found.append(f"`scale`: expected `size` and `jitter` that {scale} divides. Received: {size!r} and {jitter}.")
    return found


def held_out_problems(held_out, count):
    """Checks that some pairs are left to train on."""
    if held_out < count:
        return []
    return [f"`held_out`: expected fewer than the {count} pairs there are. Received: {held_out}."]


def load_paired_folder(
    path: PathLike,
    size: int | tuple[int, int] = 64,
    paired: bool = True,
    given: str | None = None,
    scale: int = 1,
    color: str | tuple[str, str] = "rgb",
    resize: str = "crop",
    flip: bool = False,
    jitter: int = 0,
    held_out: int = 0,
    batch_size: int | None = None,
) -> PairedFolder | Unpaired:
    """Returns the pairs of a folder, or with `paired=False` its two folders apart.

    Args:
        path: Path of a folder or a zip, as `PairedFolder` takes it.
        size: Integer, or pair of integers `(height, width)`. Defaults to `64`.
        paired: Boolean, whether pictures of one name belong together. `False` gives a tuple of two `ImageFolder`s, for
            a `CycleGAN`. Defaults to `True`.
        given: String, the folder, or the half, that is translated. Defaults to `None`: the first, the left one.
        scale: Integer, how many times as large pictures become. Defaults to `1`.
        color: String, or a pair of strings. Defaults to `"rgb"`.
        resize: String. Defaults to `"crop"`.
        flip: Boolean, whether each pair comes mirrored, too. Defaults to `False`.
        jitter: Integer, how many pixels crops leave out. Defaults to `0`.
        held_out: Integer, how many pairs are kept to measure on. Defaults to `0`.
        batch_size: Integer. Defaults to `None`, what `fit_gan` is told.

    Returns:
        A `PairedFolder`, whose documentation has more on its arguments; or a tuple of two `ImageFolder`s.

    Raises:
        ValueError: If an argument is not valid, or there are no pairs.

    Example:

    >>> from PIL import Image
    >>> for folder, color in (("maps", "white"), ("photos", "green")):
    ...     pathlib.Path("city", folder).mkdir(parents=True)
    ...     Image.new("RGB", (40, 40), color).save(f"city/{folder}/1.png")
    >>> maps, photos = kerasgan.datasets.load("paired_folder", path="city", size=32, paired=False)
    >>> maps.batch([0]).shape
    (1, 32, 32, 3)
    """
    checks.raise_all(
        [*checks.boolean("paired", paired), *checks.positive_integer("batch_size", batch_size, optional=True)]
    )
    if not paired:
        of_pairs = {"given": given, "scale": scale - 1, "jitter": jitter, "held_out": held_out}
        checks.raise_all(
            [f"`{name}`: pictures without partners take none." for name, value in of_pairs.items() if value]
        )
        return unpaired_folders(path, size, {"color": color, "resize": resize, "flip": flip, "batch_size": batch_size})
    options = {"given": given, "scale": scale, "color": color, "resize": resize, "flip": flip, "jitter": jitter}
    return PairedFolder(path, size, held_out=held_out, batch_size=batch_size, **options)


load_paired_folder.value_range = (0, 255)
load_paired_folder.kind = "pairs"

"""`image_folder`: the images of any folder or zip, read while training runs."""

import concurrent.futures
import hashlib
import json
import os
import sys
import warnings
from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
from PIL import ImageColor

from kerasgan import checks
from kerasgan.checks.types import PathLike
from kerasgan.datasets import image_classes, image_decode, image_depth, image_files
from kerasgan.datasets.image_cache import ImageCache
from kerasgan.errors import DataFileError
from kerasgan.training.sources.array_source import ArraySource

_PACKAGE = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "")

# How many files a message names, and how many images the checks before training look at.
NAMED, LOOK = 5, 8
MOST_PIXELS, MOST_WORKERS = 2**24, 256  # of one image that training takes; that decode


def row_problems(rows, count):
    """Checks that `rows`, an array, are numbers of images or of pairs, of which there are `count`."""
    if rows.ndim == 1 and rows.dtype.kind in "iu" and rows.size and rows.min() >= 0 and rows.max() < count:
        return []
    return [f"`rows`: expected one or more whole numbers from 0 to {count - 1}. Received: {rows.tolist()!r}."]


class ImageFolder(keras.utils.PyDataset):
    """The images of a folder or a zip, and of all folders in it: PNG, JPEG, WebP, GIF, BMP and TIFF.

    Images are read and decoded batch by batch, by several threads, so that memory stays flat however many there are.
    `fit_gan` passes over them in a new order each time and goes on exactly where a checkpoint was written, whatever the
    number of workers; Keras's own `fit` takes them, too. Pillow decodes: animations and TIFFs by their first frame,
    photographs turned as their EXIF data say, transparency laid on `background`. Hidden files are left out.

    Batches are uint8, from 0 to 255. Where all files are grey and of 16 bits, or with `depth=16`, nothing of these is
    lost: batches are floats in the range of G, in Keras's own `fit` from -1 to 1; `value_range` is theirs.

    Where all images lie in two or more folders side by side, these are classes: `class_names` has their names, sorted
    with 2 before 10, and `labels` the place in it for each image. Of `train/cat`, `val/cat` the classes are inside. A
    GAN without classes leaves labels out.

    When it is made, it reads the head of every file. What is no image by then is named in a warning and skipped; what
    turns out to be broken later is, too, and the next image in order takes its place, so that batches have their full
    size. `skipped` has all of them with the reason. An image of more pixels than Pillow allows is an error.

    Args:
        path: Path of a folder or a zip.
        size: Integer, or pair of integers `(height, width)`, in pixels. Defaults to `64`.
        color: `"rgb"`, `"rgba"`, which keeps transparency as a fourth channel, or `"grey"`. Defaults to `"rgb"`.
        resize: What happens to other proportions: `"crop"` fills and cuts off the rest evenly, `"pad"` fits all in and
            adds `background`, `"stretch"` distorts. Defaults to `"crop"`.
        background: Colour by name or as `"#rrggbb"`, for transparency and padding. Defaults to `"white"`.
        flip: Boolean, whether each image comes mirrored, too: a pass is then twice as long. Defaults to `False`.
        labels: `True` if classes are needed, `False` if they are not wanted, or `None`: where there are class folders.
            Defaults to `None`.
        cache: `"memory"`, or the path of a folder for decoded images, which the next run finds there. Defaults to
            `None`: they are decoded anew in each pass.
        depth: Integer, 8 or 16 bits. Defaults to `None`: 16 where all files are grey and have them. Where something is
            rounded, a warning says so: Pillow reads colours with 8 bits.
        strict: Boolean, whether a file that can't be read is an error. Defaults to `False`.
        batch_size: Integer. Defaults to `None`: what `fit_gan` is told, and 128 in Keras's own `fit`.
        seed: Integer, for the order in Keras's own `fit`; in `fit_gan` its own seed decides. Defaults to `0`.
        workers: Integer, how many threads decode. Defaults to `None`: as many as there are CPUs, up to 8.
        use_multiprocessing: Boolean, for Keras's own `fit`, as in `keras.utils.PyDataset`. `fit_gan` always has
            threads, since Pillow decodes outside Python's lock. Defaults to `False`.
        max_queue_size: Integer, for Keras's own `fit`, likewise. Defaults to `10`.

    Raises:
        ValueError: If an argument does not do, there is no such folder or zip, it has no images, one of them is too
            large, or with `strict` one can't be read.
        DataFileError: While training, if with `strict` a file can't be read or has changed, or none can be read.

    Example:

    >>> from PIL import Image
    >>> for color in ("red", "green"):
    ...     Image.new("RGB", (40, 30), color).save(f"{color}.png")
    >>> folder = kerasgan.datasets.load("image_folder", path=".", size=(16, 24), batch_size=2)
    >>> folder.names, folder[0].shape
    (['green.png', 'red.png'], (2, 16, 24, 3))
    """

    value_range = (0, 255)
    kind = "images"

    parts = 1  # how many pictures stand side by side in each file

    def __init__(
        self,
        path: PathLike,
        size: int | tuple[int, int] = 64,
        color: str = "rgb",
        resize: str = "crop",
        background: Any = "white",
        flip: bool = False,
        labels: Any = None,
        cache: Any = None,
        depth: int | None = None,
        strict: bool = False,
        batch_size: int | None = None,
        seed: int = 0,
        workers: int | None = None,
        use_multiprocessing: bool = False,
        max_queue_size: int = 10,
    ) -> None:
        booleans = {"flip": flip, "strict": strict} | ({} if labels is None else {"labels": labels})
        integers = {"batch_size": batch_size, "workers": workers}
        looks = look_problems(size, color, resize, background) + _depth_problems(depth)
        checks.raise_all(looks + _other_problems(booleans, integers, cache) + checks.seed(seed))
        super().__init__(workers or min(8, os.cpu_count() or 1), use_multiprocessing, max_queue_size)
        self.files = path if hasattr(path, "stamp") else image_files.of(path)
        looks = {"color": color, "resize": resize, "background": background, "parts": self.parts}
        self._decoding = {"size": pair_of(size), **looks}
        self.flip, self.strict, self.batch_size, self.seed = flip, strict, batch_size, seed
        self.skipped = {}
        self._news = []  # what was found while a batch was read
        self._made_at = _place_of_the_user()
        self.names, self._stamps, depths = self._scan()
        self.depth = self._decoding["depth"] = image_depth.chosen(depths, depth)
        if self.depth == 16:
            self.value_range = (-1.0, 1.0)
        self.class_names, found = image_classes.classes(self.files.names, labels)  # a broken image renumbers no class
        self.labels = found if found is None else found[np.isin(self.files.names, self.names)]
        notes = [image_classes.left_out(self.files.others), image_classes.split_note(self.files.names)]
        notes.append(image_depth.note(depths, self.depth))
        for note in [*notes, image_classes.stray_images(self.files.names) if labels is None else ""]:
            if note:
                self._warn(note)
        self.image_shape = (*self._decoding["size"], len(image_decode.MODES[color]))
        self.cache = cache and ImageCache(cache, self._key(), (len(self.names), *self.image_shape), f"uint{self.depth}")
        self._threads = (None, None)  # process and its pool
        checks.raise_all(self._batch_problems())
        self._begin_epoch(0)

    # === What is there ===

    def _scan(self):
        """Returns the names of the images, their stamps and depths, after a look at the head of each file."""
        stamps, depths = {}, {}
        with image_decode.large_images_are_errors():
            for name in self.files.names:
                try:
                    with self.files.open(name) as file:
                        depths[name] = image_depth.of(image_decode.look(file))
                    stamps[name] = self.files.stamp(name)
                except image_decode.TooLargeError as error:
                    raise ValueError(f"`path`: {name!r} is too large: {error}. Remove it or make it smaller.") from None
                except Exception as error:  # Pillow's errors for broken files have no class in common
                    self.skipped[name] = image_decode.reason(error)
        self._report_scan(len(stamps))
        return list(stamps), list(stamps.values()), depths

    def _report_scan(self, good):
        if not self.skipped:
            return
        shown = [f"{name!r} ({why})" for name, why in self.skipped.items()][:NAMED]
        shown += ["..."] if len(self.skipped) > NAMED else []
        message = f"{len(self.skipped)} of {good + len(self.skipped)} files can't be read: {', '.join(shown)}."
        if self.strict or not good:
            raise ValueError(f"`path`: {message}")
        self._warn(f"{message} They are skipped; `strict=True` makes it an error.")

    def _warn(self, message):
        """Warns of where the data set was made: batches are read in threads, far from any line of the user's."""
        warnings.warn_explicit(message, UserWarning, *self._made_at)

    def _batch_problems(self):
        if self._own_batch_size <= self.rows:
            return []
        return [f"`batch_size`: expected at most the {self.rows} images there are. Received: {self.batch_size}."]

    def _key(self):
        """Returns a name for what the images look like, different wherever a file or a setting is."""
        about = [str(self.files.path.resolve()), self.names, self._stamps, self._decoding]
        return hashlib.sha256(json.dumps(about).encode()).hexdigest()[:16]

    # === Batches ===

    def __len__(self):
        """Returns the number of batches of a pass in Keras's own `fit`; what fills no batch waits for another."""
        return self.rows // self._own_batch_size

    @property
    def rows(self) -> int:
        """How many different images a pass has, mirrored ones included."""
        return len(self.names) * (1 + self.flip)

    @property
    def _own_batch_size(self):
        return self.batch_size or min(128, self.rows)

    def __getitem__(self, index):
        return self.batch(self._order[index * self._own_batch_size :][: self._own_batch_size])

    def on_epoch_end(self) -> None:
        """Chooses another order for the next pass of Keras's own `fit`."""
        self._begin_epoch(self._epoch + 1)

    def _begin_epoch(self, epoch):
        self._epoch = epoch
        self._order = np.random.default_rng([self.seed, epoch]).permutation(self.rows)

    def as_source(self, reader: Any, batch_size: int, rng: np.random.Generator) -> "ImageSource":
        """Returns what `fit_gan` takes batches from.

        Args:
            reader: A `training.sources.values.Reader`.
            batch_size: Integer, used where the data set was made without one.
            rng: `numpy.random.Generator`, for the order.

        Returns:
            An `ImageSource`.
        """
        return ImageSource(self, reader, self.batch_size or batch_size, rng)

    def batch(
        self, rows: Sequence[int] | np.ndarray, value_range: tuple[float, float] | None = None
    ) -> np.ndarray | tuple[np.ndarray, np.ndarray]:
        """Reads images.

        Args:
            rows: Integer array; from the number of images on, the same images again, mirrored.
            value_range: Pair of floats, what black and white are where the depth is 16. Defaults to `None`, those of
                `value_range` of the data set.

        Returns:
            uint8 array `(len(rows), height, width, channels)`, or float32 where the depth is 16; with classes
            `(x, labels)`.

        Raises:
            ValueError: If `rows` are not numbers of images.
            DataFileError: If a file can't be read or has changed, see `strict`.
        """
        rows = np.asarray(rows)
        checks.raise_all(row_problems(rows, self.rows))
        parts = np.array_split(rows, self.workers)  # one for each thread: small images would drown in bookkeeping
        found = [image for part in self._map(self._images, parts) for image in part]
        self._report_news()
        x = np.stack([pixels for pixels, _ in found])
        x = image_depth.scaled(x, value_range or self.value_range) if self.depth == 16 else x
        return x if self.labels is None else (x, self.labels[[file for _, file in found]])

    def _map(self, function, parts):
        if len(parts) == 1:
            return map(function, parts)
        process, pool = self._threads
        if process != os.getpid():  # threads don't survive a fork
            pool = concurrent.futures.ThreadPoolExecutor(self.workers)
            self._threads = (os.getpid(), pool)
        return pool.map(function, parts)

    def _images(self, rows):
        return [self._image(row) for row in rows]

    def _image(self, row):
        """Returns the pixels of a row and the number of the file that they are from."""
        mirrored, first = divmod(int(row), len(self.names))
        for later in range(len(self.names)):
            file = (first + later) % len(self.names)
            pixels = self._pixels(file)
            if pixels is not None:
                return pixels[:, ::-1] if mirrored else pixels, file
        raise DataFileError(f"None of the {len(self.names)} images of {str(self.files.path)!r} can be read any more.")

    def _pixels(self, file):
        """Returns the pixels of a file, or `None` where it can't be read; `skipped` then says why."""
        if self.cache and (found := self.cache.get(file)) is not None:
            return found
        name = self.names[file]
        if name in self.skipped:
            return None
        try:
            with self.files.open(name) as opened:
                pixels = image_decode.decode(opened, **self._decoding)
            if self.files.stamp(name) != self._stamps[file]:
                self._news.append(f"{name!r} has changed since the data set was made.")
                self._stamps[file] = self.files.stamp(name)
        except MemoryError:
            raise
        except Exception as error:  # as above
            self.skipped[name] = image_decode.reason(error)
            self._news.append(f"{name!r} can't be read ({self.skipped[name]}) and is skipped.")
            return None
        if self.cache:
            self.cache.put(file, pixels)
        return pixels

    def _report_news(self):
        news, self._news = self._news, []
        if not news:
            return
        message = " ".join([*sorted(news)[:NAMED], *(["..."] if len(news) > NAMED else [])])
        if self.strict:
            raise DataFileError(f"{message} Mend or remove the file and go on from the last checkpoint.")
        total = len(self.names)
        left = sum(name not in self.skipped for name in self.names)
        self._warn(f"{message} {left:,} of {total:,} images are left.")

    def __getstate__(self):
        return {**self.__dict__, "_threads": (None, None)}


class ImageSource(ArraySource):
    """Batches of an `ImageFolder` for `fit_gan`: an array of row numbers, shuffled anew in each pass, as images.

    Args:
        folder: An `ImageFolder`.
        reader: A `training.sources.values.Reader`.
        batch_size: Integer.
        rng: `numpy.random.Generator`.
    """

    def __init__(self, folder, reader, batch_size, rng):
        rows = {reader.first: np.arange(folder.rows)}
        super().__init__(rows, reader.fields[:1], batch_size, rng)
        self.folder = folder
        self.reader = reader

    def look(self):
        """Returns the first few images for the checks, and the labels beside them."""
        return self._read(self.x[:LOOK])

    def _read(self, rows):
        """Returns images in the range of the network that is to make such."""
        return self.reader(self.folder.batch(rows, self.reader.fields[0].limits))

    def beside(self):
        """Returns the labels of all images, where there are classes."""
        labels = self.folder.labels
        return {field.name: labels for field in self.reader.fields[1:]} if labels is not None else {}

    def gather(self, rows):
        """Returns the images of these numbers, and their labels."""
        return self._read(self.x[rows])


def _place_of_the_user():
    """Returns file and line of the first caller outside this package."""
    frame = sys._getframe(1)
    while frame.f_back and frame.f_code.co_filename.startswith(_PACKAGE):
        frame = frame.f_back
    return frame.f_code.co_filename, frame.f_lineno


def pair_of(size):
    """Returns a size as height and width."""
    return (int(size[0]), int(size[1])) if isinstance(size, (tuple, list)) else (int(size), int(size))


def look_problems(size, color, resize, background):
    """Returns what is wrong with how pictures are to look, a list of messages."""
    found = _size_problems(size) + checks.one_of("color", color, image_decode.MODES)
    return found + checks.one_of("resize", resize, image_decode.RESIZERS) + _background_problems(background)


def _depth_problems(depth):
    if depth is None or depth in image_depth.DEPTHS and not isinstance(depth, bool):
        return []
    return [f"`depth`: expected 8, 16 or None. Received: {depth!r}."]


def _other_problems(booleans, integers, cache):
    found = [problem for name, value in booleans.items() for problem in checks.boolean(name, value)]
    found += [p for name, value in integers.items() for p in checks.positive_integer(name, value, optional=True)]
    if not found and (integers["workers"] or 0) > MOST_WORKERS:
        found.append(f"`workers`: expected at most {MOST_WORKERS}. Received: {integers['workers']:,}.")
    return found + _cache_problems(cache)


def _size_problems(size):
    sides = size if isinstance(size, (tuple, list)) else (size, size)
    if len(sides) == 2 and not any(checks.positive_integer("size", side) for side in sides):
        too_many = f"`size`: expected at most {MOST_PIXELS:,} pixels. Received: {size!r}."
        return [too_many] if int(sides[0]) * int(sides[1]) > MOST_PIXELS else []
    return [f"`size`: expected a whole number of at least 1, or two, (height, width). Received: {size!r}."]


def _cache_problems(cache):
    if cache is None or (isinstance(cache, (str, os.PathLike)) and cache):
        return []
    return [f"`cache`: expected 'memory', the path of a folder, or None. Received: {cache!r}."]


def _background_problems(background):
    try:
        if len(ImageColor.getrgb(background)) == 3:
            return []
    except (ValueError, AttributeError, TypeError):
        pass
    return [f"`background`: expected a colour by name or as '#rrggbb', opaque. Received: {background!r}."]

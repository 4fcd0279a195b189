"""The image files of a folder or a zip: their names, in one order everywhere, and their bytes.

`of` makes a `Folder` or an `Archive`. Both have `names`, `others` (files that are no images by their name),
`open(name)`, and `stamp(name)`, which changes when the file does.
"""

import os
import pathlib
import zipfile

from PIL import Image

from kerasgan.checks import files

SUFFIXES = (".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".webp", ".gif", ".bmp", ".dib", ".tif", ".tiff")

# Images of kinds that are not read: left out, and not without a word.
UNREAD = (".heic", ".heif", ".avif", ".svg", ".psd", ".jp2", ".ppm", ".pgm", ".exr", ".dcm", ".npy", ".raw", ".ico")


# Folders one in another, and bytes of a zip.
MOST_FOLDERS, MOST_ZIP = 64, 2**40


def of(path):
    """Returns the files of `path`.

    Raises:
        ValueError: If there is no such folder or zip, it has no images, or the zip is not to be trusted.
    """
    if not isinstance(path, (str, os.PathLike)) or not os.fspath(path):
        raise ValueError(f"`path`: expected the path of a folder or a zip of images. Received: {path!r}.")
    path = pathlib.Path(path).expanduser().absolute()
    if not path.exists():
        raise ValueError(f"`path`: expected a folder or a zip of images. Received {str(path)!r}, which does not exist.")
    if path.is_dir():
        found = Folder(path)
    elif files.is_plain(path, MOST_ZIP) and zipfile.is_zipfile(path):
        found = Archive(path)
    else:
        raise ValueError(f"`path`: expected a folder or a zip of images. Received {str(path)!r}, a file but no zip.")
    if not found.names:
        raise ValueError(f"`path`: expected images ({', '.join(SUFFIXES)}) in {str(path)!r}. {_instead(found.others)}")
    return found


def _instead(others):
    if not others:
        return "It is empty."
    shown = ", ".join(repr(name) for name in others[:3]) + (", ..." if len(others) > 3 else "")
    zips = any(name.lower().endswith(".zip") for name in others)
    return f"It has {len(others)} other files: {shown}." + (" Unpack the zip, or pass its own path." if zips else "")


def _sorted(names):
    """Returns the images among `names` and the others, without hidden files and what macOS adds to zips."""
    shown = sorted(name for name in names if not any(_hidden(part) for part in name.split("/")))
    images = [name for name in shown if name.lower().endswith(SUFFIXES)]
    return images, [name for name in shown if not name.lower().endswith(SUFFIXES)]


def _hidden(part):
    return part.startswith(".") or part == "__MACOSX"


class Folder:
    """The images in a folder and all folders in it, linked ones included.

    Args:
        path: Path of the folder.
    """

    def __init__(self, path):
        self.path = path
        self.names, self.others = _sorted(self._walk())

    def _walk(self):
        seen = set()
        for folder, inner, names in os.walk(self.path, followlinks=True):
            if len(pathlib.Path(folder).relative_to(self.path).parts) > MOST_FOLDERS:
                raise ValueError(
                    f"`path`: expected at most {MOST_FOLDERS} folders one in another in {str(self.path)!r}."
                )
            seen.add(os.path.realpath(folder))
            inner[:] = [
                name
                for name in inner
                if not _hidden(name) and os.path.realpath(os.path.join(folder, name)) not in seen  # links in a circle
            ]
            yield from (pathlib.Path(folder, file).relative_to(self.path).as_posix() for file in names)

    def open(self, name):
        return files.opened(self.path / name)

    def stamp(self, name):
        found = os.stat(self.path / name)
        return found.st_size, found.st_mtime_ns


class Part:
    """Some of the images of a `Folder` or an `Archive`.

    Args:
        files: A `Folder` or an `Archive`.
        names: List of names, in order.
    """

    def __init__(self, files, names):
        self.path, self.names, self.others = files.path, list(names), []
        self.open, self.stamp = files.open, files.stamp


class Archive:
    """The images in a zip, read where they lie: nothing is unpacked.

    Args:
        path: Path of the zip.
    """

    def __init__(self, path):
        self.path = path
        self._opened = (None, None)  # process and its `ZipFile`: a forked one must not share the place in the file
        try:
            members = [info for info in self._zip().infolist() if not info.is_dir()]
        except (zipfile.BadZipFile, NotImplementedError, OSError) as error:
            raise ValueError(f"`path`: the zip {str(path)!r} can't be read: {error}.") from None
        self._members = {info.filename.replace("\\", "/"): info for info in members}
        self.names, self.others = _sorted(self._members)
        self._check()

    def _check(self):
        for name in self._members:
            if name.startswith("/") or ".." in name.split("/") or ":" in name.split("/")[0]:
                raise ValueError(f"`path`: {name!r} in the zip {str(self.path)!r} would lie outside of it.")
        limit = max_bytes()
        for name in self.names:
            info = self._members[name]
            if info.flag_bits & 1:
                raise ValueError(f"`path`: the zip {str(self.path)!r} is encrypted. Unpack it and pass the folder.")
            if limit and info.file_size > limit:
                raise ValueError(
                    f"`path`: {name!r} in {str(self.path)!r} would unpack to {info.file_size:,} bytes, more than an "
                    f"image of Pillow's limit of {Image.MAX_IMAGE_PIXELS:,} pixels has. Remove it."
                )

    def _zip(self):
        process, opened = self._opened
        if process != os.getpid():
            opened = zipfile.ZipFile(self.path)
            self._opened = (os.getpid(), opened)
        return opened

    def open(self, name):
        return self._zip().open(self._members[name])

    def stamp(self, name):
        return self._members[name].CRC

    def __getstate__(self):
        return {**self.__dict__, "_opened": (None, None)}


def max_bytes():
    """Returns how long a file can be: four bytes for each pixel that Pillow allows, and as much again for the rest."""
    return Image.MAX_IMAGE_PIXELS and 8 * Image.MAX_IMAGE_PIXELS

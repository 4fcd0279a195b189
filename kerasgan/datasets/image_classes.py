"""Classes of images by the folders that they lie in, and notes on what is not taken as somebody may have meant it."""

import re

import numpy as np

from kerasgan.datasets import image_files

# What the parts of a data set are called.
SPLITS = ("train", "training", "val", "valid", "validation", "dev", "test", "testing")


def classes(names, wanted=None):
    """Finds classes in the names of files.

    Args:
        names: List of strings, paths with `/`.
        wanted: `True`, `False`, or `None` for where there are any.

    Returns:
        Names of the classes, sorted, and int32 array `(n,)` of labels; `[]` and `None` where there are none.

    Raises:
        ValueError: If they are wanted and not there.
    """
    parts = _within_common_folders(names)
    if wanted is not False and all(len(part) > 1 for part in parts):
        found = sorted({part[0] for part in parts}, key=lambda name: (natural(name), name))
        places = {name: place for place, name in enumerate(found)}
        return found, np.array([places[part[0]] for part in parts], "int32")
    if wanted:
        raise ValueError(
            "`labels`: expected two or more folders side by side with all images in them, one for each class. "
            f"Received {names[0]!r} and the like. Sort the images into folders, or leave out `labels=True`."
        )
    return [], None


def _within_common_folders(names):
    """Returns the parts of each path, without the folders that all of them lie in, which are no classes."""
    parts = [name.split("/") for name in names]
    while len({tuple(part[:1]) for part in parts}) == 1 and all(len(part) > 1 for part in parts):
        parts = [part[1:] for part in parts]
    return [part[1:] for part in parts] if are_splits(parts) else parts


def are_splits(parts):
    """Tells whether the first folders are parts of a data set, such as `train` and `val`, with or without classes."""
    return all(len(part) > 1 for part in parts) and {part[0].lower() for part in parts} <= set(SPLITS)


def split_note(names):
    """Returns a note where the images of several splits are taken together, or an empty string."""
    tops = [sorted({name.split("/")[depth] for name in names if name.count("/") > depth}) for depth in (0, 1)]
    splits = next((top for top in tops if len(top) > 1 and {one.lower() for one in top} <= set(SPLITS)), None)
    if splits is None:
        return ""
    return (
        f"The images of {', '.join(map(repr, splits))} are taken together. Pass the path of one of these folders to "
        "train on it alone."
    )


def left_out(others):
    """Returns a note of images of kinds that are not read, or an empty string."""
    images = [name for name in others if name.lower().endswith(image_files.UNREAD)]
    if not images:
        return ""
    return (
        f"{len(images)} files, such as {images[0]!r}, are left out, since only {', '.join(image_files.SUFFIXES)} are "
        "read. Convert them, if they are wanted."
    )


def natural(name):
    """Returns what text is sorted by so that numbers in it count: 2 before 10.

    >>> sorted(["10", "2", "b", "a10", "a9"], key=natural)
    ['2', '10', 'a9', 'a10', 'b']
    """
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in re.findall(r"\d+|\D+", name)]


def stray_images(names):
    """Returns a note where images beside two folders or more keep these from being classes, or an empty string."""
    parts = _within_common_folders(names)
    strays = [part[0] for part in parts if len(part) == 1]
    folders = sorted({part[0] for part in parts if len(part) > 1})
    if not strays or len(folders) < 2:
        return ""
    return (
        f"{len(strays)} of {len(names)} images, such as {strays[0]!r}, lie beside the folders {folders[0]!r}, "
        f"{folders[1]!r}{', ...' if len(folders) > 2 else ''}: so these are no classes, and there are no labels. Move "
        "them away for classes; `labels=False` says that none are wanted."
    )

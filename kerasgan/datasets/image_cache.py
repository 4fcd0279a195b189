"""Decoded images kept for the next time: in memory, or in a folder where the next run finds them, too."""

import os
import pathlib
import shutil

import numpy as np


class ImageCache:
    """Room for all images of a data set, filled as they come.

    Args:
        place: `"memory"`, or the path of a folder.
        key: String that is different wherever the images could be.
        shape: Tuple of integers `(images, height, width, channels)`.

    Raises:
        ValueError: If the folder's disk has too little room.
    """

    def __init__(self, place, key, shape):
        self.place, self.key, self.shape = place, key, shape
        self.images = self._room("images", shape)
        self.done = self._room("done", shape[:1])

    def _room(self, kind, shape):
        if self.place == "memory":
            return np.zeros(shape, "uint8")  # taken from the system only where it is written to
        path = pathlib.Path(self.place).expanduser() / f"{self.key}.{kind}"
        path.parent.mkdir(parents=True, exist_ok=True)
        needed = int(np.prod(shape, dtype="int64"))
        if not path.exists() and needed > (free := shutil.disk_usage(path.parent).free):
            raise ValueError(f"`cache`: expected {needed:,} bytes of room in {str(path.parent)!r}. It has {free:,}.")
        with open(path, "ab") as file:
            os.truncate(file.fileno(), needed)  # longer where it is new; as it is where another run made it
        return np.memmap(path, "uint8", mode="r+", shape=shape)

    def get(self, index):
        """Returns an image, or `None` where it is not there."""
        return self.images[index] if self.done[index] else None

    def put(self, index, pixels):
        self.images[index] = pixels
        self.done[index] = 1  # last: until here a reader finds nothing

    def __reduce__(self):
        return ImageCache, (self.place, self.key, self.shape)

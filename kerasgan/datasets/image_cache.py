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
        dtype: String, `"uint8"` or `"uint16"`. Defaults to `"uint8"`.

    Raises:
        ValueError: If the folder's disk has too little room.
    """

    def __init__(self, place, key, shape, dtype="uint8"):
        self.place, self.key, self.shape, self.dtype = place, key, shape, dtype
        self.images = self._room("images", shape, dtype)
        self.done = self._room("done", shape[:1], "uint8")

    def _room(self, kind, shape, dtype):
        if self.place == "memory":
            return np.zeros(shape, dtype)  # taken from the system only where it is written to
        path = pathlib.Path(self.place).expanduser() / f"{self.key}.{kind}"
        path.parent.mkdir(parents=True, exist_ok=True)
        needed = int(np.prod(shape, dtype="int64")) * np.dtype(dtype).itemsize
        if not path.exists() and needed > (free := shutil.disk_usage(path.parent).free):
            raise ValueError(f"`cache`: expected {needed:,} bytes of room in {str(path.parent)!r}. It has {free:,}.")
        with open(path, "ab") as file:
            os.truncate(file.fileno(), needed)  # longer where it is new; as it is where another run made it
        return np.memmap(path, dtype, mode="r+", shape=shape)

    def get(self, index):
        """Returns an image, or `None` where it is not there."""
        return self.images[index] if self.done[index] else None

    def put(self, index, pixels):
        self.images[index] = pixels
        self.done[index] = 1  # last: until here a reader finds nothing

    def __reduce__(self):
        return ImageCache, (self.place, self.key, self.shape, self.dtype)

"""NumPy's files of others: no pickles, no more numbers than there are bytes, nothing that unpacks to far more."""

import json
import zipfile

import numpy as np

from kerasgan.checks import files

# NumPy, and Keras, write arrays as they are; who packs them again saves little.
MOST_EXPANSION = 4
MOST_HEADER = 10_000

# Kinds of numbers and text; `V` is bfloat16.
KINDS = "fiubcUV"


def read_npz(path):
    """Returns {name: array} of an `.npz` file.

    Raises:
        OSError: If it is no plain file.
        ValueError: If it holds something else than arrays of numbers, or claims more than it has.
    """
    with files.opened(path) as file:
        size = file.seek(0, 2)
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            if sum(member.file_size for member in members) > MOST_EXPANSION * size:
                raise ValueError("it would unpack to far more than it has")
            return {member.filename.removesuffix(".npy"): read_member(archive, member) for member in members}


def read_member(archive, member):
    """Returns the array in a member of a zip."""
    with archive.open(member) as file:
        return read_array(file, member.file_size)


def read_array(file, size):
    """Returns the array in an opened `.npy` file of `size` bytes; errors as of `read_npz`."""
    version = np.lib.format.read_magic(file)
    read_header = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}
    if version not in read_header:
        raise ValueError(f"it is of NumPy's format {version}")
    try:
        shape, in_columns, dtype = read_header[version](file, max_header_size=MOST_HEADER)
    except Exception as error:  # NumPy reads it as Python, and raises anything
        raise ValueError(f"its header is none: {type(error).__name__}") from None
    count = int(np.prod([int(side) for side in shape], dtype=object)) if shape else 1
    if dtype.kind not in KINDS or dtype.hasobject or min(shape, default=0) < 0:
        raise ValueError(f"it holds {dtype}, and no numbers")
    if count * dtype.itemsize > size:
        raise ValueError(f"it claims {count * dtype.itemsize:,} bytes of numbers and has {size:,}")
    data = file.read(count * dtype.itemsize)
    if len(data) < count * dtype.itemsize:
        raise ValueError("it is cut off")
    return np.frombuffer(bytearray(data), dtype).reshape(shape, order="F" if in_columns else "C")


def text_of(array):
    """Returns what JSON in an array of one text says."""
    if array.dtype.kind != "U" or array.shape != ():
        raise ValueError("expected text")
    return json.loads(str(array))

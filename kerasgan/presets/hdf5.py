"""HDF5 files of weights, looked at before Keras sees them: nothing but plain numbers, all of them in the file itself.

HDF5 can do far more: links into other files, data that lie elsewhere or are put together from other files, sizes that
no byte stands behind, compressed blocks, references, lengths that vary. Nothing of that is in a file that Keras wrote.
"""

import h5py

from kerasgan.checks import files
from kerasgan.errors import PresetError

# Groups and data sets in one file; a network of 500 layers has a few thousand.
MOST_OBJECTS = 20_000

# Kinds of numbers: booleans are an `ENUM`, and Keras writes bfloat16 as two bytes of an `OPAQUE` kind.
NUMBERS = (h5py.h5t.FLOAT, h5py.h5t.INTEGER, h5py.h5t.ENUM, h5py.h5t.OPAQUE)


def numbers_in(path):
    """Returns how many numbers the HDF5 file at `path` holds.

    Raises:
        PresetError: If it is no such file, or holds what is not plain numbers in itself.
    """
    try:
        with files.opened(path) as file:
            return count(file)
    except OSError as error:
        raise PresetError(f"{path}: these are not the weights of a network. {said(error)}") from error
    except PresetError as error:
        raise PresetError(f"{path}: {error}") from None


def said(error):
    """Returns what a system or HDF5 says of a file."""
    return f"{type(error).__name__}: {error.strerror or error}"


def count(file):
    """Returns how many numbers an opened HDF5 file holds; see `numbers_in`.

    Args:
        file: A file opened in binary, or a `io.BytesIO`.
    """
    size = file.seek(0, 2)
    try:
        with h5py.File(file, "r") as opened:
            found = datasets(opened)
            honest = sum(item.nbytes for item in found) <= size
            return sum(item.size for item in found) if honest else 0
    except (PresetError, MemoryError):
        raise
    except Exception as error:  # h5py raises anything at files that are no good
        raise PresetError(f"these are not the weights of a network. {type(error).__name__}: {error}") from error


def datasets(opened):
    """Returns the data sets of a file, each once and looked at."""
    found, seen, groups = [], set(), [opened]
    while groups:
        group = groups.pop()
        for name in group:
            link = group.get(name, getlink=True)
            if not isinstance(link, h5py.HardLink):
                raise PresetError(f"{name!r} is a {type(link).__name__}, and only data of its own are loaded.")
            item = group[name]
            address = h5py.h5o.get_info(item.id).addr
            if address in seen:
                continue  # a second name; in a circle, too
            seen.add(address)
            if len(seen) > MOST_OBJECTS:
                raise PresetError(f"it has more than the {MOST_OBJECTS:,} objects that are expected at most.")
            if isinstance(item, h5py.Group):
                groups.append(item)
            else:
                refuse(name, item)
                found.append(item)
    return found


def refuse(name, item):
    """Raises where an object is no data set of plain numbers that lie in the file one after another."""
    if not isinstance(item, h5py.Dataset):
        raise PresetError(f"{name!r} is a {type(item).__name__}; expected groups and data sets.")
    kind = item.id.get_type()
    layout = item.id.get_create_plist().get_layout()
    wrong = [
        (item.id.get_create_plist().get_external_count(), "lies in other files"),
        (layout == h5py.h5d.VIRTUAL, "is put together from others"),
        (kind.get_class() not in NUMBERS, "holds no numbers"),
        (layout == h5py.h5d.CHUNKED, "lies in pieces, as Keras does not write it"),
    ]
    for is_so, what in wrong:
        if is_so:
            raise PresetError(f"the data set {name!r} {what}; expected plain numbers in the file itself.")

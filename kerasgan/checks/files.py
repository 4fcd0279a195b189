"""Files of others: opened only where they are plain files of a size that was to be expected.

A folder from somewhere else may hold a pipe that never says anything, a device without end, or a link to one. Whoever
reads a file that kerasgan did not write in this run opens it here.
"""

import contextlib
import errno
import os
import pathlib
import stat

# What a file of settings or of results may have, in bytes: none of ours comes near.
MOST_TEXT = 1_000_000

# What a file of numbers may have: more than any network that trains on one machine.
MOST_BYTES = 2**32

KINDS = {stat.S_ISDIR: "a folder", stat.S_ISFIFO: "a pipe", stat.S_ISSOCK: "a socket"}


def opened(path, most_bytes=MOST_BYTES):
    """Returns a plain file, opened to read bytes.

    Args:
        path: Path.
        most_bytes: Integer, how many bytes it may have. Defaults to `MOST_BYTES`.

    Raises:
        OSError: If it is missing, no plain file or too large; `strerror` says so.
    """
    refuse(path, os.stat(_as_path(path)), most_bytes)
    flags = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_NONBLOCK", "O_BINARY", "O_CLOEXEC", "O_NOCTTY"))
    descriptor = os.open(path, flags)
    try:
        refuse(path, os.fstat(descriptor), most_bytes)  # again: another may have taken its place
        return os.fdopen(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise


def _as_path(path):
    if "\0" in os.fspath(path):
        raise OSError(errno.EINVAL, "its name has a character that no name has", str(path).replace("\0", "?"))
    return path


def refuse(path, found, most_bytes):
    """Raises where the `os.stat` of a file is not that of a plain one of a size that can be."""
    if not stat.S_ISREG(found.st_mode):
        kind = next((words for is_kind, words in KINDS.items() if is_kind(found.st_mode)), "a device")
        raise OSError(errno.EINVAL, f"expected a plain file, and it is {kind}", str(path))
    if found.st_size > most_bytes:
        raise OSError(errno.EFBIG, f"expected at most {most_bytes:,} bytes, and it has {found.st_size:,}", str(path))


def read_bytes(path, most_bytes=MOST_TEXT):
    """Returns what a plain file holds; errors as of `opened`."""
    with opened(path, most_bytes) as file:
        found = file.read(most_bytes + 1)
    if len(found) > most_bytes:  # it grew meanwhile, or its system knows no sizes
        raise OSError(errno.EFBIG, f"expected at most {most_bytes:,} bytes, and it has more", str(path))
    return found


def read_text(path, most_bytes=MOST_TEXT):
    """Returns the text of a plain file.

    Raises:
        OSError: As of `opened`.
        UnicodeDecodeError: If it is no UTF-8, a `ValueError`.
    """
    return read_bytes(path, most_bytes).decode("utf-8")


def is_plain(path, most_bytes=MOST_BYTES):
    """Tells whether there is a plain file, or a link to one, of a size that can be."""
    try:
        refuse(path, os.stat(_as_path(path)), most_bytes)
    except (OSError, ValueError):
        return False
    return True


# === Writing ===


def write(data, to_file):
    """Writes `data`, bytes, to `to_file` whole or not at all: to a file beside it that then takes its name.

    A power cut leaves the old one or the new one, too: what is written has reached the disk before it takes the name.
    """
    with replacing(to_file) as beside:
        beside.write_bytes(data)


@contextlib.contextmanager
def replacing(to_file, suffix=""):
    """Yields the path of a file beside `to_file`, for the caller to write, that takes its name in the end.

    Args:
        to_file: Path.
        suffix: String that the name beside ends in, for libraries that ask for one. Defaults to none.
    """
    to_file = pathlib.Path(to_file)
    beside = to_file.with_name(f".{to_file.name}.{os.getpid()}{suffix}")
    try:
        yield beside
        sync(beside)
        os.replace(beside, to_file)
        sync(to_file.parent)
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)


def sync(path):
    """Has the system bring a file or the names in a folder to the disk, where it can."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError:  # Windows opens no folders
        if os.name == "nt":
            return
        raise
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.EBADF, errno.ENOTSUP):  # file systems that can't
            raise
    finally:
        os.close(descriptor)

"""One process at a time in a folder: a lock that the system takes away from a process that ends, however it ends."""

import contextlib
import os
import pathlib

from kerasgan.errors import FolderInUseError

NAME = ".lock"


@contextlib.contextmanager
def locked(folder, argument):
    """Within this context no other process, and nothing else in this one, gets the lock of `folder`.

    Args:
        folder: Path of a folder, which is made where it is missing.
        argument: String, what the folder is called in the message.

    Raises:
        FolderInUseError: If another has it; the message says its process id.
        OSError: If the folder can't be written to.
    """
    path = pathlib.Path(folder) / NAME
    path.parent.mkdir(parents=True, exist_ok=True)
    file = take(path, argument)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            path.unlink()  # while it is ours; who opened it meanwhile sees that it is gone
        file.close()


def take(path, argument):
    """Returns the file of a lock, opened and locked."""
    for _ in range(100):
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
        file = os.fdopen(descriptor, "r+b", buffering=0)
        if not lock(file):
            owner = file.read(20).decode("ascii", "replace").strip() or "unknown"
            file.close()
            raise FolderInUseError(
                f"`{argument}`: expected a folder that no other run writes to. Received: {str(path.parent)!r}, where "
                f"process {owner} is at work. Wait for its end, or choose another folder."
            )
        if is_the_file(file, path):
            file.truncate(0)
            file.write(b"%d\n" % os.getpid())
            return file
        file.close()
    raise FolderInUseError(f"`{argument}`: {str(path.parent)!r}: others take and leave its lock all the time.")


def is_the_file(file, path):
    """Tells whether an opened file still has its name."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), os.stat(path))
    except OSError:
        return False


def lock(file):
    """Locks an opened file; returns whether no other has it. Where the system has no locks it is free."""
    try:
        if os.name == "nt":
            import msvcrt

            file.seek(1000)  # what is locked can't be read, and the number of the process is to be
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            file.seek(0)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        file.seek(0)
        return False
    except OSError:  # a file system without locks
        return True
    return True

"""One folder in place of another: at every moment, kills and full disks included, the old or the new one is there."""

import contextlib
import ctypes
import os
import pathlib
import re
import shutil
import sys

from kerasgan import checks
from kerasgan.checks import files
from kerasgan.plots.files import make_folder


@contextlib.contextmanager
def replacing(folder):
    """Yields a new folder beside `folder` that takes its place at the end, or is gone where something fails."""
    folder = pathlib.Path(os.path.realpath(folder))  # of a link the folder that it leads to
    remove_leftovers(folder)
    beside = folder.with_name(f".{folder.name}.{os.getpid()}")
    checks.raise_all(make_folder("folder", beside))
    try:
        yield beside
        for path in [*beside.rglob("*"), beside]:
            files.sync(path)
        take_place(beside, folder)
        files.sync(folder.parent)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def take_place(beside, folder):
    """Gives `beside` the name of `folder`, which has the name of `beside` then, where there was one."""
    if not os.path.lexists(folder):
        os.rename(beside, folder)
    elif not exchange(beside, folder):
        old = beside.with_name(f"{beside.name}.old")
        os.rename(folder, old)
        try:
            os.rename(beside, folder)
        except OSError:
            os.rename(old, folder)
            raise
        shutil.rmtree(old, ignore_errors=True)


def exchange(one, other):
    """Has two paths change their names in one go; returns whether the system can."""
    try:
        library = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "darwin":
            return library.renamex_np(os.fsencode(one), os.fsencode(other), 2) == 0
        here = -100  # AT_FDCWD: paths are as the program sees them
        return library.renameat2(here, os.fsencode(one), here, os.fsencode(other), 2) == 0
    except (OSError, AttributeError, TypeError):  # no such library, or no such function in it
        return False


def remove_leftovers(folder):
    """Removes what writers that were killed left beside `folder`; an old one without a new one gets its name back."""
    pattern = re.compile(re.escape(f".{folder.name}.") + r"(\d+)(\.old)?")
    for path in folder.parent.glob(".*") if folder.parent.is_dir() else ():
        found = pattern.fullmatch(path.name)
        if not found or is_running(int(found[1])):
            continue
        if found[2] and not os.path.lexists(folder):
            os.rename(path, folder)
        else:
            shutil.rmtree(path, ignore_errors=True)


def is_running(process):
    """Tells whether there is a process of a number; where that can't be known, yes."""
    if process == os.getpid():
        return False  # of one before, whose number came again
    try:
        os.kill(process, 0) if os.name == "posix" else None
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True

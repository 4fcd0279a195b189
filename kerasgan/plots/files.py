"""Files written whole or not at all, and folders that can be written to."""

import os
import pathlib

from kerasgan.checks.files import write

__all__ = ["make_folder", "write"]


def make_folder(argument, folder):
    """Makes `folder` where it is missing; returns the problem that keeps files from being written there, if any."""
    trial = pathlib.Path(folder) / f".writable.{os.getpid()}"
    try:
        trial.parent.mkdir(parents=True, exist_ok=True)
        trial.touch()
        trial.unlink()
    except OSError as error:
        return [
            f"`{argument}`: expected a folder that can be made and written to. Received: {str(folder)!r}. The system "
            f"says: {error.strerror}."
        ]
    return []

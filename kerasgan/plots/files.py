"""Files written whole or not at all, and folders that can be written to."""

import os
import pathlib


def write(data, to_file):
    """Writes `data`, bytes, to `to_file` whole or not at all: to a file beside it that then takes its name."""
    to_file = pathlib.Path(to_file)
    beside = to_file.with_name(f".{to_file.name}.{os.getpid()}")
    try:
        beside.write_bytes(data)
        beside.replace(to_file)
    finally:
        beside.unlink(missing_ok=True)


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

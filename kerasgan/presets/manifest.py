"""A manifest: the size and the SHA-256 of each file of a folder, so that what is loaded is what was saved.

It needs no backend and no NumPy.
"""

import hashlib
import json
import os
import pathlib

from kerasgan.checks import files
from kerasgan.errors import PresetError

NAME = "manifest.json"
FORMAT = 1

# No file of ours comes near; a larger or deeper one is somebody else's.
MOST_BYTES = files.MOST_TEXT
MOST_LEVELS = 100


def write(folder):
    """Writes the manifest of all files below `folder`, hidden ones left out; returns its path."""
    folder = pathlib.Path(folder)
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and is_listed(path.relative_to(folder)))
    listed = {path.relative_to(folder).as_posix(): describe(path) for path in paths}
    to_file = folder / NAME
    files.write((json.dumps({"format": FORMAT, "files": listed}, indent=1) + "\n").encode(), to_file)
    return to_file


def is_listed(path):
    """Tells whether a manifest lists `path`, relative to its folder: not itself, not what is hidden or generated."""
    return path.as_posix() != NAME and not any(part.startswith((".", "__pycache__")) for part in path.parts)


def describe(path):
    """Returns the size and the SHA-256 of a file."""
    return {"bytes": path.stat().st_size, "sha256": digest(path)}


def digest(path):
    """Returns the SHA-256 of a file as hexadecimal text."""
    with files.opened(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read(folder):
    """Reads the manifest of `folder`.

    Args:
        folder: Path.

    Returns:
        Dict of the files: path below the folder to `{"bytes": ..., "sha256": ...}`.

    Raises:
        PresetError: If there is none, or it can't be understood, or it names a path outside its folder.
    """
    return read_listed(pathlib.Path(folder) / NAME)


def read_listed(path):
    """Returns the files that the manifest at `path` lists; see `read`."""
    known = read_json(path)
    if not isinstance(known, dict) or not isinstance(known.get("files"), dict):
        raise PresetError(f"{path}: expected an object with the part `files`. {RESTORE}")
    check_format(path, known)
    for name, about in known["files"].items():
        if not is_safe(name) or not is_description(about):
            raise PresetError(f"{path}: {name!r} is no entry of a manifest. {RESTORE}")
    return known["files"]


RESTORE = "Get the folder again from where it came from."


def check_format(path, known):
    """Raises where a file says that it is of a format that we can't read."""
    found = known.get("format")
    if isinstance(found, int) and found > FORMAT:
        raise PresetError(
            f"{path}: it has the format {found}, and this version of kerasgan reads formats up to {FORMAT}. Run "
            "`pip install --upgrade kerasgan`."
        )
    if found != FORMAT or isinstance(found, bool):
        raise PresetError(f"{path}: expected the format {FORMAT}. Received: {found!r}. {RESTORE}")


def is_safe(name):
    """Tells whether `name` is a plain relative path that can't lead out of its folder."""
    path = pathlib.PurePosixPath(name)
    plain = name == path.as_posix() and not path.is_absolute() and not set(name) & set('\\:\0\r\n*?"<>|')
    fits = name.isprintable() and len(name.encode()) <= 250  # of others some systems raise when they are asked
    return plain and fits and bool(path.parts) and ".." not in path.parts


def is_description(about):
    """Tells whether `about` is what `describe` returns."""
    if not isinstance(about, dict) or set(about) != {"bytes", "sha256"}:
        return False
    return isinstance(about["bytes"], int) and isinstance(about["sha256"], str) and about["bytes"] >= 0


def read_object(path):
    """Returns the object in a JSON file of ours, once it is one and of a format that we can read.

    Raises:
        PresetError: If it is not.
    """
    found = read_json(path)
    if not isinstance(found, dict):
        raise PresetError(f"{path}: expected an object. {RESTORE}")
    check_format(path, found)
    return found


def read_json(path, most_bytes=MOST_BYTES, fix=RESTORE):
    """Returns what a JSON file says; `fix` is what errors say that can be done.

    Raises:
        PresetError: If it is missing, too large, or no JSON.
    """
    try:
        return parse(files.read_text(path, most_bytes))
    except ValueError as error:
        raise PresetError(f"{path} is not valid JSON: {error}. {fix}") from None
    except OSError as error:
        raise PresetError(f"{path} cannot be read: {error.strerror}. {fix}") from None


def parse(text):
    """Returns what JSON says, once it can be walked through and written down again.

    Raises:
        ValueError: If it is no JSON, nested too deeply, or has half a character, which no file or screen takes.
    """
    try:
        found = json.loads(text)
        json.dumps(found, ensure_ascii=False).encode("utf-8")
    except RecursionError:
        raise ValueError(TOO_DEEP) from None
    level = [found]
    for _ in range(MOST_LEVELS):
        level = [value for part in level for value in inside(part)]
    if level:
        raise ValueError(TOO_DEEP)
    return found


TOO_DEEP = f"it is nested deeper than {MOST_LEVELS} levels"


def inside(part):
    """Returns the values in an object or a list."""
    return part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()


def check(folder, names=None, known=None):
    """Raises where files are not what the manifest of `folder` says.

    Args:
        folder: Path.
        names: Names of the files to check. Defaults to `None`, all that the manifest lists.
        known: What `read` returned. Defaults to `None`, read here.

    Raises:
        PresetError: Naming every file that is missing, has another size or another content.
    """
    known = read(folder) if known is None else known
    found = [problem for name in (known if names is None else names) for problem in problems(folder, name, known)]
    if found:
        lines = "".join(f"\n  {problem}" for problem in found)
        raise PresetError(f"{folder} is not what its manifest says:{lines}\n{RESTORE}")


def problems(folder, name, known):
    """Returns what is wrong with one file, a list of messages."""
    path = pathlib.Path(folder) / name
    if name not in known:
        return [f"{name}: the manifest does not list it."]
    if path.is_symlink() and not is_of_hub(path):
        return [f"{name}: expected a file of its own. Received a link."]
    if not os.path.lexists(path):
        return [f"{name}: it is missing."]
    if not files.is_plain(path):
        return [f"{name}: expected a plain file of at most {files.MOST_BYTES:,} bytes."]
    size, expected = path.stat().st_size, known[name]["bytes"]
    if size != expected:
        cut = "truncated" if size < expected else "too large"
        return [f"{name}: it is {cut}, {size:,} bytes instead of {expected:,}."]
    return [] if digest(path) == known[name]["sha256"] else [f"{name}: its content was changed (SHA-256 differs)."]


def is_of_hub(path):
    """Tells whether a link is one of the hub's cache: from `snapshots/REVISION/` to a file in `blobs/` beside it."""
    within = next((place for place in path.parents if place.parent.name == "snapshots"), None)
    if within is None:
        return False
    target = pathlib.Path(os.path.realpath(path))
    return target.parent == pathlib.Path(os.path.realpath(within.parent.parent)) / "blobs"

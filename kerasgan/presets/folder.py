"""What is in the folder of a preset: the names of its files."""

import json
import pathlib

from kerasgan.errors import PresetError
from kerasgan.presets import manifest

CONFIG = "config.json"

GENERATOR = "generator.weights.h5"

DISCRIMINATOR = "discriminator.weights.h5"

WEIGHTS = "{}.weights.h5"  # of each network by its name
COMPANION = "companion_{}.weights.h5"

SAMPLES = "samples.json"

CARD = "README.md"

MIXTURE = "mixture.json"  # of `mixtures.py`

PARTS = ("about", "recipe", "scores")


# What systems leave in folders by themselves.
LEFT_BY_SYSTEMS = (".DS_Store", "Thumbs.db", "desktop.ini", "__pycache__")


def folder_problems(folder):
    """Checks that nothing would be lost: `folder` is new, empty, or a preset with nothing of the user's in it."""
    if folder.exists() and folder.resolve() == pathlib.Path.cwd():
        return [f"`folder`: expected another folder than the one that you are in. Received: {str(folder)!r}."]
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return []
    expected = "`folder`: expected a new or an empty folder, or a preset to replace."
    if not folder.is_dir() or not (folder / manifest.NAME).is_file():
        return [f"{expected} Received: {str(folder)!r}, which is something else. Choose another."]
    others = others_in(folder)
    if not others:
        return []
    shown = ", ".join(map(repr, others[:3])) + (", ..." if len(others) > 3 else "")
    return [
        f"{expected} Received: {str(folder)!r}, a preset with other things in it, which would be lost: {shown}. Move "
        "them, or choose another."
    ]


def others_in(folder):
    """Returns the names of what is in the folder of a preset, hidden ones too, and is none of its files."""
    try:
        listed = {pathlib.PurePath(name).parts[0] for name in manifest.read(folder)}
    except PresetError:  # a damaged one is no more than its names
        listed = {CONFIG, GENERATOR, DISCRIMINATOR, SAMPLES, CARD, MIXTURE, *(f"{part}.json" for part in PARTS)}
    known = {manifest.NAME, *listed, *LEFT_BY_SYSTEMS}
    return sorted(path.name for path in folder.iterdir() if path.name not in known)


def write_json(path, value):
    """Writes `value` as JSON."""
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


# What h5py, Keras and the backends raise at files and configs that are no good: anything, TensorFlow and zipfile errors
# of their own kinds too, and a warning where warnings are errors.
UNREADABLE = Exception


def first_line(error):
    """Returns what an error says, without the pages that Keras adds."""
    text = str(error).strip().splitlines() or [""]
    return f"{type(error).__name__}: {text[0][:300]}"

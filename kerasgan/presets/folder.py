"""What is in the folder of a preset: the names of its files."""

import json

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


def companion_files(gan):
    """Returns (model, name of the file of its weights) for each model that a term brings along.

    Pools of samples stay behind: like optimizers they belong to a run, and begin anew.
    """
    from kerasgan.layers import SamplePool  # here, as the names of files need no backend

    travelling = [model for model in gan.companions if not isinstance(model, SamplePool)]
    return [(model, COMPANION.format(number)) for number, model in enumerate(travelling, 1)]


def folder_problems(folder):
    """Checks that nothing would be lost: `folder` is new, empty, or a preset."""
    if not folder.exists() or (folder.is_dir() and (not any(folder.iterdir()) or (folder / manifest.NAME).is_file())):
        return []
    return [
        f"`folder`: expected a new or an empty folder, or a preset to replace. Received: {str(folder)!r}, which is "
        "something else. Choose another."
    ]


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

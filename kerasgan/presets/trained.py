"""A trained GAN by what a user calls it: an entry of the zoo, a preset, the folder of a run, or a `.keras` file."""

import os
import pathlib
from typing import Any, NamedTuple

from kerasgan.presets import hub, manifest, shelf
from kerasgan.recipe import unfinished
from kerasgan.recipe.unfinished import MODEL, RECIPE


class Trained(NamedTuple):
    """A trained GAN, what it is called, the folder it came from, and its recipe (`None` where there is none)."""

    gan: Any
    name: str
    folder: pathlib.Path
    recipe: Any


def load(name):
    """Returns a trained GAN and what is known of it.

    Args:
        name: String or path: a name of the zoo, `"hf://user/repository"`, the folder of a preset or of a run, or a
            `.keras` file. A run that goes on or was cut off is taken as of its last checkpoint.

    Returns:
        Tuple `(gan, name, folder, recipe)`; the recipe is a dict, or `None` where there is none.

    Raises:
        ValueError: If there is nothing of that name.
        PresetError: If a file is damaged.

    Example:

    >>> kerasgan.build_gan().save("gan.keras")
    >>> load("gan.keras").gan.sample(2).shape
    (2, 200)
    """
    path = pathlib.Path(name)
    file = path / MODEL if path.is_dir() else path
    if str(name) not in shelf.names() and path.is_dir() and unfinished.is_one(path):
        return Trained(unfinished.load(path), path.resolve().name, path, read_recipe(path))
    if str(name) not in shelf.names() and file.suffix == ".keras" and os.path.lexists(file):
        return Trained(load_model(file), name_of(file), file.parent, read_recipe(file.parent))
    from kerasgan.presets import loading

    folder = shelf.locate(name)
    return Trained(loading.load_folder(folder), folder.name, folder, read_recipe(folder))


def refuse_unknown(name):
    """Raises a `ValueError` where there is nothing of that name; it needs no backend, and fetches nothing."""
    path = pathlib.Path(name)
    file = path / MODEL if path.is_dir() else path
    is_run = path.is_dir() and (path / RECIPE).is_file()
    if not (is_run or (file.suffix == ".keras" and os.path.lexists(file)) or str(name).startswith(hub.PREFIX)):
        shelf.locate(name)


def name_of(file):
    """Returns what to call the GAN in a `.keras` file: a run has the name of its folder."""
    return file.resolve().parent.name if file.name == MODEL else file.stem


def load_model(file):
    """Returns the GAN in a `.keras` file, once it is known to be harmless; see `keras_file`."""
    from kerasgan.presets import blank, contents, keras_file

    with blank.weights():
        return keras_file.load(file, contents.base_of_games())


def read_recipe(folder):
    """Returns the recipe beside a model, `None` where there is none."""
    path = folder / RECIPE
    if not os.path.lexists(path):
        return None
    if os.path.lexists(folder / manifest.NAME):  # a preset's; a run's is its own
        manifest.check(folder, [RECIPE])
    return manifest.read_json(path)

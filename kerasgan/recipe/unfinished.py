"""A run that has not come to its end: its GAN, out of its recipe and its last checkpoint."""

import os
import pathlib
import warnings

from kerasgan import checks
from kerasgan import recipe as recipes
from kerasgan.presets import manifest

# What the folder of a run has: what it can go on with, what it is to do, and what it has made.
CHECKPOINT, RECIPE, MODEL = "checkpoint", "recipe.json", "gan.keras"


def is_one(folder):
    """Tells whether `folder` is a run whose last checkpoint is newer than its model, or that has no model yet."""
    folder = pathlib.Path(folder)
    if not (folder / RECIPE).is_file() or (folder / manifest.NAME).is_file():  # a preset has a manifest
        return False
    model = folder / MODEL
    written = [path.stat().st_mtime for path in (folder / CHECKPOINT).glob("step-*.npz")]
    if not os.path.lexists(model):
        return True
    return model.is_file() and max(written, default=0) > model.stat().st_mtime  # what is no file is refused as a model


def load(folder):
    """Returns the GAN of a run as it was at its last checkpoint, or at its start, with a warning, where there is none.

    Raises:
        ValueError: If the recipe is not valid.
        CheckpointError: If the checkpoint can't be read.
    """
    import keras

    from kerasgan import datasets
    from kerasgan.training.checkpoint import Checkpoint

    folder = pathlib.Path(folder)
    recipe = manifest.read_json(folder / RECIPE)
    checks.raise_all([f"{folder / RECIPE}: {problem}" for problem in recipes.problems(recipe)])
    keras.utils.set_random_seed(recipe["training"].get("seed", 0))  # the first weights are those of the run
    gan = recipes.build(recipe)
    if Checkpoint(folder / CHECKPOINT).load(gan) is None:
        warnings.warn(
            f"{folder} has no checkpoint yet, so its networks are untrained here. A run writes the first one a few "
            "seconds after its first step; one that was cut off goes on when the same command is given again.",
            stacklevel=2,
        )
    source = datasets.SOURCES.get(recipe["data"]["name"])
    deep = recipe["data"].get("options", {}).get("depth") == 16
    gan.pixels = not deep and getattr(source, "value_range", None) == (0, 255)  # which `fit_gan` finds out
    return gan

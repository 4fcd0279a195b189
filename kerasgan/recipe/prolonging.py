"""A run that has come to its end goes on: `kerasgan train NAME --steps MORE --out RUN`."""

import copy

import numpy as np

from kerasgan.errors import CheckpointError
from kerasgan.presets import manifest, trained
from kerasgan.recipe import unfinished
from kerasgan.recipe.report.contents import read_history
from kerasgan.training import sources
from kerasgan.training.checkpoint import Checkpoint

MODEL = "gan.keras"


def can(folder, recipe):
    """Tells whether `folder` is a finished run of a recipe that differs from `recipe` in a smaller number of steps."""
    if not (folder / MODEL).is_file() or not (folder / unfinished.RECIPE).is_file():
        return False
    try:
        before = manifest.read_json(folder / unfinished.RECIPE)
        made, wanted = before["training"].get("steps"), recipe["training"].get("steps")
    except (RuntimeError, KeyError, TypeError, AttributeError, ValueError):
        return False
    return bool(made and wanted and made < wanted) and alike(before, recipe)


def alike(before, recipe):
    """Tells whether two recipes are the same but for the number of steps."""
    one, other = copy.deepcopy(before), copy.deepcopy(recipe)
    for part in (one, other):
        part["training"] = {**part["training"], "steps": None}
    return one == other


def write_checkpoint(folder, gan, data, recipe):
    """Writes a checkpoint of a finished run, from which it goes on as one that was cut off.

    The noise and both optimizers go on where they were; the data are drawn in a new order.

    Args:
        folder: `pathlib.Path` of the run folder.
        gan: The GAN of the new recipe, compiled.
        data: The data of the recipe.
        recipe: Dict, the new recipe.

    Raises:
        CheckpointError: If the folder's model is of another GAN.
    """
    model = trained.load_model(folder / MODEL)
    history = read_history(folder / "history.csv")
    steps = [int(step) for step in history.pop("step")]
    training = recipe["training"]
    rng = np.random.default_rng([training.get("seed", 0), steps[-1]])
    position = sources.of(data, gan.fields, None, training.get("batch_size", 128), rng).position()
    progress = {"history": history, "epoch": list(range(len(steps))), "steps": steps}
    checkpoint = Checkpoint(folder / unfinished.CHECKPOINT)
    checkpoint.start(steps[-1])
    take_over(gan, model, folder)
    checkpoint.save(steps[-1], gan, {**progress, "position": position, "steps_per_epoch": steps[0]}, {})


def take_over(gan, model, folder):
    """Gives `gan` the whole state of `model`, the GAN that the folder of a run holds."""
    pairs = list(zip(gan.state, model.state))
    if len(gan.state) != len(model.state) or any(tuple(a.shape) != tuple(b.shape) for a, b in pairs):
        raise CheckpointError(
            f"`out`: {folder / MODEL} is not what the recipe beside it makes. Choose another folder, and start anew."
        )
    for variable, value in pairs:
        variable.assign(value)

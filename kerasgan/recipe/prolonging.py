"""A run that has come to its end goes on: `kerasgan train NAME --steps MORE --out RUN`."""

import numpy as np

from kerasgan import recipe as recipes
from kerasgan.errors import CheckpointError
from kerasgan.presets import trained
from kerasgan.recipe import diary, unfinished
from kerasgan.recipe.report.contents import read_history, read_json
from kerasgan.training import sources
from kerasgan.training.checkpoint import Checkpoint


def can(folder, recipe):
    """Tells whether `folder` is a finished run of a recipe that differs from `recipe` in a smaller number of steps."""
    before = recipe_of(folder)
    if not (folder / unfinished.MODEL).is_file() or is_behind(folder) or not alike(before, recipe):
        return False
    made, wanted = before["training"].get("steps"), recipe["training"].get("steps")
    return bool(made and wanted and made < wanted)


def recipe_of(folder):
    """Returns the recipe of the run in `folder`, `None` where there is none."""
    found = read_json(folder / unfinished.RECIPE)
    return None if recipes.problems(found) else found


def is_behind(folder):
    """Tells whether the model in `folder` is of an earlier end, since which the run has gone on and was cut off."""
    summary = read_json(folder / "summary.json") or {}
    return unfinished.is_one(folder) and summary.get("state") == diary.RUNNING


def alike(before, recipe):
    """Tells whether two recipes, of which one may be `None`, are the same but for the number of steps."""
    one, other = (part and {**part, "training": {**part["training"], "steps": None}} for part in (before, recipe))
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
    model = trained.load_model(folder / unfinished.MODEL)
    history = read_history(folder / "history.csv")
    steps = [int(step) for step in history.pop("step")]
    training = recipes.training_of(recipe)
    rng = np.random.default_rng([training["seed"], steps[-1]])
    position = sources.of(data, gan.fields, None, training["batch_size"], rng).position()
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
            f"`out`: {folder / unfinished.MODEL} is not what the recipe beside it makes. Choose another folder, and "
            "start anew."
        )
    for variable, value in pairs:
        variable.assign(value)

"""A run that has come to its end goes on: `kerasgan train NAME --steps MORE --out RUN`."""

import math

import numpy as np

from kerasgan import recipe as recipes
from kerasgan.errors import CheckpointError
from kerasgan.presets import trained
from kerasgan.recipe import diary, unfinished
from kerasgan.recipe.report.contents import read_history, read_json
from kerasgan.training import sources
from kerasgan.training.checkpoint import Checkpoint

SUMMARY = "summary.json"


def can(folder, recipe):
    """Tells whether `folder` is a finished run of a recipe that differs from `recipe` in a smaller number of steps."""
    before = recipe_of(folder)
    if not (folder / unfinished.MODEL).is_file() or is_behind(folder) or not alike(before, recipe):
        return False
    made, wanted = before["training"].get("steps"), recipe["training"].get("steps")
    return bool(made and wanted and made < wanted)


def problems(folder, recipe):
    """Returns why the run in `folder` does not go on with `recipe`, a list of messages; none of another recipe's run.

    Args:
        folder: `pathlib.Path` of a run that does not go on.
        recipe: Dict.
    """
    before = recipe_of(folder)
    if not alike(before, recipe):
        return []
    made, wanted = (part["training"].get("steps") for part in (before, recipe))
    to_its_end = f"`kerasgan train {folder / unfinished.RECIPE} --out {folder}`"
    if unfinished.is_one(folder):
        return [
            f"`out`: {folder} is a run of this recipe with other `steps` that was cut off. Let it come to its end "
            f"first, {to_its_end}; it then goes on with more."
        ]
    if not (made and wanted):
        return []
    state = f"was cut off: it goes on to its end, {to_its_end}, or" if is_cut_off(folder) else "has ended: it goes on"
    return [
        f"`out`: {folder} is a run of this recipe of {made:,} steps that {state} with more steps than that. Received: "
        f"{wanted:,}. Pass a larger `steps`, or choose another folder."
    ]


def is_cut_off(folder):
    """Tells whether a run has not come to its end."""
    return (folder / unfinished.CHECKPOINT).is_dir()


def seconds_before(folder):
    """Returns how many seconds the run in `folder` has taken up to where it goes on, 0.0 where it begins anew."""
    found = (read_json(folder / SUMMARY) or {}).get("seconds")
    known = isinstance(found, (int, float)) and 0 <= found < math.inf
    return float(found) if known and any((folder / unfinished.CHECKPOINT).glob("step-*.npz")) else 0.0


def recipe_of(folder):
    """Returns the recipe of the run in `folder`, `None` where there is none."""
    found = read_json(folder / unfinished.RECIPE)
    return None if recipes.problems(found) else found


def is_behind(folder):
    """Tells whether the model in `folder` is of an earlier end, since which the run has gone on and was cut off."""
    summary = read_json(folder / SUMMARY) or {}
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
    if not history.get("step"):
        raise CheckpointError(
            f"{folder / 'history.csv'} is missing or has no steps, and the run can't go on without it. Choose another "
            "folder, `--out`, to train anew."
        )
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

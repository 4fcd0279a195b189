"""One recipe, several seeds: a run for each, and one report of all."""

import pathlib

import keras

from kerasgan import recipe as recipes
from kerasgan.recipe import diary, report, run, unfinished
from kerasgan.training import guard, team


def train(recipe, seeds, parent=None, **options):
    """Carries out a recipe once for each seed and writes one report that shows the runs side by side.

    Runs that are there already are left as they are; one that was cut off goes on. One that is cut off now, by Ctrl-C,
    is the last.

    Args:
        recipe: Dict, as `kerasgan.recipe.load` returns it.
        seeds: List of integers.
        parent: `pathlib.Path` of the folder that gets a run folder `seed-0`, ... for each. Defaults to `None`:
            `runs/NAME-seeds`.
        **options: As in `run.train`.

    Returns:
        `pathlib.Path` of the report; `None` in a process that writes nothing.
    """
    parent = pathlib.Path("runs") / f"{recipe['name']}-seeds" if parent is None else parent
    folders = [parent / f"seed-{seed}" for seed in seeds]
    for seed, folder in zip(seeds, folders):
        if not is_done(folder, recipes.changed(recipe, seed=seed)):
            summary = run.train(recipes.changed(recipe, seed=seed), folder, **options)
            keras.backend.clear_session()
            if summary["state"] == diary.CUT_OFF:
                break
    there = [folder for folder in folders if folder.is_dir()]
    if not there or not team.writes():
        return None
    return report.write(there, parent / "report.html", generator=not guard.is_ending())


def is_done(folder, recipe):
    """Tells whether `folder` has a finished run of just this recipe."""
    known = report.contents.read_json(folder / unfinished.RECIPE)
    summary = report.contents.read_json(folder / "summary.json") or {}
    return known == recipe and summary.get("state") == diary.DONE

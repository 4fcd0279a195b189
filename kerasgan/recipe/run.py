"""A run: a recipe carried out, and the folder that it leaves behind."""

import contextlib
import os
import pathlib
import re
import shutil
import warnings

import keras

from kerasgan import callbacks, checks, plots
from kerasgan import recipe as recipes
from kerasgan.callbacks import progress
from kerasgan.checks import files, locks
from kerasgan.errors import TrainingDivergedError
from kerasgan.plots import sampling
from kerasgan.recipe import diary, facts, kinds, logs, prolonging, report, starting
from kerasgan.recipe.unfinished import CHECKPOINT, MODEL, RECIPE
from kerasgan.training import guard
from kerasgan.training.fit import fit_gan
from kerasgan.training.team import Team, alone

# How many pictures a run takes where its recipe does not say how often, and how often the curves are redrawn (seconds).
PICTURES, CURVES = 20, 30.0

# How often it writes down what it has so far while somebody watches, and while nobody does (seconds).
WATCHED, UNWATCHED = 2.0, 10.0


def train(recipe, folder, verbose="auto", scope=None, log=(), watch=None):
    """Carries out a recipe and fills a run folder.

    The folder then has:

    - `gan.keras`, the model; `recipe.json`; `history.jsonl`, `history.csv` and the curves, `history.png`, which are
      written as training goes;
    - the diagrams `generator.png`, `discriminator.png` and `gan.png`;
    - of images `samples`, a grid of the same noise every so many steps and the animation of them, and `samples.png`;
    - of points in the plane `surface` and `surface.png`, likewise; of normal values `distribution.png`;
    - `summary.json`, the state of the run ("running", "cut off", "diverged", "done"), the figures beside those of real
      samples, and when, where and how fast the run was; written as training goes, the figures at the end;
    - `doctor.json` and `doctor.txt`, what the doctor saw and found;
    - `report.html`, all of this on one page.

    A run that Ctrl-C or a NaN ends leaves the same, of the weights that it had; with a NaN there are no figures.

    While it trains it writes itself down in the folder's `checkpoint`. A run that was cut off, by Ctrl-C, a kill or a
    power cut, goes on from there when the same recipe is given the same folder, its animation included.

    Args:
        recipe: Dict, as `kerasgan.recipe.load` returns it.
        folder: Path of the folder to make.
        verbose: As in `fit_gan`. Defaults to `"auto"`.
        scope: Context manager, what `devices.join` returned: the run is shared by several devices or processes, the
            first of which writes the folder. Defaults to `None`, one device.
        log: Names of programs that get the figures too, of `recipe.logs.LOGS`. Defaults to none.
        watch: Function of the folder to a context manager, within which the run is shown, such as
            `recipe.report.server.serving`. Defaults to `None`.

    Returns:
        Dict, what `summary.json` has; of that a process that writes nothing has the `"state"` alone. Of interest is
        `"figures"`, for each name a dict of `"generated"`, `"real"` (the figure of as many real samples) and `"title"`.

    Raises:
        ValueError: If the recipe does not work out, or the folder holds something else already.
        TrainingDivergedError: If a loss became NaN; the folder then holds the last good weights.
    """
    folder = pathlib.Path(folder)
    missing = recipes.missing_data(recipe) + recipes.missing_start(recipe)
    checks.raise_all(missing + folder_problems(folder, recipe))
    further = logs.of(log, recipe, folder)
    with scope or contextlib.nullcontext():
        gan, data = _built(recipe)
        starting.begin(gan, recipe, folder)
        if not Team(gan).first:
            fit_gan(gan, data, **recipes.training_of(recipe), verbose=0, checkpoint=folder / CHECKPOINT)
            return {"state": state_of(gan)}
        with locks.locked(folder, "out"):
            checks.raise_all(folder_problems(folder, recipe))  # another may just have left it
            with watch(folder) if watch else contextlib.nullcontext():
                return _train(recipe, gan, data, folder, verbose, further, WATCHED if watch else UNWATCHED)


def _built(recipe):
    keras.utils.set_random_seed(recipes.training_of(recipe)["seed"])
    return recipes.build(recipe), recipes.load_data(recipe)


def _train(recipe, gan, data, folder, verbose, further, seconds):
    training = recipes.training_of(recipe)
    kind = kinds.of(recipe["data"]["name"], data)
    remove_leftovers(folder)
    if prolonging.can(folder, recipe):
        prolonging.write_checkpoint(folder, gan, data, recipe)
    clock = facts.Clock(prolonging.seconds_before(folder))
    diary.write_json(recipe, folder / RECIPE)
    watchers = [
        *evaluating(recipe, kind, gan, folder),
        clock,
        diary.Diary(folder, facts.at_start(recipe, gan), seconds, clock),
    ]
    watchers += [*watching(recipe, kind, folder), *further]
    tell(verbose, facts.opening(recipe, data, folder))
    try:
        doctor = callbacks.Doctor(folder=folder, classifier=kind.classifier, verbose=bool(verbose))
        beside = {"checkpoint": folder / CHECKPOINT, "doctor": doctor}
        fit_gan(gan, data, **training, verbose=verbose, callbacks=watchers, **beside)
    except TrainingDivergedError:
        with alone(), guard.keeping():
            keep(gan, folder)
            diary.write_json({**facts.of_run(recipe, gan, clock), "state": diary.DIVERGED}, folder / "summary.json")
            report.write(folder)
        raise
    about = facts.of_run(recipe, gan, clock) | {"state": state_of(gan)}
    tell(verbose, "Drawing the networks, measuring, writing the report.")
    with alone(), guard.keeping():  # the other processes have ended, and wait for nothing
        keep(gan, folder)
        figures = not guard.is_ending()  # a cluster gives no time to measure
        measured = measured_and_drawn(gan, kind, training["seed"], folder) if figures else UNMEASURED
        summary = {**about, **measured}
        diary.write_json(summary, folder / "summary.json")
        report.write(folder, generator=gan if figures else False)
    if not gan.history.interrupted:
        shutil.rmtree(folder / CHECKPOINT, ignore_errors=True)
    return summary


def state_of(gan):
    """Returns how a run has ended that did not diverge."""
    return diary.CUT_OFF if gan.history.interrupted else diary.DONE


def tell(verbose, text):
    """Says what a run is about to do."""
    if verbose:
        progress.say(progress.steady_console(), text)


def evaluating(recipe, kind, gan, folder):
    """Returns the callback that measures a run while it goes on, where its recipe asks for it, in a list."""
    wanted = recipe.get("evaluate")
    if not wanted:
        return []
    given = kind.evaluation(gan, recipes.training_of(recipe)["seed"])
    options = {"every": wanted["every"], "patience": wanted.get("patience"), "folder": folder / "best"}
    return [callbacks.Evaluate(**given, **options, restore_best=wanted.get("keep") == "best")]


def remove_leftovers(folder):
    """Removes what writers that were killed left in the folder of a run, which this process has for itself."""
    for path in (*folder.glob(".*.[0-9]*"), *folder.glob("*/.*.[0-9]*")):
        if path.is_file() and re.fullmatch(r"\..+\.\d+(\.keras)?", path.name):
            path.unlink(missing_ok=True)


def folder_problems(folder, recipe):
    """Checks that nothing in `folder` would be lost: it is new or empty, or a run of `recipe` that was cut off."""
    if not os.path.lexists(folder) or (folder.is_dir() and is_empty(folder)) or is_cut_off(folder, recipe):
        return []
    if prolonging.can(folder, recipe):
        return []
    if found := prolonging.problems(folder, recipe):
        return found
    return [
        f"`out`: expected a new or an empty folder, or a run of this recipe that was cut off. Received {folder}, which "
        "has other files. Choose another; a finished run of this recipe goes on with a larger `steps`."
    ]


def is_empty(folder, *known):
    """Tells whether a folder has nothing but the lock of a run, and files of the names `known`."""
    return all(path.name in (locks.NAME, *known) for path in folder.iterdir())


def is_cut_off(folder, recipe):
    """Tells whether `folder` is a run of `recipe` that did not come to its end."""
    same = report.contents.read_json(folder / RECIPE) == recipe
    return same and ((folder / CHECKPOINT).is_dir() or is_empty(folder, RECIPE))


def choose_folder(recipe, parent="runs"):
    """Returns the first of `runs/name`, `runs/name-2`, ... that is free, or is a run of `recipe` that was cut off."""
    name = recipe["name"]
    paths = (pathlib.Path(parent) / (name if number == 1 else f"{name}-{number}") for number in range(1, 10_000))
    return next(path for path in paths if not (folder_problems(path, recipe) or prolonging.can(path, recipe)))


def watching(recipe, kind, folder):
    """Returns the callbacks that draw while a run goes on: the curves, and what its kind of data has to show."""
    watch = dict(recipe.get("watch", {}))
    watch.setdefault("every", max(1, recipe["training"].get("steps", 100 * PICTURES) // PICTURES))
    return [callbacks.Curves(folder / "history.png", seconds=CURVES), *kind.callbacks(folder, **watch)]


def keep(gan, folder):
    """Writes what a run has learned: model, history, diagrams."""
    folder.mkdir(parents=True, exist_ok=True)
    with files.replacing(folder / MODEL, suffix=".keras") as beside:
        gan.save(beside)
    if gan.history.history:
        diary.write_table(diary.table(gan.history), folder / "history.csv")
        plots.plot_history(gan.history, folder / "history.png")
    plots.plot_model(gan, folder / "gan.png")
    sampling.plot_networks(gan, folder)


# What a summary says of samples that were not compared.
UNMEASURED = {"samples": 0, "figures": {}}


def measured_and_drawn(gan, kind, seed, folder):
    """Draws generated samples and compares them with real ones; returns what the summary says of that."""
    with told_if_not("drawn"):
        kind.draw(gan, seed, folder)
    with told_if_not("measured"):
        samples, figures = kind.figures(gan, seed)
        return {"samples": samples, "figures": {name: figure._asdict() for name, figure in figures.items()}}
    return UNMEASURED


@contextlib.contextmanager
def told_if_not(done):
    """Within this context what goes wrong is a warning: the rest of the run is there all the same."""
    try:
        yield
    except Exception as error:  # metrics, and the libraries behind them, raise anything
        told = f"The samples could not be {done}: {type(error).__name__}: {error} The run has all else."
        warnings.warn(told, stacklevel=4)

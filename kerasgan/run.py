"""A run: a recipe carried out, and the folder that it leaves behind."""

import csv
import json
import pathlib
import shutil

import keras
import numpy as np

from kerasgan import checks, metrics, plots
from kerasgan import recipe as recipes
from kerasgan.errors import TrainingDivergedError
from kerasgan.training.fit import fit_gan

# The folder inside a run's folder with which it can go on.
CHECKPOINT = "checkpoint"

# How many samples the figures of a run are taken on.
SAMPLES = 10_000


def train(recipe, folder, verbose="auto"):
    """Carries out a recipe and fills a run folder.

    The folder then has `gan.keras`, `recipe.json`, `history.csv` and `history.png`, the diagrams `generator.png`,
    `discriminator.png` and `gan.png`, and for normal data `distribution.png` and `summary.json`. A run that Ctrl-C or a
    NaN ends leaves the same, of the weights that it had.

    While it trains it writes itself down in the folder's `checkpoint`. A run that was cut off, by Ctrl-C, a kill or a
    power cut, goes on from there when the same recipe is given the same folder.

    Args:
        recipe: Dict, as `kerasgan.recipe.load` returns it.
        folder: Path of the folder to make.
        verbose: As in `fit_gan`. Defaults to `"auto"`.

    Returns:
        Dict of figures, each `(generated, real)`: the value for generated samples, and for as many real ones. Empty for
        data that have no figures yet.

    Raises:
        ValueError: If the recipe does not work out, or the folder holds something else already.
        TrainingDivergedError: If a loss became NaN; the folder then holds the last good weights.
    """
    folder = pathlib.Path(folder)
    checks.raise_all(folder_problems(folder, recipe))
    training = dict(recipe["training"])
    keras.utils.set_random_seed(training.setdefault("seed", 0))
    gan, data = recipes.build(recipe), recipes.load_data(recipe)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "recipe.json").write_text(json.dumps(recipe, indent=2) + "\n", encoding="utf-8")
    try:
        fit_gan(gan, data, **training, verbose=verbose, checkpoint=folder / CHECKPOINT)
    except TrainingDivergedError:
        keep(gan, folder)
        raise
    keep(gan, folder)
    if gan.history.steps[-1] == training.get("steps"):
        shutil.rmtree(folder / CHECKPOINT)
    return measure(gan, data, training["seed"], folder)


def folder_problems(folder, recipe):
    """Checks that nothing in `folder` would be lost: it is new or empty, or a run of `recipe` that was cut off."""
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())) or is_cut_off(folder, recipe):
        return []
    return [
        f"`out`: expected a new or an empty folder, or a run of this recipe that was cut off. Received {folder}, which "
        "has other files. Choose another."
    ]


def is_cut_off(folder, recipe):
    """Tells whether `folder` is a run of `recipe` that did not come to its end."""
    known = folder / "recipe.json"
    return (folder / CHECKPOINT).is_dir() and known.is_file() and json.loads(known.read_text("utf-8")) == recipe


def choose_folder(recipe, parent="runs"):
    """Returns the first of `runs/name`, `runs/name-2`, ... that is free, or is a run of `recipe` that was cut off."""
    name = recipe["name"]
    paths = (pathlib.Path(parent) / (name if number == 1 else f"{name}-{number}") for number in range(1, 10_000))
    return next(path for path in paths if not folder_problems(path, recipe))


def keep(gan, folder):
    """Writes what a run has learned: model, history, diagrams."""
    gan.save(folder / "gan.keras")
    history = gan.history
    if history.history:
        write_history(history, folder / "history.csv")
        plots.plot_history(history, folder / "history.png")
    plots.plot_model(gan, folder / "gan.png")
    for name, player in gan.players.items():
        with player.thawed():  # on its own D is no frozen part, but what its own update trains
            plots.plot_model(player.network, folder / f"{name}.png")


def write_history(history, path):
    """Writes a Keras `History` as CSV: a row for each entry, `step` first."""
    with open(path, "w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["step", *history.history])
        rows.writerows(zip(history.steps, *history.history.values()))


def measure(gan, data, seed, folder):
    """Compares generated with real samples, draws both and returns the figures; empty for data that are not normal."""
    if not hasattr(data, "sigma"):
        return {}
    rng = np.random.default_rng(seed)
    real, other = data(SAMPLES, rng), data(SAMPLES, rng)
    fake = gan.sample(SAMPLES, seed=seed)
    noise = np.asarray(keras.ops.convert_to_numpy(gan.latent((SAMPLES, *gan.latent_shape), seed=seed)))
    generated, reference = (_figures(samples, other, data) for samples in (fake, real))
    figures = {name: (generated[name], reference[name]) for name in generated}
    (folder / "summary.json").write_text(json.dumps(_summary(figures), indent=2) + "\n", encoding="utf-8")
    plots.plot_distribution(real, fake, folder / "distribution.png", noise=noise)
    return figures


def _figures(samples, other, data):
    figures = metrics.normal_fit(samples, data.mu, data.sigma)
    return {**figures, "sliced_wasserstein": metrics.sliced_wasserstein(other, samples) / data.sigma}


def _summary(figures):
    named = {name: {"generated": made, "real": real} for name, (made, real) in figures.items()}
    return {"samples": SAMPLES, "figures": named}

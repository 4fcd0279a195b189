"""Carries out the runs, one after the other; it can be stopped at any moment and goes on where it was.

A finished run is a JSON file, written at once, and is not made again while its recipe is the same. The one in progress
has a checkpoint of `fit_gan`, written about once a minute.
"""

import pathlib
import shutil
import time

import keras

import kerasgan
from benchmarks.mode_collapse import records
from benchmarks.mode_collapse.bench import Curve, Stopped

RECIPES = tuple(f"stacked_mnist_{name}" for name in ("dcgan", "pacgan2", "wgan_gp", "sngan", "r3gan"))
DATA = "stacked_mnist"
SAMPLES, SAMPLES_OF_PACKS = 26_000, 25_600  # VEEGAN's, PacGAN's
POINTS = 10  # of the curve of a run
FEWER = 5_000  # samples for a point of the curve


def study(names, seeds, folder, say=print, **changes):
    """Carries out each recipe for each seed, as far as that is not done.

    Args:
        names: List of names of recipes.
        seeds: List of integers.
        folder: Path, where records and checkpoints are.
        say: Function of a string, told of each run.
        **changes: As `recipe.changed` takes them, such as `steps=100`.

    Raises:
        Stopped: After Ctrl-C.
    """
    for name in names:
        recipe = kerasgan.recipe.resolved(kerasgan.recipe.changed(kerasgan.recipe.load(name), **changes))
        for seed in seeds:
            path = records.path_of(folder, DATA, name, seed)
            if (records.read(path) or {}).get("settings") != recipe:
                record = run(recipe, seed, folder)
                records.write(path, record)
                say(line(record))


def run(recipe, seed, folder):
    """Trains one seed, from its checkpoint where there is one; returns the record, a dict of plain types."""
    steps, size = recipe["training"]["steps"], recipe["training"]["batch_size"]
    unfinished = pathlib.Path(folder) / "unfinished" / f"{recipe['name']}-{seed}-{steps}"
    keras.utils.set_random_seed(seed)
    gan = kerasgan.recipe.build(recipe)
    data = kerasgan.datasets.load(DATA, labels=False, **recipe["data"].get("options", {}))
    curve = Curve(max(1, steps // POINTS), lambda step: point(gan, step), unfinished / "curve.json")
    given = {"steps": steps, "batch_size": size, "seed": seed, "verbose": 0, "checkpoint": unfinished}
    began = time.monotonic()
    if kerasgan.fit_gan(gan, data, callbacks=[curve], **given).interrupted:
        raise Stopped
    found = judged(gan, SAMPLES if gan.group == 1 else SAMPLES_OF_PACKS)
    record = {
        "data": DATA,
        "name": recipe["name"],
        "seed": seed,
        "modes": found.modes,
        "reverse_kl": round(found.reverse_kl, 4),
        "counts": found.counts.tolist(),
        "curve": curve.points,
        "seconds": round(time.monotonic() - began, 1),
        "weights": {name: network.count_params() for name, network in gan.networks.items()},
        "backend": keras.backend.backend(),
        "settings": recipe,
    }
    shutil.rmtree(unfinished)
    return record


def judged(gan, count):
    """Returns the modes of so many samples, the same noise each time."""
    return kerasgan.metrics.stacked_digits.scores(gan.sample(count, seed=0))


def point(gan, step):
    """Returns a point of a curve: the step, modes and reverse KL of `FEWER` samples."""
    found = judged(gan, FEWER)
    return [step, found.modes, round(found.reverse_kl, 4)]


def line(record):
    """Returns one line about a run."""
    figures = f"{record['modes']} modes, reverse KL {record['reverse_kl']:.3f}"
    return f"{record['name']} seed {record['seed']}: {figures} ({record['seconds']:.0f} s)"

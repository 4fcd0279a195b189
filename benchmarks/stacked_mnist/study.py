"""Carries out the runs, one after the other; it can be stopped at any moment and goes on where it was.

A finished run is a JSON file, written at once, and is not made again while its recipe is the same; some of its images
lie beside it. The one in progress has a checkpoint of `fit_gan`, written about once a minute.
"""

import pathlib
import shutil
import time

import keras

import kerasgan
from benchmarks.studies import records, samples
from benchmarks.studies.curve import Curve, Stopped

NAMES = ("weak", "weak_pacgan2", "dcgan", "pacgan2", "wgan_gp", "sngan", "rpgan", "r3gan", "best")
RECIPES = tuple(f"stacked_mnist_{name}" for name in NAMES)
DATA = "stacked_mnist"
SAMPLES, SAMPLES_OF_PACKS = 26_000, 25_600  # VEEGAN's, PacGAN's
KEPT = 48  # images of a run, for the picture
POINTS = 5  # of the curve of a run
FEWER = 5_000  # samples for a point of the curve


class Course(Curve):
    """A curve whose points end in the seconds of processor time of training so far, without those of judging.

    A run that was cut off goes on from its checkpoint: the steps since its last point count as the later ones do.
    """

    def on_first_step(self, step):
        """Begins to count."""
        super().on_first_step(step)
        self.mark = step, time.process_time()

    def on_due(self, step, logs=None):
        """Adds a point."""
        since, began = self.mark
        before, *_, spent = self.points[-1] if self.points else (0, 0.0)
        a_step = (time.process_time() - began) / (step - since)
        self.points.append([*self.point(step), round(spent + a_step * (step - before), 1)])
        records.write(self.path, self.points)
        self.mark = step, time.process_time()


def study(names, seeds, folder, say=print, **changes):
    """Carries out each recipe for each seed, as far as that is not done, and judges real images.

    Args:
        names: List of names of recipes.
        seeds: List of integers.
        folder: Path, where records, images and checkpoints are.
        say: Function of a string, told of each run.
        **changes: As `recipe.changed` takes them, such as `steps=100`.

    Raises:
        Stopped: After Ctrl-C.
    """
    if records.read(records.real_of(folder)) is None:
        records.write(records.real_of(folder), real())
    for name in names:
        recipe = kerasgan.recipe.resolved(kerasgan.recipe.changed(kerasgan.recipe.load(name), **changes))
        for seed in seeds:
            path = records.path_of(folder, DATA, name, seed)
            if (records.read(path) or {}).get("settings") != recipe:
                record = run(recipe, seed, folder)
                records.write(path, record)
                say(line(record))


def real():
    """Returns the figures of as many real images, drawn afresh, as of each G."""
    found = kerasgan.metrics.stacked_digits.scores(kerasgan.datasets.load(DATA, labels=False, stacks=SAMPLES, seed=1))
    return {"modes": found.modes, "reverse_kl": round(found.reverse_kl, 4)}


def run(recipe, seed, folder):
    """Trains one seed, from its checkpoint where there is one; returns the record, a dict of plain types."""
    steps, size = recipe["training"]["steps"], recipe["training"]["batch_size"]
    unfinished = pathlib.Path(folder) / "unfinished" / f"{recipe['name']}-{seed}-{steps}"
    keras.utils.set_random_seed(seed)
    gan = kerasgan.recipe.build(recipe)
    data = kerasgan.datasets.load(DATA, labels=False, **recipe["data"].get("options", {}))
    course = Course(max(1, steps // POINTS), lambda step: point(gan, step), unfinished / "curve.json")
    given = {"steps": steps, "batch_size": size, "seed": seed, "verbose": 0, "checkpoint": unfinished}
    history = kerasgan.fit_gan(gan, data, callbacks=[course], **given)
    if history.interrupted:
        raise Stopped
    record = {"data": DATA, "name": recipe["name"], "seed": seed, **figures(gan)}
    record["curve"] = course.points
    reached, *_, spent = course.points[-1]
    record["cpu"] = round(spent / reached * steps, 1)
    record["doctor"] = [finding.name for finding in history.doctor]
    record["weights"] = {name: network.count_params() for name, network in gan.networks.items()}
    record["backend"] = keras.backend.backend()
    record["settings"] = recipe
    samples.write(folder, record, gan.sample(KEPT, seed=1))
    shutil.rmtree(unfinished)
    return record


def figures(gan):
    """Returns what the record says of the images of a GAN."""
    found = judged(gan, SAMPLES if gan.group == 1 else SAMPLES_OF_PACKS)
    return {"modes": found.modes, "reverse_kl": round(found.reverse_kl, 4), "counts": found.counts.tolist()}


def judged(gan, count):
    """Returns the modes of so many samples, the same noise each time."""
    return kerasgan.metrics.stacked_digits.scores(gan.sample(count, seed=0))


def point(gan, step):
    """Returns a point of a curve: the step, modes and reverse KL of `FEWER` samples."""
    found = judged(gan, FEWER)
    return [step, found.modes, round(found.reverse_kl, 4)]


def line(record):
    """Returns one line about a run."""
    found = f"{record['modes']} modes, reverse KL {record['reverse_kl']:.3f}"
    return f"{record['name']} seed {record['seed']}: {found} ({record['cpu']:.0f} s of a core)"

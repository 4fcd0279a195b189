"""Carries out the runs, one after the other; it can be stopped at any moment and goes on where it was.

A finished run is a JSON file, written at once, and is not made again while its recipe is the same; some of its images
lie beside it. The one in progress has a checkpoint of `fit_gan`, written about once a minute.
"""

import functools
import pathlib
import shutil

import keras

import kerasgan
from benchmarks.studies import records, samples
from benchmarks.studies.curve import Curve, Stopped

DATA = "mnist"
SHARES = (100, 20, 10, 5)  # percent of the digits
STEPS, BATCH = 3_000, 64
POINTS = 6  # of the curve of a run
SAMPLES = 4_000  # of each point, as many as the reference has
KEPT = 48  # images of a run, for the picture


def adam(rate, **options):
    """Returns the config of an Adam without momentum whose rate falls to zero along a cosine."""
    decay = {"initial_learning_rate": rate, "decay_steps": {"of_run": 1.0}}
    falling = {"module": "keras.optimizers.schedules", "class_name": "CosineDecay", "config": decay}
    return {"class_name": "Adam", "config": {"learning_rate": falling, "beta_1": 0.0, "beta_2": 0.99, **options}}


RECIPE = {
    "description": "The networks of the zoo's digits, with the R1 penalty in the place of D's batch normalisation.",
    "data": {"name": DATA},
    "generator": {"arch": "dcgan", "output_shape": [28, 28, 1], "latent_dim": 32, "filters": [192, 96, 64]},
    "discriminator": {
        "arch": "dcgan",
        "input_shape": [28, 28, 1],
        "filters": [32, 64, 128],
        "normalization": None,
    },
    "gan": {
        "loss": "non_saturating",
        "latent": "normal",
        "terms": [{"class_name": "r1", "config": {"weight": 0.05, "every": 8}}],
        "g_optimizer": adam(0.002, use_ema=True, ema_momentum=0.995),
        "d_optimizer": adam(0.001),
    },
    "training": {"batch_size": BATCH, "seed": 0},
}

# How many samples D sees while ADA's probability moves from 0 to 1: a fifth of those of a run.
MOVING = STEPS * BATCH // 5

METHODS = {
    "none": [],
    "diff_augment": [{"class_name": "diff_augment", "config": {"policy": "translation,cutout"}}],
    "adaptive": [{"class_name": "adaptive", "config": {"images": MOVING}}],
    "adaptive_low": [{"class_name": "adaptive", "config": {"images": MOVING, "target": 0.2}}],
}


def study(methods, shares, seeds, folder, say=print, steps=STEPS):
    """Trains each method on each share of the digits for each seed, as far as that is not done.

    Args:
        methods: List of names of `METHODS`.
        shares: List of integers, percent.
        seeds: List of integers.
        folder: Path, where records, images and checkpoints are.
        say: Function of a string, told of each run.
        steps: Integer, of each run.

    Raises:
        Stopped: After Ctrl-C.
    """
    if records.read(records.real_of(folder)) is None:
        records.write(records.real_of(folder), real())
    for seed in seeds:
        for share in shares:
            for method in methods:
                wanted = recipe(method, steps)
                path = records.path_of(folder, share, method, seed)
                if (records.read(path) or {}).get("settings") != wanted:
                    record = run(wanted, method, share, seed, folder)
                    records.write(path, record)
                    say(line(record))


def recipe(method, steps=STEPS):
    """Returns the recipe of a method, resolved."""
    gan = {**RECIPE["gan"], "transforms": METHODS[method]}
    return kerasgan.recipe.resolved(
        {**RECIPE, "name": method, "gan": gan, "training": {**RECIPE["training"], "steps": steps}}
    )


def digits(share):
    """Returns so many percent of the digits: the last ones, as figures compare with the first half."""
    x = kerasgan.datasets.load(DATA, labels=False)
    return x[-(len(x) * share // 100) :]


def run(recipe, method, share, seed, folder):
    """Trains one seed, from its checkpoint where there is one; returns the record, a dict of plain types."""
    training = recipe["training"]
    unfinished = pathlib.Path(folder) / "unfinished" / f"{share}-{method}-{seed}-{training['steps']}"
    keras.utils.set_random_seed(seed)
    gan = kerasgan.recipe.build(recipe)
    curve = Curve(max(1, training["steps"] // POINTS), lambda step: point(gan, step), unfinished / "curve.json")
    given = {**training, "seed": seed, "verbose": 0, "checkpoint": unfinished}
    history = kerasgan.fit_gan(gan, digits(share), callbacks=[curve], **given)
    if history.interrupted:
        raise Stopped
    record = {"data": share, "name": method, "seed": seed, "curve": curve.points, "last": curve.points[-1][1]}
    record["best"] = min(distance for _, distance in curve.points)
    record["augmentation"] = [round(float(value), 3) for value in history.history.get("augmentation", [])[-1:]]
    record["doctor"] = [finding.name for finding in history.doctor]
    record["backend"] = keras.backend.backend()
    record["settings"] = recipe
    samples.write(folder, record, gan.sample(KEPT, seed=1))
    shutil.rmtree(unfinished)
    return record


def point(gan, step):
    """Returns a point of a curve: the step, and the Fréchet distance of the classifier's features."""
    return [step, distance(gan.sample(SAMPLES, seed=0))]


def distance(digits):
    """Returns the Fréchet distance of digits to the first half of the real ones."""
    return round(kerasgan.metrics.frechet_distance(reference(), described(digits)), 4)


@functools.cache
def reference():
    """Returns the features of the first half of the real digits."""
    return described(kerasgan.datasets.load(DATA, labels=False)[:SAMPLES])


def described(digits):
    """Returns the package's classifier's features of digits."""
    return kerasgan.metrics.features.extract(digits, kerasgan.metrics.features.digits())


def real():
    """Returns the Fréchet distance of as many real digits, the second half to the first."""
    return distance(kerasgan.datasets.load(DATA, labels=False)[SAMPLES:])


def line(record):
    """Returns one line about a run."""
    found = f"best {record['best']:.2f}, last {record['last']:.2f}"
    return f"{record['name']}, {record['data']} %, seed {record['seed']}: Fréchet distance {found}"

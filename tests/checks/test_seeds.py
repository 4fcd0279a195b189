"""Every public function, class and method with a `seed` refuses what is none, in the same words and before any work."""

import importlib
import inspect

import numpy as np
import pytest
from helpers import image_gan

import kerasgan
from kerasgan import callbacks, checks, datasets, latent, metrics, plots, tables

pandas = pytest.importorskip("pandas")

ROOMS = ("callbacks", "datasets", "games", "latent", "metrics", "plots", "presets", "recipe", "tables", "zoo")

# Of these the seed is Keras's own, a variable of the step, or one of ours that is checked already.
OTHERS = {"draw", "draw_in_step", "reseed", "normal", "uniform"}

POINTS = np.random.default_rng(0).normal(size=(12, 2)).astype("float32")
IMAGES = np.zeros((12, 8, 8, 1), "uint8")
FRAME = pandas.DataFrame({"x": POINTS[:, 0], "y": ["a", "b"] * 6})


def gan():
    return image_gan()


def table_gan():
    return tables.build_gan(FRAME, noise=2, g_hidden=(4,), d_hidden=(4,))


def directions(made):
    return latent.directions(made, k=1)


# Each by its name: what is called with a seed.
CALLS = {
    "fit_gan": lambda seed: kerasgan.fit_gan(gan(), IMAGES, steps=1, batch_size=4, verbose=0, seed=seed),
    "sample": lambda seed: gan().sample(2, seed=seed),
    "translate": lambda seed: kerasgan.zoo.load("digits_upscale").translate(np.zeros((1, 7, 7, 1), "uint8"), seed=seed),
    "TableGAN.sample": lambda seed: table_gan().sample(2, seed=seed),
    "AdaGAN.fit": lambda seed: kerasgan.AdaGAN(gan).fit(IMAGES, rounds=1, steps=1, seed=seed),
    "AdaGAN.sample": lambda seed: kerasgan.AdaGAN(gan).sample(2, seed=seed),
    "build_gan": lambda seed: tables.build_gan(FRAME, seed=seed),
    "DecisionSurface": lambda seed: callbacks.DecisionSurface(POINTS, seed=seed),
    "Evaluate": lambda seed: callbacks.Evaluate(POINTS, "frechet_distance", seed=seed),
    "Live": lambda seed: callbacks.Live(seed=seed),
    "SampleGrid": lambda seed: callbacks.SampleGrid(seed=seed),
    "TensorBoardSamples": lambda seed: callbacks.TensorBoardSamples("logs", seed=seed),
    "TranslationGrid": lambda seed: callbacks.TranslationGrid(IMAGES, seed=seed),
    "ImageFolder": lambda seed: datasets.ImageFolder("nowhere", 8, seed=seed),
    "TableFile": lambda seed: datasets.TableFile("nowhere.csv", seed=seed),
    "load_derived_pairs": lambda seed: datasets.load("derived_pairs", source="mnist", how="smaller", seed=seed),
    "load_stacked_mnist": lambda seed: datasets.load("stacked_mnist", seed=seed),
    "directions": lambda seed: latent.directions(gan(), seed=seed),
    "invert": lambda seed: latent.invert(gan(), IMAGES[:1], seed=seed),
    "classifier_test": lambda seed: metrics.classifier_test(POINTS, POINTS, seed=seed),
    "compare": lambda seed: metrics.compare("frechet_distance", POINTS, POINTS, seed=seed),
    "kernel_distance": lambda seed: metrics.kernel_distance(POINTS, POINTS, subsets=2, subset_size=4, seed=seed),
    "nearest_record": lambda seed: metrics.nearest_record(FRAME, FRAME, held_out=FRAME, seed=seed),
    "sliced_wasserstein": lambda seed: metrics.sliced_wasserstein(POINTS, POINTS, seed=seed),
    "table_utility": lambda seed: metrics.table_utility(FRAME, FRAME, target="y", held_out=FRAME, seed=seed),
    "plot_decision_surface": lambda seed: plots.plot_decision_surface(point_gan(), POINTS, seed=seed),
    "plot_directions": lambda seed: plots.plot_directions(gan(), directions(gan()), seed=seed),
}


def point_gan():
    return kerasgan.build_gan(
        kerasgan.build_generator("mlp", (2,), latent_dim=2), kerasgan.build_discriminator("mlp", (2,))
    )


def public():
    """Returns the names of all that has a `seed`, of methods without their classes."""
    found = {}
    for module in (kerasgan, *(importlib.import_module(f"kerasgan.{room}") for room in ROOMS)):
        for name in getattr(module, "__all__", None) or [name for name in dir(module) if not name.startswith("_")]:
            value = getattr(module, name)
            members = inspect.getmembers(value, inspect.isfunction) if inspect.isclass(value) else ()
            for called, one in [(name, value), *(member for member in members if not member[0].startswith("_"))]:
                found[called] = found.get(called) or has_seed(one)
    return {name for name, there in found.items() if there}


def has_seed(value):
    """Tells whether something of ours can be called with a `seed`."""
    ours = (getattr(value, "__module__", None) or "").startswith("kerasgan")
    return ours and callable(value) and "seed" in inspect.signature(value).parameters


@pytest.mark.parametrize("name", CALLS)
def test_what_is_no_seed_is_named(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError) as error:
        CALLS[name](-1)
    assert "`seed`: expected a whole number of at least 0. Received: -1." in str(error.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("seed", [1.5, "a", True, [1]])
def test_a_seed_is_a_whole_number(seed):
    assert checks.seed(seed) == [f"`seed`: expected a whole number of at least 0. Received: {seed!r}."]
    assert checks.seed(np.int64(3)) == checks.seed(None, optional=True) == []


def test_none_is_left_out():
    assert public() - OTHERS <= {name.rpartition(".")[2] for name in CALLS} | {"NoiseInjection", "StyleMixing"}
    assert {"sample", "fit_gan", "Evaluate"} <= public()

"""A run and the folder that it leaves."""

import csv
import json
import re
import signal

import keras
import numpy as np
import pytest

import kerasgan
from kerasgan import run
from kerasgan.errors import TrainingDivergedError

FILES = {
    "discriminator.png", "distribution.png", "gan.keras", "gan.png", "generator.png", "history.csv", "history.png",
    "recipe.json", "summary.json",
}  # fmt: skip


@pytest.fixture
def recipe(monkeypatch):
    monkeypatch.setattr(run, "SAMPLES", 500)
    return {
        "name": "tiny",
        "data": {"name": "normal_200d", "options": {"dim": 4, "mu": 2.0, "sigma": 0.5}},
        "generator": {"arch": "mlp", "output_shape": [4], "latent_dim": 3, "hidden": [5]},
        "discriminator": {"arch": "mlp", "input_shape": [4], "hidden": [6]},
        "gan": {"g_optimizer": "adam", "d_optimizer": "adam"},
        "training": {"steps": 4, "batch_size": 8, "seed": 3},
    }


def test_a_run_leaves_all_that_one_needs(recipe, tmp_path):
    figures = run.train(recipe, tmp_path / "run", verbose=0)
    assert {path.name for path in (tmp_path / "run").iterdir()} == FILES
    assert json.loads((tmp_path / "run" / "recipe.json").read_text()) == recipe
    summary = json.loads((tmp_path / "run" / "summary.json").read_text())
    assert summary["samples"] == 500
    for name, (generated, real) in figures.items():
        assert summary["figures"][name] == {"generated": generated, "real": real}
    assert set(figures) == {"mean_error", "std", "ks", "off_diagonal", "sliced_wasserstein"}
    real_std, real_ks = figures["std"][1], figures["ks"][1]
    assert real_std == pytest.approx(1.0, abs=0.1)  # in units of the data's own mean and spread
    assert real_ks == pytest.approx(0.87 / np.sqrt(500), abs=0.03)


def test_the_model_of_a_run_goes_on(recipe, tmp_path):
    run.train(recipe, tmp_path / "run", verbose=0)
    gan = keras.models.load_model(tmp_path / "run" / "gan.keras")
    assert int(keras.ops.convert_to_numpy(gan.optimizer.iterations)) == 4
    kerasgan.fit_gan(gan, lambda n, rng: rng.normal(size=(n, 4)), steps=2, batch_size=8, verbose=0)


def test_the_history_has_a_row_for_each_entry(recipe, tmp_path):
    recipe["training"]["steps"] = 250
    run.train(recipe, tmp_path / "run", verbose=0)
    with open(tmp_path / "run" / "history.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    assert set(rows[0]) == {"step", "d_loss", "g_loss", "d_accuracy", "jsd"}
    assert [int(row["step"]) for row in rows[:2]] == [3, 6]
    assert int(rows[-1]["step"]) == 250  # the last entry is of one step only


def test_a_seed_makes_the_same_run_again(recipe, tmp_path):
    figures = [run.train(recipe, tmp_path / name, verbose=0) for name in "ab"]
    assert figures[0] == figures[1]


def test_a_folder_in_use_is_left_alone(recipe, tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")
    message = (
        "`out`: expected a new or an empty folder, or a run of this recipe that was cut off. Received "
        f"{tmp_path}, which has other files. Choose another."
    )
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        run.train(recipe, tmp_path, verbose=0)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_run_that_was_cut_off_goes_on(recipe, tmp_path, monkeypatch):
    """Cut off after the last checkpoint and before anything else was kept."""
    whole = run.train(recipe, tmp_path / "whole", verbose=0)
    monkeypatch.setattr(run, "keep", lambda gan, folder: signal.raise_signal(signal.SIGINT))
    with pytest.raises(KeyboardInterrupt):
        run.train(recipe, tmp_path / "run", verbose=0)
    monkeypatch.undo()
    monkeypatch.setattr(run, "SAMPLES", 500)
    assert run.choose_folder({**recipe, "name": "run"}, tmp_path) == tmp_path / "run-2"  # another recipe
    assert {path.name for path in (tmp_path / "run").iterdir()} == {"recipe.json", "checkpoint"}
    assert run.train(recipe, tmp_path / "run", verbose=0) == whole
    assert {path.name for path in (tmp_path / "run").iterdir()} == FILES


def test_a_mistake_in_the_recipe_leaves_no_folder(recipe, tmp_path):
    recipe["gan"]["loss"] = "minmax"
    with pytest.raises(ValueError, match="Did you mean 'minimax'?"):
        run.train(recipe, tmp_path / "run", verbose=0)
    assert not (tmp_path / "run").exists()


def test_a_run_that_diverges_keeps_its_last_good_weights(recipe, tmp_path):
    huge = {"class_name": "SGD", "config": {"learning_rate": 1e30}}
    recipe["gan"] = {"g_optimizer": huge, "d_optimizer": huge}
    recipe["training"]["steps"] = 60
    with pytest.raises(TrainingDivergedError):
        run.train(recipe, tmp_path / "run", verbose=0)
    gan = keras.models.load_model(tmp_path / "run" / "gan.keras")
    assert np.isfinite(gan.sample(5)).all()


def test_the_chosen_folder_is_the_next_that_is_free(recipe, tmp_path):
    assert run.choose_folder(recipe, tmp_path) == tmp_path / "tiny"
    run.train(recipe, tmp_path / "tiny", verbose=0)
    assert run.choose_folder(recipe, tmp_path) == tmp_path / "tiny-2"


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_recipe_gets_there(seed, tmp_path):
    """The claim of the README: all of it on each seed, beside real samples of the same size."""
    recipe = kerasgan.recipe.changed(kerasgan.recipe.load("normal_200d"), seed=seed)
    figures = run.train(recipe, tmp_path / "run", verbose=0)
    assert figures["ks"][0] <= 0.03
    assert 0.95 <= figures["std"][0] <= 1.05
    assert figures["mean_error"][0] <= 0.03
    assert figures["off_diagonal"][0] <= 1.5 * figures["off_diagonal"][1]
    assert figures["sliced_wasserstein"][0] <= 2 * figures["sliced_wasserstein"][1]

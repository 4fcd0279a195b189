"""A trained GAN by what a user calls it."""

import json

import keras
import numpy as np
import pytest

import kerasgan
from kerasgan.errors import PresetError
from kerasgan.presets import trained


def test_a_run_folder_and_a_file_are_the_same_gan(gan, tmp_path):
    gan.save(tmp_path / "gan.keras")
    (tmp_path / "recipe.json").write_text(json.dumps({"name": "mine"}))
    by_folder, by_file = trained.load(tmp_path), trained.load(str(tmp_path / "gan.keras"))
    assert by_folder.name == by_file.name == tmp_path.name
    assert by_folder.recipe == by_file.recipe == {"name": "mine"}
    np.testing.assert_array_equal(by_folder.gan.sample(3, seed=0), gan.sample(3, seed=0))


def test_an_entry_of_the_zoo_has_its_recipe():
    found = trained.load("normal_200d")
    assert (found.name, found.recipe["name"]) == ("normal_200d", "normal_200d")


def test_another_model_is_no_gan(tmp_path):
    keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)]).save(tmp_path / "model.keras")
    with pytest.raises(ValueError, match="model.keras: expected a `kerasgan.Game`. Received a Sequential."):
        trained.load(tmp_path / "model.keras")


def test_a_damaged_file_is_named(tmp_path):
    (tmp_path / "gan.keras").write_bytes(b"not a zip")
    with pytest.raises(PresetError, match="gan.keras cannot be loaded: "):
        trained.load(tmp_path)


def test_what_is_not_there_is_told():
    with pytest.raises(ValueError, match="Did you mean 'normal_200d'?"):
        trained.load("normal200d")


def test_a_changed_recipe_of_a_preset_is_found(gan, tmp_path, monkeypatch):
    monkeypatch.setattr("kerasgan.plots.sampling.plot", lambda gan, folder: None)
    recipe = kerasgan.recipe.load("normal_200d")
    gan.save_to_preset(tmp_path / "mine", recipe=recipe)
    assert trained.load(tmp_path / "mine").recipe == recipe
    (tmp_path / "mine" / "recipe.json").write_text(json.dumps({"name": "evil"}))
    with pytest.raises(PresetError, match="recipe.json: it is "):
        trained.load(tmp_path / "mine")

"""Runs that begin with the weights of a trained GAN."""

import copy

import numpy as np
import pytest
from helpers import undrawn, values

import kerasgan
from kerasgan import recipe as recipes
from kerasgan.presets import cards, usage
from kerasgan.recipe import run, starting


@pytest.fixture
def recipe(monkeypatch):
    undrawn(monkeypatch, samples=100)
    return {
        "name": "tiny",
        "data": {"name": "normal_200d", "options": {"dim": 4}},
        "generator": {"arch": "mlp", "output_shape": [4], "latent_dim": 3, "hidden": [5]},
        "discriminator": {"arch": "mlp", "input_shape": [4], "hidden": [6]},
        "gan": {"g_optimizer": {"class_name": "SGD", "config": {"use_ema": True}}, "d_optimizer": "sgd"},
        "training": {"steps": 3, "batch_size": 8, "seed": 3},
    }


@pytest.fixture
def trained(recipe, tmp_path):
    run.train(recipe, tmp_path / "first", verbose=0)
    return tmp_path / "first"


def networks(gan):
    return [np.copy(one) for one in gan.generator.get_weights() + gan.discriminator.get_weights()]


def begun(recipe, folder, start):
    gan = recipes.build(recipe)
    starting.begin(gan, recipes.changed(recipe, start=start), folder)
    return gan


def test_a_run_begins_with_what_samples_of_the_other_are_made_by(recipe, trained, tmp_path):
    other = kerasgan.presets.trained.load(trained).gan
    gan = begun(recipe, tmp_path / "second", trained)
    np.testing.assert_allclose(gan.sample(5, seed=0), other.sample(5, seed=0), rtol=1e-5, atol=1e-6)
    for one, same in zip(gan.discriminator.get_weights(), other.discriminator.get_weights()):
        np.testing.assert_array_equal(one, same)
    assert all(int(optimizer.iterations) == 0 for optimizer in gan.optimizer.optimizers)


@pytest.mark.parametrize("written", ["checkpoint", "gan.keras"])
def test_a_run_that_goes_on_has_its_own(recipe, trained, tmp_path, written):
    (tmp_path / "second" / written).mkdir(parents=True)
    gan = recipes.build(recipe)
    own = networks(gan)
    starting.begin(gan, recipes.changed(recipe, start=tmp_path / "gone"), tmp_path / "second")
    assert all(np.array_equal(one, same) for one, same in zip(own, networks(gan)))


def test_the_run_says_what_it_began_with_and_no_path_goes_into_a_zoo(recipe, trained, tmp_path):
    chosen = recipes.changed(recipe, start=trained, steps=1)
    run.train(chosen, tmp_path / "second", verbose=0)
    assert recipes.load(tmp_path / "second" / "recipe.json")["start"] == str(trained)
    assert recipes.without_path(chosen)["start"] == "first"
    assert recipes.without_path({**chosen, "start": "hf://me/mine"})["start"] == "hf://me/mine"
    assert ("begun with the weights of", "`first`") in cards.recipe_rows(recipes.without_path(chosen))


def test_other_networks_are_told_all_at_once(recipe, trained, tmp_path):
    other = copy.deepcopy(recipe)
    other["generator"]["hidden"], other["discriminator"]["hidden"] = [7], [6, 6]
    with pytest.raises(ValueError) as error:
        begun(other, tmp_path / "second", trained)
    told = (
        "`start`: expected networks as those of this recipe. In {!r} 'first' has {} in the place of {}. It is one of "
    )
    told += "the recipe 'tiny': train by that."
    assert error.value.problems == [
        told.format("generator", "a weight of shape (3, 5)", "a weight of shape (3, 7)"),
        told.format("discriminator", "4 weights", "6 weights"),
    ]


def test_a_table_of_other_columns_is_no_start(tmp_path):
    pandas = pytest.importorskip("pandas")
    frames = [pandas.DataFrame({name: np.arange(40) / 7, "y": ["a", "b"] * 20}) for name in "xz"]
    gan, other = (kerasgan.tables.build_gan(one, noise=2, g_hidden=(4,), d_hidden=(4,)) for one in frames)
    other.save_to_preset(tmp_path / "other")
    before = values(gan.variables)
    with pytest.raises(ValueError, match="^`start`: 'other' is a GAN of other data: its columns are not those of this"):
        starting.begin(gan, {"start": str(tmp_path / "other")}, tmp_path / "run")
    assert all(np.array_equal(one, same) for one, same in zip(before, values(gan.variables)))


def test_what_is_not_there_is_named(recipe, tmp_path):
    with pytest.raises(ValueError, match="^`start`: expected one of .* Received: 'ring_9'. Did you mean 'ring_8'"):
        begun(recipe, tmp_path, "ring_9")


@pytest.mark.parametrize("start", [3, "", ["ring_8"]])
def test_a_start_is_a_name_or_a_path(recipe, start):
    told = f"`start`: expected the name or the path of a trained GAN. Received: {start!r}."
    assert recipes.problems({**recipe, "start": start}) == [told]


def test_a_recipe_that_trains_further_asks_what(recipe, tmp_path):
    further = recipes.load("heads_stylegan_further")
    told = "the recipe 'heads_stylegan_further' trains a GAN further. Pass its name or its path, `--start RUN`."
    assert recipes.missing_start(further) == [f"`start`: {told}"] and recipes.missing_start(recipe) == []
    with pytest.raises(ValueError, match="^`start`: the recipe 'tiny' trains a GAN further."):
        run.train({**recipe, "start": None}, tmp_path / "run", verbose=0)
    assert not (tmp_path / "run").exists()


def test_a_card_says_how_it_is_made_again():
    recipe = {"name": "tiny_further", "start": "tiny", "data": {"name": "normal_200d"}}
    lines = usage.commands("tiny", {"classes": 0, "shape": [4]}, recipe, {"zoo": True, "recipe_shipped": True})
    assert "kerasgan train tiny_further --start RUN  # makes it again; RUN is one of tiny" in lines


def test_a_card_says_in_what_the_run_differed_from_its_recipe():
    recipe = {**recipes.load("ring_8"), "training": {"steps": 7, "batch_size": 256, "seed": 2}}
    lines = usage.commands("ring_8", {"classes": 0, "shape": [2]}, recipe, {"zoo": True, "recipe_shipped": True})
    shipped = recipes.training_of(recipes.load("ring_8"))
    size = "" if shipped["batch_size"] == 256 else " --batch-size 256"
    assert f"kerasgan train ring_8 --steps 7{size} --seed 2  # makes it again" in lines
    assert usage.changes(recipes.load("ring_8")) == ""


def test_what_trains_further_has_the_networks_of_the_first():
    first, further = recipes.load("heads_stylegan"), recipes.load("heads_stylegan_further")
    assert all(first[part] == further[part] for part in ("data", "generator", "discriminator"))

"""Recipes: read, checked, changed, built; and those that come with the package."""

import copy
import json
import pathlib
import re

import keras
import numpy as np
import pytest
from cases import some

import kerasgan
from kerasgan import recipe as recipes
from kerasgan.recipe import schedules

TINY = {
    "name": "tiny",
    "data": {"name": "normal_200d", "options": {"dim": 4, "mu": 3.0}},
    "generator": {"output_shape": [4], "latent_dim": 3, "hidden": [5]},
    "discriminator": {"input_shape": [4], "hidden": [6]},
    "gan": {"loss": "minimax", "d_steps": 2, "latent": "normal", "g_optimizer": "sgd"},
    "training": {"steps": 3, "batch_size": 8},
}


@pytest.fixture
def tiny():
    return copy.deepcopy(TINY)


def written(folder, recipe, name="own.json"):
    path = folder / name
    path.write_text(recipe if isinstance(recipe, str) else json.dumps(recipe), encoding="utf-8")
    return path


def refusal(name):
    with pytest.raises(ValueError) as error:
        recipes.load(name)
    return str(error.value)


# === Reading ===


def test_a_recipe_of_ones_own_is_read_from_its_path(tmp_path, tiny):
    path = written(tmp_path, tiny)
    assert recipes.load(path) == recipes.load(str(path)) == tiny


def test_names_are_those_of_the_files_in_the_package():
    folder = pathlib.Path(kerasgan.__file__).parent / "recipe" / "recipes"
    assert recipes.names() == sorted(path.stem for path in folder.iterdir())
    assert {"normal_200d", "normal_200d_book"} <= set(recipes.names())


@pytest.mark.parametrize("name", ["normal_200", "no/such/file", ""])
def test_what_is_neither_name_nor_file_is_answered_with_the_known_names(name):
    message = refusal(name)
    known = ", ".join(repr(known) for known in recipes.names())
    near = " Did you mean 'normal_200d'?" if "normal" in name else ""
    assert message == (
        f"`recipe`: expected one of {known}. Received: {name!r}.{near} A recipe of your own is the path of a JSON file."
    )


@pytest.mark.parametrize(
    "name, near",
    [("no/such/file.json", ""), ("normal_200d.json", " Did you mean the recipe 'normal_200d'?")],
)
def test_a_missing_file_is_said_to_be_missing(name, near):
    assert refusal(name) == f"`recipe`: there is no file {name!r}.{near}"


def test_a_folder_and_a_file_of_another_kind_are_no_recipes(tmp_path, tiny):
    (tmp_path / "folder.json").mkdir()
    for path in (tmp_path / "folder.json", written(tmp_path, tiny, "own.txt")):
        assert refusal(path).endswith(f"Received: {str(path)!r}. A recipe of your own is the path of a JSON file.")


def test_broken_json_is_shown_with_its_place(tmp_path):
    path = written(tmp_path, '{\n  "name": "x",\n  "data": }')
    assert refusal(path) == f"The recipe {path} is not valid JSON: Expecting value: line 3 column 11 (char 27)."


def test_a_file_that_is_no_text_is_no_json(tmp_path):
    path = tmp_path / "own.json"
    path.write_bytes(b"\xff\xfe\x00")
    assert re.match(rf"^The recipe {re.escape(str(path))} is not valid JSON: 'utf-8' codec can't decode", refusal(path))


# === Checking ===


def test_a_whole_recipe_has_no_problems(tiny):
    assert recipes.problems(tiny) == []
    tiny["description"] = "Four values."
    del tiny["gan"]
    assert recipes.problems(tiny) == []


@pytest.mark.parametrize("part", recipes.NEEDED)
def test_a_missing_part_is_named(tiny, part):
    del tiny[part]
    assert recipes.problems(tiny) == [f"`{part}` is missing."]


def test_an_unknown_part_is_named_with_a_suggestion(tiny):
    tiny["trainig"] = tiny.pop("training")
    known = "data, description, discriminator, evaluate, gan, generator, name, start, training, watch"
    assert recipes.problems(tiny) == [
        f"A recipe takes no `trainig`. Known: {known}. Did you mean 'training'?",
        "`training` is missing.",
    ]


FURTHER = "g_optimizer, game, gradient_accumulation_steps, identity, judgements, latent, loss, pool, reuse_fakes"


@pytest.mark.parametrize(
    "part, known, wrong, near",
    [
        ("data", "name, options", "option", "options"),
        ("gan", f"d_optimizer, d_steps, {FURTHER}, terms, transforms, weight", "los", "loss"),
        ("training", "batch_size, epochs, seed, steps", "step", "steps"),
        ("watch", "columns, every, rows, seed", "evry", "every"),
    ],
)
def test_an_unknown_key_within_a_part_is_named_with_a_suggestion(tiny, part, known, wrong, near):
    tiny.setdefault(part, {})[wrong] = 1
    assert recipes.problems(tiny) == [f"`{part}` takes no `{wrong}`. Known: {known}. Did you mean '{near}'?"]


@pytest.mark.parametrize("part", ["data", "generator", "discriminator", "gan", "training", "watch"])
@pytest.mark.parametrize("value", ["text", 3, None, ["a"]])
def test_a_part_that_is_no_object_is_shown(tiny, part, value):
    tiny[part] = value
    assert recipes.problems(tiny) == [f"`{part}`: expected an object. Received: {value!r}."]


@pytest.mark.parametrize("value, kind", [([], "list"), ("x", "str"), (3, "int"), (None, "NoneType")])
def test_a_recipe_that_is_no_object_is_refused(value, kind):
    parts = "name, description, start, data, generator, discriminator, gan, training, watch, evaluate"
    assert recipes.problems(value) == [f"expected an object with the parts {parts}. Received a {kind}."]


def test_how_to_watch_is_checked(tiny):
    tiny["watch"] = {"every": 0, "rows": "4", "seed": -1}
    assert recipes.problems(tiny) == [
        "`every`: expected a whole number of at least 1. Received: 0.",
        "`rows`: expected a whole number of at least 1. Received: '4'.",
        "`seed`: expected a whole number of at least 0. Received: -1.",
    ]


@pytest.mark.parametrize(
    "part, key, least", [(part, key, key != "seed") for part in ("training", "watch") for key in recipes.PARTS[part]]
)
@pytest.mark.parametrize("value", [None, "x", -1, 2.5, True])
def test_every_number_that_is_there_is_checked(tiny, part, key, least, value):
    """`null` is no number: what a recipe leaves to us it leaves out."""
    tiny.setdefault(part, {})[key] = value
    assert recipes.problems(tiny) == [
        f"`{key}`: expected a whole number of at least {int(least)}. Received: {value!r}."
    ]


def test_what_a_recipe_leaves_out_of_its_training_is_known_in_one_place(tiny):
    tiny["training"] = {"steps": 3}
    assert recipes.training_of(tiny) == {"steps": 3, "batch_size": 128, "seed": 0}
    assert recipes.training_of(TINY)["batch_size"] == 8


def test_data_without_a_name_are_refused(tiny):
    del tiny["data"]["name"]
    assert recipes.problems(tiny) == ["`data`: `name` is missing."]


@pytest.mark.parametrize("value", [3, None, "", ["x"]])
def test_the_name_is_text(tiny, value):
    tiny["name"] = value
    assert recipes.problems(tiny) == [f"`name`: expected text. Received: {value!r}."]


def test_all_mistakes_of_a_file_come_in_one_message_that_names_it(tmp_path, tiny):
    del tiny["generator"]
    tiny["training"] = {"stps": 3}
    assert refusal(written(tmp_path, tiny)) == (
        "2 problems:\n"
        "  1. own.json: `generator` is missing.\n"
        "  2. own.json: `training` takes no `stps`. Known: batch_size, epochs, seed, steps. Did you mean 'steps'?"
    )


# === Changing ===


def test_a_changed_recipe_is_a_copy(tiny):
    before = copy.deepcopy(tiny)
    changed = recipes.changed(tiny, steps=9, seed=4)
    assert changed["training"] == {"steps": 9, "batch_size": 8, "seed": 4}
    assert {**changed, "training": None} == {**tiny, "training": None}
    changed["generator"]["hidden"].append(1)
    assert tiny == before


def test_none_leaves_a_value_as_it_is(tiny):
    assert recipes.changed(tiny, steps=None, seed=None) == tiny


def test_steps_take_the_place_of_epochs(tiny):
    tiny["training"] = {"epochs": 5, "batch_size": 8}
    assert recipes.changed(tiny, steps=9)["training"] == {"steps": 9, "batch_size": 8}
    assert recipes.changed(tiny, seed=9)["training"] == {"epochs": 5, "batch_size": 8, "seed": 9}


def test_a_path_of_data_becomes_an_option_of_the_data_set(tiny):
    del tiny["data"]["options"]
    assert recipes.changed(tiny, data=pathlib.Path("cats"))["data"]["options"] == {"path": "cats"}
    assert "options" not in tiny["data"]


def test_a_path_that_is_still_to_be_given_is_asked_for(tiny):
    recipe = recipes.load("heads_dcgan")
    (message,) = recipes.missing_data(recipe)
    assert message == (
        "`data`: the recipe 'heads_dcgan' trains on a folder or a zip of images of yours. Pass its path, `--data PATH`."
    )
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        recipes.load_data(recipe)
    assert recipes.missing_data(recipes.changed(recipe, data="heads")) == recipes.missing_data(tiny) == []


# === Building ===


def test_a_recipe_becomes_the_gan_and_the_data_that_it_says(tiny):
    gan, data = recipes.build(tiny), recipes.load_data(tiny)
    assert gan.generator.output_shape == (None, 4) and gan.latent_dim == 3
    assert [layer.units for layer in gan.generator.layers] == [5, 4]
    assert [layer.units for layer in gan.discriminator.layers] == [6, 1]
    assert (gan.loss_pair.name, gan.d_steps, gan.latent) == ("minimax", 2, kerasgan.latent.normal)
    assert isinstance(gan.optimizer.g, keras.optimizers.SGD) and isinstance(gan.optimizer.d, keras.optimizers.Adam)
    assert data(5, np.random.default_rng(0)).shape == (5, 4) and data.mu == 3.0
    history = kerasgan.fit_gan(gan, data, **tiny["training"], verbose=0)
    assert len(history.history["d_loss"]) == 3


def test_building_leaves_the_recipe_as_it_is(tiny):
    """Keras lowers the name of an optimizer in the config that it is given: a run's folder must not show that."""
    tiny["gan"]["d_optimizer"] = {"class_name": "Adam", "config": {"learning_rate": 0.01}}
    before = copy.deepcopy(tiny)
    recipes.build(tiny)
    assert tiny == before


def test_a_recipe_need_not_speak_of_the_gan_nor_of_options(tiny):
    del tiny["gan"], tiny["data"]["options"]
    assert recipes.build(tiny).loss_pair.name == "non_saturating"
    assert recipes.load_data(tiny).mu == 0.0


def test_mistakes_within_the_networks_are_told_by_the_builders(tiny):
    tiny["generator"]["hiden"] = tiny["generator"].pop("hidden")
    mistake = r"^the recipe 'tiny': `generator`: The 'mlp' generator takes no `hiden`\. .* Did you mean 'hidden'\?$"
    with pytest.raises(ValueError, match=mistake):
        recipes.build(tiny)


# === Those that come with the package ===


@pytest.mark.parametrize("name", recipes.names())
def test_every_shipped_recipe_is_valid_and_says_what_it_is(name):
    recipe = recipes.load(name)
    assert recipe["name"] == name and recipe["description"].endswith(".")
    assert {"batch_size", "seed"} <= set(recipe["training"]) and {"steps", "epochs"} & set(recipe["training"])


def test_each_of_the_seven_systems_of_the_seeds_has_a_recipe():
    seven = "normal_200d gaussian_2d mnist_mlp mnist_mlp_tanh mnist_dcgan mnist_cgan heads_dcgan"
    assert set(seven.split()) <= set(recipes.names())


@pytest.mark.parametrize("name", some(recipes.names(), ["gaussian_2d", "glyphs_pix2pix", "mnist_mlp", "ring_8"]))
def test_rates_fall_until_the_end_of_the_run(name):
    recipe = recipes.load(name)
    for half in ("g_optimizer", "d_optimizer"):
        rate = recipe["gan"][half]["config"]["learning_rate"]
        if isinstance(rate, dict):
            updates = recipe["gan"].get("d_steps", 1) if half == "d_optimizer" else 1  # D's schedule counts its own
            ours = rate["class_name"] == "cosine"
            length, begin = ("steps", "start") if ours else ("decay_steps", "initial_learning_rate")
            assert rate["config"][length] == {"of_run": 1.0}
            for steps in (recipe["training"]["steps"], 50):
                optimizer = getattr(recipes.build(recipes.changed(recipe, steps=steps)).optimizer, half[0])
                assert optimizer.get_config()["learning_rate"]["config"][length] == steps * updates
            assert float(optimizer.learning_rate) == pytest.approx(rate["config"][begin])


SCHEDULES = "keras.optimizers.schedules"


def falling(part, name="PiecewiseConstantDecay"):
    """An optimizer whose rate falls after `part` of the run."""
    rate = {"module": SCHEDULES, "class_name": name, "config": {"boundaries": [part], "values": [1e-3, 1e-4]}}
    return {"class_name": "Adam", "config": {"learning_rate": rate}}


def test_a_part_of_the_run_is_worked_out_in_updates_of_its_network(tiny):
    tiny["gan"] |= {"g_optimizer": falling({"of_run": 0.5}), "d_optimizer": falling({"of_run": 0.25})}
    tiny["training"]["steps"] = 10
    before = copy.deepcopy(tiny)
    gan = recipes.resolved(tiny)["gan"]
    assert [gan[half] for half in schedules.OPTIMIZERS] == [falling(5), falling(5)]  # two updates of D in each step
    assert recipes.resolved(recipes.changed(tiny, steps=1))["gan"]["g_optimizer"] == falling(1)
    assert tiny == before
    assert recipes.build(tiny).optimizer.d.get_config()["learning_rate"]["config"]["boundaries"] == [5]


@pytest.mark.parametrize("part", [0, -1.0, True, "1", None, [1.0], float("inf"), {"of_run": 1.0}])
def test_a_part_of_the_run_is_a_number_above_zero(tiny, part):
    tiny["gan"]["d_optimizer"] = falling({"of_run": part})
    (problem,) = set(recipes.problems(tiny))
    assert problem.startswith('`d_optimizer`: expected a part of the run, a number above 0 such as {"of_run": 1.0}')
    assert problem.endswith(f"Received: {{'of_run': {part!r}}}.")


def test_a_part_of_the_run_needs_a_length_and_an_optimizer(tiny):
    tiny["gan"] = {"g_optimizer": falling({"of_run": 1.0}), "latent": {"of_run": 1}}
    tiny["training"] = {"epochs": 3}
    length, place = recipes.problems(tiny)
    assert length == (
        "`g_optimizer`: `of_run` needs a run of a known length. Give `training` its `steps`, and no `epochs`."
    )
    assert place == (
        "`latent`: expected `of_run` in g_optimizer, d_optimizer, terms, transforms only. Received: {'of_run': 1}."
    )


def test_terms_transforms_and_optimizers_of_a_recipe_follow_the_run(tiny):
    cosine = {"class_name": "cosine", "config": {"start": 1.0, "end": 0.1, "steps": {"of_run": 0.5}}}
    tiny["gan"] |= {
        "terms": [{"class_name": "r1", "config": {"weight": cosine}}],
        "d_optimizer": {"class_name": "scheduled_adam", "config": {"beta_2": cosine}},
    }
    tiny["training"]["steps"] = 10
    assert recipes.problems(tiny) == []
    gan = recipes.build(tiny)
    assert repr(gan.terms[0].weight) == "Cosine(1.0, 0.1, steps=5)"  # steps
    assert gan.optimizer.d.get_config()["beta_2"]["config"]["steps"] == 5 * gan.d_steps  # D's own updates


def test_a_recipe_to_ship_names_no_path(tiny):
    pictures = {**tiny, "data": {"name": "image_folder", "options": {"path": "/home/me/cats", "size": 8}}}
    assert recipes.without_path(pictures)["data"]["options"] == {"path": None, "size": 8}
    assert recipes.without_path(tiny) == tiny


def layer_configs(network):
    return [layer.get_config() for layer in network.layers]


def without_names(config):
    """The compile config without the names that Keras counts up from optimizer to optimizer."""
    config = copy.deepcopy(config)
    for half in ("g_optimizer", "d_optimizer"):
        del config[half]["config"]["name"]
    return config


def test_the_recipe_normal_200d_is_build_gan_without_arguments_but_for_how_much_d_learns():
    ours, theirs = recipes.build(recipes.load("normal_200d")), kerasgan.build_gan(d_steps=2)
    theirs.optimizer.d.weight_decay = 1.25
    for network in ("generator", "discriminator"):
        assert layer_configs(getattr(ours, network)) == layer_configs(getattr(theirs, network))
    assert without_names(ours.get_compile_config()) == without_names(theirs.get_compile_config())
    assert ours.latent is theirs.latent and ours.latent_shape == theirs.latent_shape


def test_the_book_s_recipe_is_the_book_s_training():
    """SGD at 5e-4 with Nesterov's momentum .9, 500 steps of 128, uniform noise: section 13.3."""
    recipe = recipes.load("normal_200d_book")
    gan = recipes.build(recipe)
    for optimizer in (gan.optimizer.g, gan.optimizer.d):
        config = optimizer.get_config()
        assert isinstance(optimizer, keras.optimizers.SGD)
        assert (config["momentum"], config["nesterov"]) == (0.9, True)
        assert config["learning_rate"] == pytest.approx(5e-4)
    assert (recipe["training"]["steps"], recipe["training"]["batch_size"]) == (500, 128)
    assert gan.latent is kerasgan.latent.uniform


def test_the_tutorial_s_recipe_of_the_plane_is_the_tutorial_s_training():
    """G one dense layer of z in the plane; D 5 tanh, 3 tanh, 1; Adam, G .01, D .05; 10 epochs of 250 batches of 4."""
    recipe = recipes.load("gaussian_2d")
    gan = recipes.build(recipe)
    assert [(layer.units, layer.activation.__name__) for layer in gan.generator.layers] == [(2, "linear")]
    units = [(layer.units, layer.activation.__name__) for layer in gan.discriminator.layers]
    assert units == [(5, "tanh"), (3, "tanh"), (1, "linear")]
    rates = [optimizer.get_config()["learning_rate"] for optimizer in (gan.optimizer.g, gan.optimizer.d)]
    assert rates == pytest.approx([0.01, 0.05])
    assert (recipe["training"]["steps"], recipe["training"]["batch_size"]) == (2500, 4)


def test_the_notebook_s_recipe_of_digits_is_the_notebook_s_training():
    """z U(-1, 1)^100; G 128 relu, 784 sigmoid; D 128 relu, 1; Adam 1e-3; 20,000 steps of 128; 16 samples each 2,000."""
    recipe = recipes.load("mnist_mlp_seed")
    gan = recipes.build(recipe)
    dense = [layer for net in (gan.generator, gan.discriminator) for layer in net.layers if hasattr(layer, "units")]
    assert [layer.units for layer in dense] == [128, 784, 128, 1]
    assert [layer.activation.__name__ for layer in dense] == ["relu", "sigmoid", "relu", "linear"]
    assert gan.latent is kerasgan.latent.uniform and gan.latent_dim == 100
    assert (recipe["training"]["steps"], recipe["training"]["batch_size"]) == (20000, 128)
    assert recipe["watch"] == {"every": 2000, "rows": 4, "columns": 4}

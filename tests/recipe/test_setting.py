"""`--set place=value`."""

import copy

import pytest

from kerasgan.recipe import setting

RECIPE = {
    "name": "tiny",
    "data": {"name": "normal_200d"},
    "generator": {"output_shape": [4], "latent_dim": 3},
    "discriminator": {"input_shape": [4]},
    "gan": {
        "g_optimizer": {"class_name": "Adam", "config": {"learning_rate": 1e-3}},
        "terms": [{"class_name": "r1", "config": {"weight": 1.0}}],
    },
    "training": {"steps": 3, "batch_size": 8},
}


@pytest.mark.parametrize(
    "text, place, value",
    [
        ("discriminator.hidden=[64, 32]", ("discriminator", "hidden"), [64, 32]),
        ("training.batch_size=64", ("training", "batch_size"), 64),
        ("gan.loss=hinge", ("gan", "loss"), "hinge"),
        ("gan.g_optimizer.config.learning_rate=2e-4", ("gan", "g_optimizer", "config", "learning_rate"), 2e-4),
        ("watch.every=5", ("watch", "every"), 5),
        ("gan.terms.0.config.weight=5", ("gan", "terms", 0, "config", "weight"), 5),
        ('gan.terms.0="r1"', ("gan", "terms", 0), "r1"),
        ("data.options.mu=2", ("data", "options", "mu"), 2),
        ("discriminator.normalization=null", ("discriminator", "normalization"), None),
        ("description=two = one and one", ("description",), "two = one and one"),
    ],
)
def test_a_setting_is_put_into_its_place(text, place, value):
    before = copy.deepcopy(RECIPE)
    found = setting.with_settings(RECIPE, [text])
    for name in place:
        found = found[name]
    assert found == value and RECIPE == before


@pytest.mark.parametrize(
    "text, message",
    [
        ("steps", "`set`: expected a place and a value, such as 'training.batch_size=64'. Received: 'steps'."),
        (
            "trainig.steps=5",
            "`set`: A recipe takes no `trainig`. Known: data, description, discriminator, evaluate, gan, generator, "
            "name, start, training, watch. Did you mean 'training'?",
        ),
        (
            "training.step=5",
            "`training` takes no `step`. Known: batch_size, epochs, seed, steps. Did you mean 'steps'?",
        ),
        (
            "gan.g_optimiser.config.learning_rate=1",
            "`set`: `gan` has no part `g_optimiser` in this recipe: gan.g_optimiser.config.learning_rate. Did you mean "
            "'g_optimizer'?",
        ),
        ("name.first=x", "`set`: `name` is a value in this recipe, no part: name.first."),
        (
            "gan.terms.1.config.weight=5",
            "`set`: `gan.terms` is a list of 1 in this recipe, whose places are numbers from 0 on: "
            "gan.terms.1.config.weight.",
        ),
        (
            "gan.terms.r1.weight=5",
            "`set`: `gan.terms` is a list of 1 in this recipe, whose places are numbers from 0 on: "
            "gan.terms.r1.weight.",
        ),
        ("training.steps=0", "`steps`: expected a whole number of at least 1. Received: 0."),
        ("evaluate.keep=bst", "`evaluate`: `every`: expected a whole number of at least 1. Received: None."),
    ],
)
def test_a_setting_that_has_no_place_is_one_clear_message(text, message):
    with pytest.raises(ValueError) as error:
        setting.with_settings(RECIPE, [text])
    assert message in str(error.value)

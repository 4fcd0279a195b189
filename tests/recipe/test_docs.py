"""docs/recipes.md: its example is a recipe, and it names every part and every option."""

import json
import pathlib
import re

import typer

from kerasgan import recipe as recipes
from kerasgan.cli import app

PAGE = (pathlib.Path(__file__).parents[2] / "docs" / "recipes.md").read_text("utf-8")


def test_the_example_is_a_recipe_that_can_be_built():
    recipe = json.loads(re.search(r"```json\n(.*?)```", PAGE, re.DOTALL)[1])
    assert recipes.problems(recipe) == [] and {*recipe, "start"} == set(recipes.PARTS)
    assert recipes.build(recipe).data_shape == (28, 28, 1)


def test_every_part_and_key_is_explained():
    for part, keys in recipes.PARTS.items():
        assert f"| `{part}` |" in PAGE
        assert all(f"`{key}`" in PAGE for key in keys or ())


def test_every_option_of_training_is_named():
    command = typer.main.get_command(app).commands["train"]
    elsewhere = {"--devices", "--coordinator", "--num-processes", "--process-id", "--recipe", "--quiet", "--help"}
    elsewhere.add("--browser")  # which the page has as `--no-browser`
    options = {option for one in command.params for option in one.opts if option.startswith("--")}
    assert [option for option in sorted(options - elsewhere) if option not in PAGE] == []

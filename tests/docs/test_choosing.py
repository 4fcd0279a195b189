"""docs/choosing.md: its recipes are there, and its lengths and scores are those of the zoo."""

import json
import pathlib
import re

import pytest

from kerasgan import recipe as recipes

ROOT = pathlib.Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "choosing.md").read_text("utf-8")
ROWS = [line.strip("| ").split(" | ") for line in PAGE.split("## By count")[0].splitlines() if line.startswith("| ")]
ENTRIES = {"gaussian_2d_both_axes": "gaussian_2d"}  # the zoo's name, where the recipe has another
SCORES = {
    "normal_200d": ["std"], "gaussian_2d_both_axes": ["covariance_error"], "ring_8": ["high_quality"],
    "mnist_mlp_tanh": ["frechet_distance"], "mnist_dcgan": ["frechet_distance"],
    "mnist_best": ["frechet_distance", "label_agreement"], "heads_dcgan": ["frechet_thumbnails"],
    "heads_stylegan": ["frechet_thumbnails"], "emoji_stylegan": ["frechet_thumbnails"],
    "glyphs_pix2pix": ["ssim"], "digits_upscale": ["ssim"], "digits_inpaint": ["ssim"], "adult": ["utility_auc"],
}  # fmt: skip
RECIPES = {row[2].split("`")[1]: row for row in ROWS if row[2].startswith("`")}


def read(name, file):
    return json.loads((ROOT / "zoo" / ENTRIES.get(name, name) / file).read_text("utf-8"))


def numbers(text):
    """The numbers of a cell, those in per cent as shares."""
    found = re.findall(r"(\d*\.?\d+)( ?%)?", text.replace(",", ""))
    return [float(number) / (100 if percent else 1) for number, percent in found]


def test_every_row_has_a_recipe_that_comes_with_the_package():
    assert set(RECIPES) <= set(recipes.names()) and set(SCORES) <= set(RECIPES)


@pytest.mark.parametrize("name", SCORES)
def test_lengths_and_scores_are_those_of_the_zoo(name):
    training, figures = read(name, "about.json")["training"], read(name, "scores.json")["figures"]
    length, expected = RECIPES[name][5:7]
    assert f"{training['steps']:,}" in length
    said = numbers(length.split(";")[1])[0] * (60 if "min" in length else 1)
    assert said == pytest.approx(training["seconds"], rel=0.03)
    for figure in SCORES[name]:
        value = figures[figure]["generated"]
        assert any(abs(number - value) <= 0.005 + 0.005 * value for number in numbers(expected)), (figure, value)

"""The page on the latent space runs as printed; its study runs at tiny size, its measures beside truth by hand."""

import json
import pathlib
import re

import numpy as np
import pytest
from helpers import image_gan, value

from benchmarks.latent import __main__, attributes, inverting, moving, page
from kerasgan import latent

PAGE = pathlib.Path(__file__).parents[1] / "docs" / "latent.md"
FIGURES = PAGE.with_suffix(".json")


def test_the_block_of_the_page_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (block,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    space = {}
    exec(block.replace("labels=4)  # the z", "labels=4, steps=10)  # the z"), space)
    assert space["leaning"].shape == (2, 28, 28, 1) and space["way"].shape == (8, 32)
    assert space["typical"].shape == (16, 28, 28, 1)


@pytest.mark.skipif(not FIGURES.is_file(), reason="the study has not been run: python -m benchmarks.latent")
def test_the_page_has_the_tables_of_its_figures():
    text, figures = PAGE.read_text(), json.loads(FIGURES.read_text())
    assert set(figures["moved"]) == set(__main__.ENTRIES)
    errors = {name: np.array(values) for name, values in figures["errors"].items()}
    assert page.inverted_table(errors, figures["same"]) in text
    assert all((PAGE.parent / image).is_file() for image in re.findall(r"\]\((images/.*?)\)", text))


# === What is measured ===


def stroke(lean=0.0, width=3, size=28):
    """A straight stroke in the middle, `width` pixels wide, which leans to the right."""
    picture = np.zeros((1, size, size, 1), "uint8")
    for row in range(4, 24):
        left = round(13 - lean * (row - 13.5))
        picture[0, row, left : left + width] = 255
    return picture


def test_slant_is_the_tangent_of_a_stroke():
    for lean in (-0.5, 0.0, 0.25):
        assert attributes.slant(stroke(lean))[0] == pytest.approx(lean, abs=0.03)


def test_thickness_is_the_width_of_a_stroke():
    for width in (2, 3, 5):
        assert attributes.thickness(stroke(0.0, width))[0] == pytest.approx(width, rel=0.3)
    thin, thick = (attributes.thickness(stroke(0.0, width))[0] for width in (2, 4))
    assert thick > 1.6 * thin


def test_colours_are_those_of_their_places():
    heads = np.zeros((2, 64, 64, 3), "uint8")
    heads[0, 9:16, 24:40] = (10, 200, 30)
    assert attributes.green(attributes.HAIR)(heads).tolist() == [190, 0]
    assert attributes.lightness(attributes.CHEEK)(heads).tolist() == [0, 0]


def test_the_direction_with_the_largest_margin_is_chosen_by_one_half_and_measured_by_the_other():
    effects = {"a": np.array([[3.0, 2.0], [1.0, 1.5]]), "b": np.array([[2.9, 0.1], [0.0, 0.2]])}
    assert moving.best(effects, "a") == {"number": 1, "effect": 1.5, "other": 0.2}


def test_effects_are_mean_differences_in_standard_deviations():
    gan = image_gan(activation=None, latent="normal")
    direction = latent.directions(gan, k=1)[0]
    found = moving.effects(gan, [direction], {"first": lambda x: x[:, 0, 0, 0].astype("float64")}, False, samples=400)
    kernel = value(gan.generator.layers[0].kernel)[:, 0]
    expected = 2 * moving.REACH * abs(direction.vector @ kernel) / np.linalg.norm(kernel)
    np.testing.assert_allclose(found["first"], [[expected], [expected]], rtol=0.15)


def test_the_nearest_is_found_and_errors_are_in_the_range_of_the_generator(rng):
    x = rng.integers(0, 256, (3, 4, 4, 1), "uint8")
    np.testing.assert_array_equal(inverting.nearest(x, x[::-1]), x)
    white, black = np.full((1, 2, 2, 1), 255, "uint8"), np.zeros((1, 2, 2, 1), "uint8")
    assert inverting.apart(white, black) == [4.0]

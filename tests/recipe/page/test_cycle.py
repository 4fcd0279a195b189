"""The page of a CycleGAN: both ways and back, as `translate` makes them, and what is drawn in a browser."""

import base64

import browser
import keras
import numpy as np
import pytest
from PIL import Image

import kerasgan
from kerasgan.recipe import page
from kerasgan.recipe.page import contents, examples

SHAPE = (8, 8, 3)


@pytest.fixture
def cycle():
    nets = [kerasgan.build_generator("translator", SHAPE, input_shape=SHAPE, filters=4, blocks=1) for _ in range(2)]
    judges = [kerasgan.build_discriminator("patch", SHAPE, receptive_field=1, filters=4) for _ in range(2)]
    found = kerasgan.build_cycle_gan(*nets, *judges)
    for field in found.fields:
        field.pixels = True
    return found


@browser.needs_node
def test_both_ways_run_as_in_python(cycle, rng):
    found = contents.read(cycle, "mine", "float32")
    x = rng.uniform(-1, 1, (2, *SHAPE)).astype("float32")
    cases = []
    for program in page.contents.lowering.of_ways(cycle, "float32").values():
        cases.append((program, {program.inputs[0]["name"]: x}, True))
    assert [(way["to"], way["given"]["name"], way["range"]) for way in found["ways"]] == [
        ("b", "a", [-1.0, 1.0]),
        ("a", "b", [-1.0, 1.0]),
    ]
    for made, network in zip(browser.outputs(cases), (cycle.a_to_b, cycle.b_to_a)):
        np.testing.assert_allclose(made, np.asarray(network(x)), atol=1e-4)


@browser.needs_chromium
def test_in_a_browser_a_picture_becomes_one_of_the_other_set_and_comes_back(cycle, tmp_path):
    script = """
    const pixels = (canvas) => [...canvas.getContext("2d").getImageData(0, 0, 8, 8).data].filter((_, i) => i % 4 < 3);
    return [[...place.querySelectorAll(".pair")].map((pair) => [...pair.querySelectorAll("canvas")].map(pixels)),
      [...place.querySelectorAll("h3")].map((one) => one.textContent), document.documentElement.scrollWidth];
    """
    pairs, titles, wide = browser.told(cycle.save_page(tmp_path / "page.html"), script, tmp_path, (390, 900))
    assert titles == ["From set a to set b", "From set b to set a"]
    assert wide <= 390
    for (given, there, back), to in zip(pairs, "ba"):
        given = np.array(given, "uint8").reshape(1, *SHAPE)
        made = cycle.translated_values(given, to)
        again = np.asarray(cycle.way("ab".replace(to, ""))[0](made))
        wanted = [kerasgan.networks.scaling.to_data(values, (-1.0, 1.0)) for values in (made, again)]
        assert np.abs(np.array(there).reshape(SHAPE) - wanted[0][0]).max() <= 1
        assert np.abs(np.array(back).reshape(SHAPE) - wanted[1][0]).max() <= 1


def test_pictures_to_begin_with_are_of_either_set(cycle, tmp_path, rng):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        for number in range(3):
            x = np.full(SHAPE, 40 * number + (name == "b"), "uint8")
            Image.fromarray(x).save(tmp_path / name / f"{number}.png")
    recipe = {"data": {"name": "paired_folder", "options": {"path": str(tmp_path), "size": 8, "paired": False}}}
    found = examples.of_sets(recipe, cycle.fields)
    first = {name: [base64.b64decode(one)[0] for one in some] for name, some in found.items()}
    assert first == {"a": [0, 40, 80], "b": [1, 41, 81]}
    assert examples.of_sets(None, cycle.fields) == {"a": [], "b": []}


def test_a_cycle_of_vectors_is_refused(tmp_path):
    nets = [keras.Sequential([keras.Input((4,)), keras.layers.Dense(size)]) for size in (4, 4, 1, 1)]
    with pytest.raises(ValueError) as error:
        kerasgan.build_cycle_gan(*nets).save_page(tmp_path / "page.html")
    assert str(error.value) == (
        "`page`: 'cycle_gan' translates samples of (4,) and (4,). Of such games a page knows those of pictures. Leave "
        "it out."
    )

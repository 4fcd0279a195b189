"""The page: what it shows, in headless Chromium, and what it refuses."""

import json
import pathlib
import re

import browser
import keras
import numpy as np
import pytest
from helpers import image_gan
from PIL import Image

import kerasgan
from kerasgan import cli, latent
from kerasgan.recipe import page
from kerasgan.recipe.page import contents, examples, gallery, latents, tables

PIXELS = """
const shown = () => [...place.querySelectorAll(".tile canvas")].map((canvas) =>
  [...canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data].filter((_, i) => i % 4 === 0));
"""


@browser.needs_chromium
def test_in_a_browser_sliders_move_pictures_and_a_seed_makes_what_python_makes(tmp_path):
    gan = kerasgan.zoo.load("mnist_best")
    found = browser.told(
        gan.save_page(tmp_path / "page.html"),
        PIXELS
        + """
        const before = shown(), slide = place.querySelector(".sliders input");
        slide.value = 2;
        slide.dispatchEvent(new Event("input"));
        await pause(1500);
        const after = shown();
        [...place.querySelectorAll("button")].find((one) => one.textContent === "Reset").click();
        place.querySelector("fieldset input[value='7']").click();
        Object.assign(place.querySelector(".seed input"), { value: 3 }).dispatchEvent(new Event("input"));
        await pause(1500);
        const nameless = [...place.querySelectorAll("button, input, select")].filter((one) =>
          !one.textContent && !one.ariaLabel && !one.closest("label"));
        return { state: place.dataset.state, before, after, sevens: shown(), nameless: nameless.length,
          wide: document.documentElement.scrollWidth,
          loaded: performance.getEntriesByType("resource").map((one) => one.name) };
        """,
        tmp_path,
        (390, 900),
    )
    assert found["state"] == "ready", found
    labels = np.repeat(np.arange(10), 2)
    wanted = gan.sample(20, labels=labels, seed=0).reshape(20, -1)
    assert np.array_equal(found["before"], wanted)
    assert np.mean(np.array(found["after"]) != wanted) > 0.05
    assert np.array_equal(found["sevens"], gan.sample(20, labels=7, seed=3).reshape(20, -1))
    assert (found["loaded"], found["nameless"]) == ([], 0)
    assert found["wide"] <= 390


@browser.needs_chromium
def test_networks_run_in_workers_and_no_request_leaves_the_file(tmp_path):
    """By Playwright, where it is installed: the virtual time of the other tests does not wait for workers."""
    playwright = pytest.importorskip("playwright.sync_api")
    file, asked = page.write("gaussian_2d", tmp_path / "page.html"), []
    with playwright.sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=browser.CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        tab = chromium.new_page()
        tab.on("request", lambda request: asked.append(request.url.split(":")[0]))
        tab.goto(file.as_uri())
        tab.wait_for_selector("[data-state=ready]")
        assert len(tab.workers) > 0
        chromium.close()
    assert set(asked) == {"file", "blob"}


@browser.needs_chromium
def test_all_kinds_run_on_one_page(tmp_path):
    names = ["gaussian_2d", "adult", "digits_inpaint", "normal_200d"]
    file = page.write(names, tmp_path / "page.html", precision="float16")
    script = """
    const found = [];
    for (const one of document.querySelectorAll("[data-gan]")) {
      one.scrollIntoView();
      for (let i = 0; i < 400 && !one.dataset.state; i++) await pause(25);
      found.push([one.dataset.state, one.querySelectorAll("canvas").length > 0]);
    }
    return [found, document.documentElement.scrollWidth];
    """
    found, wide = browser.told(file, script, tmp_path, (390, 900))
    assert found == [["ready", True]] * 4
    assert wide <= 390


def test_a_page_says_to_the_browser_that_nothing_may_be_loaded(tmp_path):
    text = image_gan().save_page(tmp_path / "page.html").read_text("utf-8")
    assert "default-src 'none'" in text
    assert not re.findall(r"""(?:src|href)=["']?(?!data:|#)\w+:""", text)


def test_what_a_page_is_given_of_a_conditional_gan():
    gan = kerasgan.build_gan(
        kerasgan.build_generator("mlp", (8, 8, 1), 4, num_classes=3), kerasgan.build_discriminator("mlp", (8, 8, 1), 3)
    )
    found = contents.read(gan, "mine", "float32")
    assert (found["kind"], found["classes"], found["label"], found["latent"]) == (
        "pictures", 3, "label", {"kind": "uniform", "size": 4},
    )  # fmt: skip
    assert [one["name"] for one in found["generator"]["inputs"]] == list(gan.g_order)


def test_sliders_follow_the_directions_of_the_largest_singular_values():
    stack = [keras.Input((3,)), keras.layers.Dense(4, activation="relu"), keras.layers.Dense(2)]
    gan = kerasgan.build_gan(keras.Sequential(stack), kerasgan.build_discriminator("mlp", (2,)))
    kernel = np.diag([1.0, 3.0, 2.0])[:, [0, 1, 2, 0]]
    gan.generator.layers[0].set_weights([kernel, np.ones(4)])
    assert np.allclose(contents.directions(gan), [[0, 1, 0], [0, 0, 1], [1, 0, 0]], atol=1e-5)


def test_noise_that_only_python_knows_is_stored():
    gan = kerasgan.build_gan(
        kerasgan.build_generator("mlp", (2,), 16),
        kerasgan.build_discriminator("mlp", (2,)),
        latent=kerasgan.latent.Codes(noise=4, categorical=(10,), continuous=2),
    )
    found = contents.read(gan, "codes", "float32")
    assert (found["latent"]["kind"], found["seeds"]) == ("stored", False)


def test_a_table_tells_how_its_values_are_made():
    gan = kerasgan.zoo.load("adult")
    found = {one["name"]: one for one in tables.about(gan.table)["columns"]}
    assert found["sex"]["names"] == ["Female", "Male"]
    assert len(found["education-num"]["names"]) == found["education"]["size"]
    assert found["age"]["low"] == 17


def test_examples_are_held_out_pictures_or_none():
    recipe = {"data": {"name": "derived_pairs", "options": {"source": "digits", "how": "cut_out", "held_out": 3}}}
    fields = kerasgan.zoo.load("digits_inpaint").conditions
    assert [sorted(one) for one in examples.of(recipe, fields)] == [["mask", "picture"]] * 3
    assert examples.of({"data": {"name": "image_folder", "options": {"path": "/nowhere"}}}, fields) == []
    assert examples.of(None, fields) == []


def test_the_zoo_is_an_index_and_pages(tmp_path, monkeypatch):
    monkeypatch.setattr(gallery.shelf, "names", lambda: ["gaussian_2d", "mnist_mlp"])
    monkeypatch.setattr(page, "MOST_BYTES", 500_000)
    index, left_out = gallery.write(tmp_path)
    text = index.read_text("utf-8")
    assert re.findall('href="(.*?)"', text) == ["gaussian_2d.html"]
    assert (tmp_path / "gaussian_2d.html").is_file()
    assert list(left_out) == ["mnist_mlp"] and left_out["mnist_mlp"].startswith("`page`: expected at most 0 MB")
    with pytest.raises(ValueError, match=r"index.html' exists"):
        gallery.write(tmp_path)


def test_the_command_writes_pages(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    cli.page(["gaussian_2d", "ring_8"], precision="float16")
    assert re.fullmatch(r"Page: page.html \(0\.\d MB\)\n", capsys.readouterr().out)
    for wrong in ({"names": ["ring_8"], "zoo": True}, {}):
        with pytest.raises(ValueError, match="`names`: expected what to show, or `--zoo`"):
            cli.page(**wrong)
    with pytest.raises(ValueError, match="mnist_bset"):
        cli.page(["mnist_bset"])


def test_docs_run_as_printed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = (pathlib.Path(kerasgan.__file__).parents[1] / "docs" / "page.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    exec(block, {})
    assert (tmp_path / "digits.html").stat().st_size < 3_000_000


# === Errors ===


def test_an_existing_file_is_left_alone(tmp_path):
    file, gan = tmp_path / "page.html", kerasgan.build_gan()
    file.write_text("mine")
    with pytest.raises(ValueError) as error:
        page.write(gan, file, precision="float8")
    assert str(error.value) == (
        "2 problems:\n  1. `precision`: expected one of 'float16', 'float32'. Received: 'float8'. Did you mean "
        "'float32'?\n"
        f"  2. `to_file`: {str(file)!r} exists. Choose another name, or pass `overwrite=True` (`--overwrite`)."
    )
    assert file.read_text() == "mine"
    assert gan.save_page(file, overwrite=True).read_text("utf-8").startswith("<!doctype html>")


def test_a_page_that_is_too_large_says_what_to_leave_out(tmp_path, monkeypatch):
    monkeypatch.setattr(page, "MOST_BYTES", 100_000)
    with pytest.raises(ValueError, match=r"at most 0 MB. Received .*: normal_200d .*Leave out 'normal_200d'"):
        page.write(["gaussian_2d", "normal_200d"], tmp_path / "page.html")
    assert not (tmp_path / "page.html").exists()


def test_a_layer_that_no_page_knows_and_strange_conditions_are_refused(tmp_path):
    layers = keras.layers
    stack = [keras.Input((4,)), layers.Reshape((2, 2)), layers.LSTM(3, name="memory"), layers.Dense(2)]
    gan = kerasgan.build_gan(keras.Sequential(stack), kerasgan.build_discriminator("mlp", (2,)))
    with pytest.raises(ValueError, match="the layer 'memory' of .* is a LSTM, which no page can carry out"):
        gan.save_page(tmp_path / "page.html")
    c, x = keras.Input((4,), name="condition"), keras.Input((2,))
    d = keras.Model([x, c], keras.layers.Dense(1)(keras.layers.Concatenate()([x, c])))
    gan = kerasgan.build_gan(keras.Model(c, keras.layers.Dense(2)(c)), d)
    with pytest.raises(ValueError, match=r"takes \['condition'\]. A page knows classes and pictures"):
        gan.save_page(tmp_path / "page.html")


@pytest.fixture
def run(tmp_path):
    """The folder of a run of points with two frames."""
    folder = tmp_path / "run"
    (folder / "surface").mkdir(parents=True)
    kerasgan.zoo.load("gaussian_2d").save(folder / "gan.keras")
    (folder / "recipe.json").write_text(json.dumps({"name": "mine", "description": "Points."}))
    for step in (0, 10):
        Image.fromarray(np.full((4, 4), step, "uint8")).save(folder / "surface" / f"step-{step:06d}.png")
    return folder


@browser.needs_chromium
def test_a_report_has_the_generator_of_its_run_and_the_scripts_once(run, tmp_path, monkeypatch):
    file = kerasgan.report.write(run, generator=True)
    text = file.read_text("utf-8")
    assert (text.count("data-gan="), text.count("class Network {"), text.count("class Player {")) == (1, 1, 1)
    script = "return [place.dataset.state, document.querySelectorAll('figure.frames input').length];"
    assert browser.told(file, script, tmp_path) == ["ready", 1]
    assert "data-gan=" not in kerasgan.report.write(run).read_text("utf-8")
    monkeypatch.setattr(kerasgan.report.page, "MOST_WEIGHTS", 10)
    assert "data-gan=" not in kerasgan.report.write(run, generator=True).read_text("utf-8")


def test_a_report_of_a_run_whose_generator_is_lost_is_written_all_the_same(run):
    (run / "gan.keras").unlink()
    assert kerasgan.report.write(run, generator=True).is_file()


def test_frames_of_a_run_are_on_its_page(run, tmp_path):
    text = page.write(run, tmp_path / "page.html").read_text("utf-8")
    assert "How it came to be" in text
    assert "surface at step 10." in text


class Coins:
    """z of zeros and ones."""

    def __call__(self, shape, seed=None):
        return keras.ops.cast(keras.random.uniform(shape, seed=seed) > 0.25, "float32")


@browser.needs_node
@pytest.mark.parametrize("drawn", [latent.Codes(2, [3], 1), Coins()])
def test_a_page_truncates_as_python_does(drawn, rng):
    gan = kerasgan.build_gan(
        kerasgan.build_generator("mlp", (2,), latent_dim=6), kerasgan.build_discriminator("mlp", (2,)), latent=drawn
    )
    about = {name: value for name, value in latents.about(gan).items() if name != "store"}
    z = latent.draw(gan.latent, (3, 6), rng)
    script = page.source("latent.js").replace('"use strict";', "")
    script += "const [z, about] = JSON.parse(require('fs').readFileSync(0, 'utf8'));"
    script += "process.stdout.write(JSON.stringify(moved(z, about, 0.4, [], [])));"
    made = browser.node(script, [z.ravel().tolist(), about])
    np.testing.assert_allclose(np.reshape(made, (3, 6)), latent.truncated(z, 0.4, gan.latent), atol=1e-6)


def test_no_gan_makes_no_page(tmp_path):
    with pytest.raises(ValueError, match="^`gans`: expected at least one. Received an empty list.$"):
        page.write([], tmp_path / "page.html")

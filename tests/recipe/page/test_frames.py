"""The frames of a run of points: kept by `DecisionSurface`, read, and played in a browser."""

import base64

import browser
import numpy as np
import pytest

import kerasgan
from kerasgan.plots import surface
from kerasgan.presets import trained
from kerasgan.recipe import page
from kerasgan.recipe.page import frames


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A run folder of 8 steps with a frame every two."""
    folder, rng = tmp_path_factory.mktemp("runs") / "mine", np.random.default_rng(0)
    gan = kerasgan.build_gan(kerasgan.build_generator("mlp", (2,), 4), kerasgan.build_discriminator("mlp", (2,)))
    real = rng.normal(size=(64, 2)).astype("float32")
    watch = kerasgan.callbacks.DecisionSurface(real, folder / "surface", every=2, n=40)
    kerasgan.fit_gan(gan, real, steps=8, batch_size=16, seed=0, verbose=0, callbacks=[watch])
    gan.save(folder / "gan.keras")
    return folder


def numbers(text, *shape):
    return np.frombuffer(base64.b64decode(text), "<f2").reshape(shape).astype(float)


def test_a_run_keeps_the_numbers_of_its_frames(run):
    found = frames.of(run)
    assert (found["steps"], found["side"]) == ([0, 2, 4, 6, 8], surface.RESOLUTION)
    gan = trained.load(run).gan
    real = numbers(found["real"], 40, 2)
    look = surface.look(gan, real, 40, None, 0, found["limits"], surface.RESOLUTION)
    assert np.abs(numbers(found["verdicts"], 5, 80, 80)[-1] - look.probability).max() < 1e-3
    assert np.abs(numbers(found["points"], 5, 40, 2)[-1] - look.fake).max() < 2e-3


def test_what_cannot_be_read_is_left_out(run, tmp_path):
    folder = tmp_path / "other" / "surface"
    folder.mkdir(parents=True)
    for path in sorted((run / "surface").glob("step-*")):
        (folder / path.name).write_bytes(path.read_bytes())
    (folder / "step-000002.npz").write_bytes(b"PK no zip")
    (folder / "step-000004.npz").unlink()
    look = frames.read(folder / "step-000006.png")
    (folder / "step-000006.npz").write_bytes(surface.to_npz(look._replace(fake=look.fake[:7])))
    assert frames.of(tmp_path / "other")["steps"] == [0, 8]
    for path in folder.glob("*.npz"):
        path.unlink()
    assert frames.of(tmp_path / "other") is None


@browser.needs_chromium
def test_in_a_browser_the_training_is_stepped_through_and_a_seed_leads_back(run, tmp_path):
    file = page.write(run, tmp_path / "page.html")
    script = """
    const film = place.querySelector(".film"), told = () => place.querySelector(".shown .note").textContent;
    const press = (name) => [...film.querySelectorAll("button")].find((one) => one.textContent === name).click();
    const output = () => film.querySelector("output").textContent;
    const found = [output(), told()];
    press("Back");
    found.push(output(), told());
    press("Forward"); press("Forward");
    found.push(output());
    Object.assign(place.querySelector(".seed input"), { value: 3 }).dispatchEvent(new Event("input"));
    await pause(800);
    found.push(output());
    press("Play");
    await pause(2500);
    return [...found, output(), document.querySelectorAll("figure.played").length];
    """
    now, live, back, frame, first, again, played, pictures = browser.told(file, script, tmp_path)
    assert (now, back, first, again, played, pictures) == ("now", "8", "0", "now", "now", 0)
    assert live.startswith("1,000 generated points (orange) and 40 real ones (blue rings).")
    assert frame.startswith("At step 8 of the training: 40 generated points")


@browser.needs_node
def test_arrows_point_to_where_the_verdict_rises():
    script = """
    const source = require("fs").readFileSync(0, "utf8");
    const rising = new Function("SIDE", JSON.parse(source) + "; return rising;")();
    const side = 5, limits = [[0, 4], [0, 8]], verdicts = new Float32Array(25);
    const places = [...verdicts.keys()].map((at) => [at % side, Math.floor(at / side)]);
    places.forEach(([x, y], at) => { verdicts[at] = Math.exp(0.1 * x - 0.05 * y - 1); });
    process.stdout.write(JSON.stringify(rising(verdicts, side, limits, [[2, 4], [1.1, 2.2]])));
    """
    points = page.source("points.js").split("// What G makes larger")[1]
    found = browser.node(script, "// " + points.split("const pairsOf")[0])
    assert np.allclose(found, [[0.1, -0.025]] * 2)

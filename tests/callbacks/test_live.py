"""`Live`: one figure below the cell of a notebook, played by a shell that notes what it is shown."""

import io
import types

import keras
import numpy as np
import pytest
import small_table
from helpers import image_gan
from PIL import Image

import kerasgan
from kerasgan import callbacks
from kerasgan.callbacks import live as module
from kerasgan.callbacks.doctor.ledger import Finding
from kerasgan.plots import live, notebook


@pytest.fixture
def shown(monkeypatch):
    """What a notebook shows: `("new", png)`, then `("renewed", png)`, of one figure."""
    found = []

    def display(png, display_id):
        found.append(("new", png))
        return types.SimpleNamespace(update=lambda png: found.append(("renewed", png)))

    monkeypatch.setattr(notebook, "shell", lambda: object())
    screen = types.SimpleNamespace(display=display, Image=lambda data, format: data)
    monkeypatch.setattr(notebook, "screen", lambda: screen)
    monkeypatch.setattr(module, "Worker", AtOnce)
    return found


class AtOnce:
    """A worker that makes others wait, so that tests know what has been drawn."""

    busy = False

    def do(self, file, work, *arguments):
        work(*arguments)

    def finish(self):
        """Nothing is left to do."""


def images(rng):
    return rng.integers(0, 256, (16, 8, 8, 1), "uint8")


def test_one_figure_is_shown_and_renewed(shown, rng):
    watch = callbacks.Live(seconds=0, rows=2, columns=2)
    kerasgan.fit_gan(image_gan(), images(rng), epochs=3, batch_size=8, verbose=0, callbacks=[watch])
    assert [what for what, _ in shown] == ["new", "renewed", "renewed"]
    sizes = {Image.open(io.BytesIO(png)).size for _, png in shown}
    assert len(sizes) <= 2 and all(width == 1000 for width, _ in sizes)


def test_it_is_drawn_no_more_often_than_asked_and_at_the_end(shown, rng):
    watch = callbacks.Live(seconds=1000, rows=2, columns=2)
    kerasgan.fit_gan(image_gan(), images(rng), epochs=4, batch_size=8, verbose=0, callbacks=[watch])
    assert len(shown) == 2


def test_outside_of_a_notebook_it_says_what_there_is_instead(rng, capsys):
    kerasgan.fit_gan(image_gan(), images(rng), steps=2, batch_size=8, verbose=0, callbacks=[callbacks.Live()])
    assert " ".join(capsys.readouterr().out.split()) == module.ELSEWHERE
    assert "kerasgan train NAME --watch" in module.ELSEWHERE


def look(gan):
    watch = callbacks.Live(rows=2, columns=3)
    watch.set_model(gan)
    return watch.look()


def test_it_looks_at_images_points_and_vectors_and_leaves_out_what_no_noise_shows():
    assert look(image_gan()).dtype == np.uint8
    points = kerasgan.build_gan(
        kerasgan.build_generator("mlp", (2,), 3, hidden=(4,)), kerasgan.build_discriminator("mlp", (2,), hidden=(4,))
    )
    assert look(points).shape == (module.SAMPLES, 2)
    assert look(small_table.gan()) is None
    nets = [keras.Sequential([keras.Input((4,)), keras.layers.Dense(size)]) for size in (4, 4, 1, 1)]
    assert look(kerasgan.build_cycle_gan(*nets)) is None


@pytest.mark.parametrize(
    "made",
    [None, np.zeros((20, 30), "uint8"), np.zeros((20, 30, 3), "uint8"), *map(np.zeros, [(9, 1), (9, 2), (9, 5)])],
)
def test_curves_samples_and_findings_are_one_figure(made):
    findings = [Finding(f"mode {number}", 10, 20, "evidence " * 30, ["a"]) for number in range(5)]
    figure = live.draw({"d_loss": [0.5, None, 0.6], "g_loss": [1, 2, 3], "jsd": [0.1, 0.2, 0.1]}, made, findings)
    figure.canvas.draw()
    titles = [axes.get_title("left") for axes in figure.axes]
    assert titles[:2] == ["Loss", "Jensen-Shannon divergence, estimated"] and titles[2:] == (
        ["Samples"] if made is not None else []
    )
    text = figure.get_supxlabel()
    assert (
        "Doctor: mode 0 (step 20)." in text and "And 2 more." in text and max(map(len, text.split("\n"))) <= live.WIDTH
    )


def test_a_quiet_doctor_is_told():
    assert live.words([]) == "Doctor: nothing found."


@pytest.mark.parametrize("seconds", [-1, float("nan"), "5"])
def test_bad_seconds(seconds):
    with pytest.raises(ValueError, match=r"^`seconds`: expected a finite number of at least 0\. Received: "):
        callbacks.Live(seconds=seconds)

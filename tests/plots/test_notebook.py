"""Pictures in a notebook, played by a shell that notes what it is shown."""

import types

import numpy as np
import pytest

import kerasgan
from kerasgan import callbacks
from kerasgan.plots import notebook

HISTORY = {"d_loss": [0.5, 0.6], "g_loss": [1.0, 0.9]}


class Shell:
    """An IPython shell with a kernel, as far as we look at it."""

    def __init__(self):
        self.kernel, self.hooks, self.shown = object(), [], []
        self.events = self

    def register(self, event, hook):
        self.hooks.append((event, hook))

    def unregister(self, event, hook):
        self.hooks.remove((event, hook))

    def display(self, what, display_id=None):
        self.shown.append(what)
        return types.SimpleNamespace(update=lambda picture: self.shown.append(("renewed", picture)))

    def end_cell(self):
        for _, hook in list(self.hooks):
            hook()


@pytest.fixture
def shell(monkeypatch):
    found = Shell()
    display = types.SimpleNamespace(display=found.display, Image=lambda data, format: (format, data[:4]))
    monkeypatch.setattr(notebook, "shell", lambda: found)
    monkeypatch.setattr(notebook, "screen", lambda: display)
    yield found
    notebook._WAITING.clear()


def test_two_figures_in_a_cell_are_shown_at_its_end_in_order_and_once(shell):
    figures = [kerasgan.plot_history(HISTORY) for _ in range(2)]
    assert shell.shown == []
    shell.end_cell()
    assert shell.shown == figures and shell.hooks == []
    shell.end_cell()
    assert shell.shown == figures


def test_the_last_expression_of_a_cell_is_shown_by_the_notebook_and_not_again(shell):
    first, last = (kerasgan.plot_history(HISTORY) for _ in range(2))
    assert last._repr_png_().startswith(b"\x89PNG") and shell.shown == [first]
    shell.end_cell()
    assert shell.shown == [first]


def test_a_figure_that_is_saved_is_not_shown_by_itself(shell, tmp_path):
    kerasgan.plot_history(HISTORY, tmp_path / "history.png")
    shell.end_cell()
    assert shell.shown == []


def test_outside_of_a_notebook_nothing_waits():
    kerasgan.plot_history(HISTORY)
    assert notebook.shell() is None and notebook._WAITING == []


def test_grids_and_curves_are_shown_in_a_place_of_their_own_that_is_renewed(shell, rng, tmp_path):
    from helpers import image_gan

    watches = [
        callbacks.SampleGrid(tmp_path / "grid", every=2, rows=2, columns=2),
        callbacks.Curves(tmp_path / "c.png"),
    ]
    data = rng.integers(0, 256, (16, 8, 8, 1), "uint8")
    kerasgan.fit_gan(image_gan(), data, steps=4, batch_size=8, epochs=9, verbose=0, callbacks=watches)
    assert ("png", b"\x89PNG") in shell.shown and ("renewed", ("png", b"\x89PNG")) in shell.shown


def test_a_card_carries_its_picture_and_no_dead_link():
    text = kerasgan.zoo.card("ring_8")._repr_markdown_()
    assert "![samples](data:image/png;base64," in text
    assert "](gan.png)" not in text and "](samples.png)" not in text
    assert "data:image" not in str(kerasgan.zoo.card("ring_8"))


def test_a_card_without_its_folder_has_no_pictures():
    assert "![" not in kerasgan.zoo.Card("# x\n\n![samples](samples.png)\n")._repr_markdown_()
    assert np.all(kerasgan.zoo.Card("[a](b.md) [c](https://d.e)")._repr_markdown_() == "a [c](https://d.e)")

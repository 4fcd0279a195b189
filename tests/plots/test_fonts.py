"""A user's text in figures: no formula, and no empty boxes."""

import warnings

import numpy as np
import pytest

import kerasgan
from kerasgan.plots import fonts


def test_dollars_begin_no_formula_and_unknown_letters_are_question_marks(monkeypatch):
    monkeypatch.setattr(fonts, "known_letters", lambda: set(map(ord, "ab $x_1\\foo")))
    assert fonts.readable("a $x_1$") == r"a \$x_1\$"
    assert fonts.readable(r"$\foo$") == r"\$\foo\$"
    assert fonts.readable("b 名") == "b ?"
    assert fonts.readable(1) == "1"


@pytest.mark.parametrize("shape", [(4, 4, 1), (2,)])
def test_labels_are_drawn_as_they_are(shape, rng, tmp_path):
    samples = rng.uniform(-1, 1, (9, *shape)).astype("float32")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        kerasgan.plot_samples(samples, tmp_path / "a.png", labels=np.repeat(["a $x_1$", r"$\foo$", "名"], 3))
    assert (tmp_path / "a.png").stat().st_size > 1000


def test_matplotlib_s_own_font_is_the_first():
    assert fonts.names()[0] == "DejaVu Sans"
    assert set(map(ord, "aZ9é")) <= fonts.known_letters()

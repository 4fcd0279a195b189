"""The pages of the site that explain, as a reader has them: each block runs as printed, one after the other."""

import pathlib
import re

import pytest

DOCS = pathlib.Path(__file__).parents[2] / "docs"
# Page: what its blocks print, by the first words of some lines.
PAGES = {
    "freezing.md": ["D has learned: False", "4 trainable weights, all of G: True", "D has learned: True"],
    "game.md": ["['d_accuracy', 'd_loss', 'g_loss', 'jsd']"],
    "index.md": [],
    "measuring.md": ["8 of 8 modes"],
    "own_pictures.md": ["16 pictures as (32, 32, 3) skipped: {}"],
    "ranges.md": ["(-1.0, 1.0)"],
}


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.filterwarnings("ignore")  # freezing.md: Keras warns on TensorFlow and PyTorch, and says nothing on JAX
def test_the_blocks_of_the_page_run_and_print_what_it_says(name, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    text, space = (DOCS / name).read_text("utf-8").replace("steps=5000", "steps=3"), {}
    for block in re.findall(r"```python\n(.*?)```", text, re.DOTALL):
        exec(compile(block, name, "exec"), space)
    printed = capsys.readouterr().out.splitlines()
    assert [line for line in PAGES[name] if line not in printed] == []


def test_a_wrong_range_is_told_as_ranges_says():
    text = (DOCS / "ranges.md").read_text("utf-8")
    assert "what G makes, what the data are, and how to fix it" in " ".join(text.split())

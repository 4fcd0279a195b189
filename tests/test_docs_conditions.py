"""docs/conditions.md as a user reads it: its blocks run as printed, one after the other."""

import pathlib
import re

import numpy as np

PAGE = pathlib.Path(__file__).parents[1] / "docs" / "conditions.md"


def test_the_page_runs_as_printed_and_makes_what_it_says(capsys):
    space = {}
    for block in re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL):
        exec(block, space)
    assert capsys.readouterr().out.strip() == "[('style', (5,), None), ('label', (), 3)]"
    made = space["gan"].translate((space["styles"], space["labels"]), seed=0)
    assert made.shape == (64, 2) and np.isfinite(made).all()

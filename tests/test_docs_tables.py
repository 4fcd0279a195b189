"""docs/tables.md as a user reads it: its blocks run as printed, and print what the page says."""

import pathlib
import re

import pytest

pytest.importorskip("pandas")
PAGE = pathlib.Path(__file__).parents[1] / "docs" / "tables.md"


def test_the_page_runs_as_printed_and_prints_what_it_says(capsys):
    text, space = PAGE.read_text(encoding="utf-8"), {}
    for block in re.findall(r"```python\n(.*?)```", text, re.DOTALL):
        exec(block, space)
    (printed,) = re.findall(r"```text\n(.*?)```", text, re.DOTALL)
    assert capsys.readouterr().out == printed
    rows = space["rows"]
    assert len(rows) == 5 and set(rows["member"]) == {"yes"} and rows["age"].between(30, 40).all()
    assert (rows.dtypes == space["frame"].dtypes).all()

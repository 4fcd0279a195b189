"""docs/troubleshooting.md: what it quotes was said, what it advises is the doctor's, and it leaves no condition out."""

import json
import pathlib
import re

import pytest

from kerasgan.callbacks.doctor.conditions import CONDITIONS

DOCS = pathlib.Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "troubleshooting.md").read_text("utf-8")
SAID = json.loads((DOCS / "images" / "trouble" / "findings.json").read_text("utf-8"))
SECTIONS = {name: text for text in PAGE.split("\n## ")[1:] for name in re.findall(r"images/trouble/(\w+)\.png", text)}
ADVICE = {one.name: one.advice for one in CONDITIONS}


def test_every_run_has_a_section_and_a_picture():
    assert set(SECTIONS) == set(SAID) == {path.stem for path in (DOCS / "images" / "trouble").glob("*.png")}


@pytest.mark.parametrize("name", SAID)
def test_the_doctor_said_what_is_quoted_and_the_cure_is_its_own(name):
    text = " ".join(SECTIONS[name].split())
    named = re.search(r"\*\*The doctor, ([^:]*):\*\*", text)[1].split(" and ")
    said = {one["condition"]: one["evidence"] for one in SAID[name]}
    quoted = [line[2:] for line in SECTIONS[name].splitlines() if line.startswith("> ")]
    assert quoted == [said[condition] for condition in named]
    for condition in named:
        for snippet in re.findall(r"`([^`]*)`", " ".join(ADVICE[condition][:1])):
            assert f"`{snippet}`" in text


def test_every_condition_is_in_the_last_table_with_its_first_advice():
    table = PAGE.split("## All of the doctor's words")[1]
    for condition in CONDITIONS:
        assert re.search(rf"^\| {condition.name} \| [^|]+ \| {re.escape(condition.advice[0])} \|$", table, re.MULTILINE)


def test_every_symptom_of_the_first_table_has_a_section():
    heads = re.findall(r"^\| .* \| \[([^\]]*)\]\(#", PAGE, re.MULTILINE)
    assert len(heads) == 13 and all(f"\n## {head}\n" in PAGE for head in heads)

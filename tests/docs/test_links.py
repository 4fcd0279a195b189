"""Every link and every anchor of the Markdown files leads somewhere, on GitHub and in the site alike; no network."""

import pathlib
import re

import pytest

ROOT = pathlib.Path(__file__).parents[2]
FENCED = re.compile(r"^ *(?P<fence>```+|~~~+).*?^ *(?P=fence) *$|`[^`\n]+`", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"!?\[(?:[^\[\]]|\[[^\]]*\])*\]\((?P<target>[^)\s]+)\)|(?:src|href)=\"(?P<html>[^\"]+)\"")
FILES = sorted(
    path
    for place in ("*.md", "docs/**/*.md", "zoo/**/*.md")
    for path in ROOT.glob(place)
    if not {"node_modules", ".venv", "site"} & set(path.relative_to(ROOT).parts)
)


def slug(title):
    """The anchor that GitHub gives to a heading; mkdocs.yml asks for the same."""
    title = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", title)
    return re.sub(r"[^\w\- ]", "", title.strip().lower()).replace(" ", "-")


def anchors(path):
    text = re.sub(r"^ *(```+|~~~+).*?^ *\1 *$", "", path.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    return {slug(title) for title in re.findall(r"^#{1,6} +(.*)$", text, re.MULTILINE)}


def wrong(path):
    """The links of a file that lead nowhere."""
    found = []
    for link in LINK.finditer(FENCED.sub("", path.read_text("utf-8"))):
        target = link["target"] or link["html"]
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        there = (path.parent / name).resolve() if name else path
        missing = not there.exists()
        lost = anchor and there.suffix == ".md" and there.exists() and anchor not in anchors(there)
        if missing or lost:
            found.append(target)
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_and_anchors_lead_somewhere(path):
    assert wrong(path) == []


def test_a_link_that_leads_nowhere_is_found(tmp_path, monkeypatch):
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    page = tmp_path / "page.md"
    page.write_text("# A title, here\n[a](page.md#a-title-here) [b](#none) [c](gone.md) `[d](code.md)`\n")
    assert wrong(page) == ["#none", "gone.md"]

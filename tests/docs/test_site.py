"""The site as it is built: strictly, whole, searchable, and without a network. It takes the extra `docs`."""

import json
import os
import pathlib
import re
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).parents[2]
pytestmark = pytest.mark.full
TAG = re.compile(r"<(?P<tag>a|img|link|script|iframe|source)\b[^>]*?\b(?:href|src)=\"?(?P<target>[^\"\s>]+)")
# What a reader looks for, and a page that has to be among those with all of these words.
ANSWERS = {
    "frozen discriminator never learns": "freezing.html",
    "mode collapse cure packing": "cures.html",
    "samples are all alike": "troubleshooting.html",
    "folder of pictures size flip": "own_pictures.html",
    "DataFrame where income": "tables.html",
    "WGAN-GP guide gradient penalty": "migration.html",
    "several devices join processes": "scaling.html",
    "uint8 tanh range scales": "ranges.html",
    "out of memory gradient accumulation": "troubleshooting.html",
    "save_to_preset folder": "reference/index.html",
    "recall precision density coverage": "measuring.html",
    "which recipe time Fréchet distance": "choosing.html",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    pytest.importorskip("mkdocs")
    pytest.importorskip("mkdocstrings")
    folder = tmp_path_factory.mktemp("site")
    words = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)]
    made = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, env={**os.environ, "NO_COLOR": "1"})
    assert made.returncode == 0, made.stdout + made.stderr
    return folder


@pytest.fixture(scope="module")
def pages(site):
    return {path: path.read_text("utf-8") for path in sorted(site.rglob("*.html")) if path.name != "404.html"}


def test_nothing_comes_from_the_network(site, pages):
    loaded = [
        (path.name, found["target"])
        for path, text in pages.items()
        for found in TAG.finditer(text)
        if found["tag"] != "a" and re.match(r"(https?:)?//", found["target"])
    ]
    styles = [path.name for path in site.rglob("*.css") if re.search(r"url\(\"?(https?:)?//", path.read_text("utf-8"))]
    assert loaded == [] and styles == []


def test_every_link_of_every_page_leads_to_a_file_and_an_anchor(site, pages):
    names = {path: set(re.findall(r"\b(?:id|name)=\"?([^\"\s>]+)", text)) for path, text in pages.items()}
    lost = []
    for path, text in pages.items():
        for found in TAG.finditer(text):
            target = found["target"].replace("&amp;", "&")
            if re.match(r"[a-z]+:|//|data:", target):
                continue
            name, _, anchor = target.partition("#")
            there = (path.parent / name).resolve() if name else path
            there = there / "index.html" if there.is_dir() else there
            known = there.is_file() and (not anchor or there not in names or anchor in names[there])
            lost += [] if known else [(path.relative_to(site).as_posix(), target)]
    assert lost == []


def test_the_answers_are_found_by_their_words(site):
    found = json.loads((site / "search" / "search_index.json").read_text("utf-8"))["docs"]
    whole = {}
    for entry in found:
        page = entry["location"].partition("#")[0] or "index.html"
        whole[page] = whole.get(page, "") + " " + entry["title"].lower() + " " + entry["text"].lower()
    missed = {
        words: page
        for words, page in ANSWERS.items()
        if not all(word.lower() in whole.get(page, "") for word in words.split())
    }
    assert missed == {}


def test_formulas_are_mathml_and_none_is_left_as_tex(pages):
    theory = next(text for path, text in pages.items() if path.name == "07_theory.html")
    assert theory.count("<math") > 8 and "$$" not in re.sub(r"<(pre|code).*?</\1>", "", theory, flags=re.DOTALL)

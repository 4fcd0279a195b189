"""The site as it is built: strictly, whole, searchable, and without a network. It takes the extra `docs`."""

import json
import os
import pathlib
import re
import subprocess
import sys

import pytest
from browser import NODE, needs_node

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
# What users type, and the pages of which one has to be the first or the second that the site's own search shows.
SEARCHED = {
    "mode collapse": ["mode_collapse.html", "cures.html"],
    "own pictures": ["own_pictures.html"],
    "out of memory": ["troubleshooting.html", "scaling.html"],
    "resume": ["troubleshooting.html"],
    "condition class": ["conditions.html"],
    "nan": ["troubleshooting.html"],
    "export onnx": ["export.html"],
    "multi gpu": ["scaling.html"],
    "checkerboard": ["troubleshooting.html"],
    "learning rate": ["troubleshooting.html", "cures.html"],
    "freeze discriminator": ["freezing.html"],
    "install": ["index.html"],
    "模式崩溃": ["zh/guides/doctor.html"],
    "判别器": ["zh/course/index.html", "zh/guides/conditions.html", "zh/terms.html"],
    "自己的图片": ["zh/guides/own_pictures.html"],
    "表格": ["zh/guides/tables.html"],
}
# Asks the worker that Material runs in the browser, `[its script, its index, queries]`: pages in the order shown.
ASKED = """
const [script, index, queries] = JSON.parse(require("fs").readFileSync(0, "utf8"));
let told, heard;
const place = { console, postMessage: (message) => told(message), addEventListener: (name, hear) => (heard = hear) };
place.self = place;
require("vm").runInNewContext(script, place);
const ask = (type, data) => new Promise((resolve) => { told = resolve; heard({ data: { type, data } }); });
(async () => {
  await ask(0, { ...index, options: { suggest: true } });
  const found = {};
  for (const query of queries) {
    const { data } = await ask(2, query);
    found[query] = data.items.map((group) => group[0].location.split("#")[0] || "index.html");
  }
  process.stdout.write(JSON.stringify(found));
})();
"""


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


@needs_node
def test_what_users_type_finds_the_answer_first_or_second(site):
    pytest.importorskip("jieba")
    worker = next((site / "assets" / "javascripts" / "workers").glob("search.*.js")).read_text("utf-8")
    index = json.loads((site / "search" / "search_index.json").read_text("utf-8"))
    given = json.dumps([worker, index, list(SEARCHED)])
    done = subprocess.run([NODE, "-e", ASKED], input=given, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    first = {query: pages[:2] for query, pages in json.loads(done.stdout).items()}
    assert {query: pages for query, pages in first.items() if not set(pages) & set(SEARCHED[query])} == {}


def test_formulas_are_mathml_and_none_is_left_as_tex(pages):
    theory = next(text for path, text in pages.items() if path.name == "07_theory.html")
    assert theory.count("<math") > 8 and "$$" not in re.sub(r"<(pre|code).*?</\1>", "", theory, flags=re.DOTALL)

"""A small run folder, written by hand, and a reader of the pages that are made of it."""

import html.parser
import json
import re

import numpy as np
from PIL import Image

VOID = {"meta", "img", "input", "link", "br", "hr"}


class Page(html.parser.HTMLParser):
    """Reads a page, checks that its tags are closed in order, and keeps what the tests ask for."""

    def __init__(self, text):
        super().__init__()
        self.open, self.ids, self.images, self.sources, self.words = [], [], [], [], []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.ids += [attributes["id"]] if "id" in attributes else []
        self.images += [attributes] if tag == "img" else []
        self.sources += [attributes[name] for name in ("src", "href") if name in attributes]
        self.open += [] if tag in VOID else [tag]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if not {"script", "style"} & set(self.open):
            self.words.append(data)

    @property
    def text(self):
        return re.sub(r"\s+", " ", " ".join(self.words))


def image(path, shade):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.full((8, 8), shade, "uint8")).save(path)


def make_run(folder, seed=0, frames=3):
    folder.mkdir()
    recipe = {"name": "tiny", "description": "A <tiny> run & more.", "training": {"steps": 30, "seed": seed}}
    (folder / "recipe.json").write_text(json.dumps(recipe))
    (folder / "history.csv").write_text("step,d_loss,g_loss,jsd\n10,0.5,1.5,0.19\n20,0.6,1.0,0.09\n30,0.69,,0.0\n")
    figures = {"sliced_wasserstein": {"generated": 0.25, "real": 0.125}}
    (folder / "summary.json").write_text(json.dumps({"samples": 1000, "figures": figures}))
    finding = {"name": "mode collapse", "since": 10, "step": 20, "evidence": "0.1 times.", "advice": ["`a=1`", "b"]}
    about = {"verdict": "Found: mode collapse.", "findings": [finding], "seconds": 0.1, "of_seconds": 10.0, "looks": []}
    (folder / "doctor.json").write_text(json.dumps(about))
    for name in ("generator", "discriminator", "gan", "distribution", "history"):
        image(folder / f"{name}.png", 100)
    for number in range(frames):
        image(folder / "samples" / f"step-{10 * number:06d}.png", number)
    if frames:
        image(folder / "samples" / "samples.gif", 5)
    return folder

"""The page on translation runs as printed, but for its lengths; the study's cells, reader and table at tiny size."""

import pathlib
import re

import numpy as np
import pytest

import kerasgan
from benchmarks.translation import __main__, experiments, measures, page, reader, records
from kerasgan import datasets
from kerasgan.recipe import kinds

PAGE = pathlib.Path(__file__).parents[1] / "docs" / "translation.md"


@pytest.mark.parametrize(
    "number, block", list(enumerate(re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)))
)
def test_the_blocks_of_the_page_run(number, block, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    space = {}
    exec(
        re.sub(
            r"steps=\d+",
            "steps=1",
            block.replace("given)", "given[:40])").replace("wanted, made)", "wanted[:40], made)"),
        ),
        space,
    )
    assert all(value.dtype == np.uint8 for name, value in space.items() if name in ("made", "filled"))


# === What is measured of pairs ===


class Copier:
    """Stands in for a GAN that makes what a function makes of its condition."""

    output_range = (-1.0, 1.0)

    def __init__(self, make):
        self.make = make

    def translate(self, condition, seed=None):
        return self.make(condition)


def test_what_is_wanted_is_perfect_and_its_blur_is_not():
    data = datasets.load("glyphs")
    kind = kinds.of("glyphs", data)
    n, found = kind.figures(Copier(lambda condition: data.held_out[0]), 0)
    assert n == 500 and found["l1"].generated == 0 and found["ssim"].generated == 1
    assert abs(found["frechet_distance"].generated) < 1e-6 < found["frechet_distance"].real
    _, worse = kind.figures(Copier(lambda condition: condition), 0)
    assert worse["l1"].generated > 0.1 and worse["histogram_distance"].generated > found["histogram_distance"].real


@pytest.mark.full
def test_digits_of_pairs_are_read_by_the_classifier():
    data = datasets.load("derived_pairs", source="mnist", how="smaller", held_out=200)
    kind = kinds.of("derived_pairs", data)
    x = data.held_out[0]
    _, found = kind.figures(Copier(lambda condition: condition.repeat(4, axis=1).repeat(4, axis=2)), 0)
    assert kinds.name_of("derived_pairs", data) == "digit_pairs"
    assert found["read_alike"].real == 1 and 0.05 < found["read_alike"].generated < 1
    assert kind.measured(x)["read_alike"] == 1


@pytest.mark.filterwarnings("ignore:The Fréchet distance of 192 features")
def test_two_sets_without_pairs_are_compared_as_sets(tmp_path, rng):
    from PIL import Image

    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        for number in range(8):
            Image.fromarray(rng.integers(0, 256, (8, 8, 3), "uint8")).save(tmp_path / name / f"{number}.png")
    data = datasets.load("paired_folder", path=tmp_path, size=8, paired=False)
    kind = kinds.of("paired_folder", data)
    cycle = type("Cycle", (), {"translate": lambda self, x, to="b": kind.b if to == "b" else kind.a})()
    _, found = kind.figures(cycle, 0)
    assert abs(found["frechet_to_b"].generated) < 1e-6 < found["frechet_to_b"].real


# === The study ===


def test_cells_differ_in_what_they_say():
    cells = experiments.CELLS
    nets = {name: experiments.build_discriminator(cell) for name, cell in cells.items() if cell.adversarial}
    assert len(nets["l1_gan"].inputs) == 1 and len(nets["l1_cgan"].inputs) == 2 and len(nets["cycle"].inputs) == 1
    skips = [
        sum("skip" in layer.name for layer in experiments.build_generator(cells[name]).layers)
        for name in ("l1_cgan", "encoder_decoder")
    ]
    assert skips == [3, 0]


@pytest.mark.full
def test_a_cell_is_trained_measured_and_not_again(tmp_path, monkeypatch):
    found = {}
    monkeypatch.setattr(
        measures, "measure", lambda made: found.update(made=made) or dict.fromkeys(measures.TITLES, 0.5)
    )
    said = []
    for _ in range(2):
        __main__.main(["--only", "l1", "l1_gan", "--seeds", "1", "--steps", "1", "--out", str(tmp_path)], said.append)
    assert found["made"].shape == (500, 32, 32, 1)
    assert [text for text in said if isinstance(text, str)] == ["l1, seed 0, 1 steps", "l1_gan, seed 0, 1 steps"]
    assert [record["name"] for record in records.read(tmp_path)] == ["l1", "l1_gan"]
    marks = dict.fromkeys(("real", "input"), dict.fromkeys(measures.TITLES, 1.0))
    table = page.table(records.read(tmp_path), marks).splitlines()
    assert table[2] == "| L1 alone | 0.5 | 0.5 | 0.5 | 0.5 | 0.5 | 1 | 1 | 0.42 |"
    assert len(table) == 6
    monkeypatch.setattr(measures, "measure", lambda made: {"l1": float(made.mean())})
    __main__.main(["--page-only", "--measure-again", "--out", str(tmp_path)])
    assert records.read(tmp_path)[1]["figures"] == {"l1": float(found["made"].mean())}


@pytest.mark.full
def test_the_reader_learns_a_few_characters_and_reads_them():
    serif = kerasgan.datasets.glyphs.read()["serif"][:20]
    network = reader.train(serif, epochs=1, verbose=0)
    assert network.output_shape == [(None, reader.FEATURES), (None, 20)]
    assert 0 <= reader.accuracy(network, serif[..., None], np.arange(20)) <= 1


@pytest.mark.skipif(not reader.FILE.is_file(), reason="the reader comes with a clone of the repository")
def test_the_reader_that_comes_with_the_study_reads_real_serif_characters():
    serif, _, classes = measures.held_out()
    assert reader.accuracy(reader.load(), serif, classes) > 0.97

"""The study of augmentation: it runs, resumes, and says on its page what has been run."""

import json
import pathlib

import numpy as np
import pytest

import kerasgan
from benchmarks.augmentation import __main__, page, pictures, study
from benchmarks.studies import command, records, samples

COMMITTED = pathlib.Path(__file__).parent.parent / "docs" / page.JSON


def record(method="none", share=10, seed=0, best=4.0, last=5.0):
    about = {"augmentation": [0.4] if method == "adaptive" else [], "doctor": [], "backend": "jax"}
    course = {"curve": [[50, best], [100, last]], "best": best, "last": last}
    return {"data": share, "name": method, "seed": seed, **about, **course, "settings": study.recipe(method)}


def keep(folder, **options):
    found = record(**options)
    records.write(records.path_of(folder, found["data"], found["name"], found["seed"]), found)
    return found


def test_digits_of_a_share_are_the_last_ones_and_none_of_the_reference():
    x = kerasgan.datasets.load("mnist", labels=False)
    for share, count in zip(study.SHARES, (8000, 1600, 800, 400)):
        np.testing.assert_array_equal(study.digits(share), x[8000 - count :])


def test_methods_differ_in_their_transforms_alone():
    recipes = {method: study.recipe(method) for method in study.METHODS}
    for method, found in recipes.items():
        assert found["gan"].pop("transforms") == study.METHODS[method]
        assert found.pop("name") == method
    assert all(found == recipes["none"] for found in recipes.values())
    assert list(study.METHODS) == list(page.TITLES)


def test_the_page_says_how_many_times_nearer_each_method_is(tmp_path):
    for seed, best in ((0, 4.0), (1, 6.0)):
        keep(tmp_path, seed=seed, best=best)
    keep(tmp_path, method="adaptive", best=2.0, last=2.5)
    records.write(records.real_of(tmp_path), 0.158)
    text = page.write(tmp_path, tmp_path / "docs").read_text()
    assert "| none | not run | not run | 5.00 ± 1.00 | not run |" in text
    assert "| real digits | 0.16 |" in text and "| ADA | not run | not run | 2.50 | not run |" in text
    assert "| ADA |  |  | 2.50x |  |" in text
    assert "- ADA, 10 %, seed 0, jax: 2.00 at 50, 2.50 at 100. ADA's probability at the end: 0.40." in text
    assert len(json.loads((tmp_path / "docs" / page.JSON).read_text())["runs"]) == 3


def test_every_row_of_a_table_has_as_many_cells():
    groups = {("none", 100): [record(share=100)]}
    for table in (page.table(groups, 0.1, "best"), page.gaps(groups).split("\n\n")[0]):
        assert {line.count("|") for line in table.splitlines()} == {6}


def test_nothing_is_drawn_of_nothing(tmp_path):
    assert pictures.draw(tmp_path, tmp_path / "docs") == [] and page.settings({}) == ""


def test_the_picture_of_samples_is_not_drawn_anew_without_those_of_a_run(tmp_path):
    found = keep(tmp_path)
    samples.write(tmp_path, found, np.zeros((4, 28, 28, 1), "uint8"))
    assert pictures.draw(tmp_path, tmp_path / "docs") == ["curves.png", "samples.png"]
    keep(tmp_path, method="adaptive")
    assert pictures.draw(tmp_path, tmp_path / "docs") == ["curves.png"]


@pytest.mark.slow
def test_a_run_is_written_at_once_and_not_made_again(tmp_path, monkeypatch):
    monkeypatch.setattr(study, "SAMPLES", 128)
    monkeypatch.setattr(study, "reference", lambda: study.described(study.digits(5)))
    said = []
    options = ["--only", "adaptive", "--shares", "5", "--seeds", "1", "--steps", "2", "--out", str(tmp_path)]
    __main__.main(options, said.append)
    assert said[0].startswith("adaptive, 5 %, seed 0: Fréchet distance best ") and len(said) == 2
    __main__.main(options, said.append)
    assert len(said) == 3
    (found,) = records.all_of(tmp_path)
    assert found["augmentation"] == [0.0] and [step for step, *_ in found["curve"]] == [1, 2]
    assert samples.read(tmp_path, found).shape == (study.KEPT, 28, 28, 1)
    again = tmp_path / "again"
    command.adopt(page, tmp_path, again)
    assert records.all_of(again) == [found] and records.read(records.real_of(again)) == records.read(
        records.real_of(tmp_path)
    )


@pytest.mark.skipif(not COMMITTED.exists(), reason="the study has not been run to its end yet")
def test_the_committed_page_is_that_of_its_data():
    """Words are changed in `notes.py`, figures by runs: never in the page."""
    kept = records.read(COMMITTED)
    drawn = sorted(path.name for path in (COMMITTED.parent / page.PICTURES).glob("*.png"))
    assert page.text(kept["runs"], kept["real"], drawn) == (COMMITTED.parent / page.PAGE).read_text()
    for run in kept["runs"]:
        assert run["best"] == min(distance for _, distance in run["curve"]) and run["last"] == run["curve"][-1][1]
        assert run["settings"] == study.recipe(run["name"])

"""The study of stacked MNIST: it runs, resumes, and says on its page what has been run."""

import json
import pathlib

import numpy as np
import pytest

import kerasgan
from benchmarks.stacked_mnist import __main__, page, pictures, study
from benchmarks.studies import command, records, samples

COMMITTED = pathlib.Path(__file__).parent.parent / "docs" / page.JSON


def record(name="stacked_mnist_r3gan", seed=0, modes=990, kl=0.1):
    settings = {"name": name, "training": {"steps": 100}}
    about = {"cpu": 90.0, "weights": {"generator": 1000, "discriminator": 2000}, "settings": settings}
    figures = {"modes": modes, "reverse_kl": kl, "counts": [1] * 1000}
    course = {"curve": [[50, 900, 0.5, 45.0]], "doctor": [], "backend": "jax"}
    return {"data": study.DATA, "name": name, "seed": seed, **about, **figures, **course}


def keep(folder, **options):
    found = record(**options)
    records.write(records.path_of(folder, study.DATA, found["name"], found["seed"]), found)
    return found


def few(monkeypatch):
    for name in ("SAMPLES", "SAMPLES_OF_PACKS", "FEWER"):
        monkeypatch.setattr(study, name, 64)


def test_the_page_says_what_has_been_run_and_what_not(tmp_path):
    for seed, modes in ((0, 990), (1, 1000)):
        keep(tmp_path, seed=seed, modes=modes)
    records.write(records.real_of(tmp_path), {"modes": 1000, "reverse_kl": 0.0251})
    text = page.write(tmp_path, tmp_path / "docs").read_text()
    assert "| R3GAN, ours | 995 ± 5 | 0.100 ± 0.000 | 1.5 | 100 | 1,000, 2,000 | 2 |" in text
    assert "| real images | 1000 | 0.025 | | | | |" in text
    rest = "WGAN-GP, hinge, spectral normalisation, R3GAN's game on DCGAN's networks, our best"
    assert f"Not run yet: DCGAN, small D, PacGAN2, small D, DCGAN, PacGAN2, {rest}." in text
    assert "- R3GAN, seed 1, jax: 900 at 50." in text
    assert len(json.loads((tmp_path / "docs" / page.JSON).read_text())["runs"]) == 2


def test_every_row_of_the_table_has_as_many_cells(tmp_path):
    table = page.table({name: [record(name)] for name in study.RECIPES}, {"modes": 1000, "reverse_kl": 0.03})
    assert {line.count("|") for line in table.splitlines()} == {8}
    assert len(table.splitlines()) == 2 + 2 + len(page.PUBLISHED) + len(study.RECIPES)


@pytest.mark.parametrize(
    "figures, verdict", [((1000, 0.05), "yes"), ((999, 0.04), "**no**"), ((1000, 0.051), "**no**")]
)
def test_the_target_is_one_for_each_seed(figures, verdict):
    runs = [record(modes=1000, kl=0.03), record(seed=1, modes=figures[0], kl=figures[1])]
    found = page.targets({"stacked_mnist_r3gan": runs})
    assert f"1000 / 0.030, {figures[0]} / {figures[1]:.3f} | {verdict} |" in found
    assert "| every PacGAN2 above every DCGAN | not run against not run |  |" in found


@pytest.mark.parametrize("one, two", [("dcgan", "pacgan2"), ("weak", "weak_pacgan2")])
def test_packing_is_compared_with_the_plain_gan_run_by_run(one, two):
    one, two = f"stacked_mnist_{one}", f"stacked_mnist_{two}"
    plain = [record(one, modes=modes) for modes in (400, 600)]
    groups = {one: plain, two: [record(two, modes=601)]}
    assert "| 601 / 0.100 against 400 / 0.100, 600 / 0.100 | yes |" in page.targets(groups)
    plain[0]["modes"] = 601
    assert "| 601 / 0.100 against 601 / 0.100, 600 / 0.100 | **no** |" in page.targets(groups)


def test_each_recipe_of_the_study_is_one_of_the_package():
    for name in study.RECIPES:
        assert kerasgan.recipe.load(name)["data"]["name"] == study.DATA
    assert list(page.TITLES) == list(study.RECIPES)


def test_the_committed_page_is_that_of_its_data():
    """Words are changed in `notes.py`, figures by runs: never in the page."""
    kept = records.read(COMMITTED)
    drawn = sorted(path.name for path in (COMMITTED.parent / page.PICTURES).glob("*.png"))
    assert page.text(kept["runs"], kept["real"], drawn) == (COMMITTED.parent / page.PAGE).read_text()
    for run in kept["runs"]:
        counts = np.array(run["counts"])
        assert np.count_nonzero(counts) == run["modes"]
        shares = counts[counts > 0] / counts.sum()
        assert np.log(1000) + (shares * np.log(shares)).sum() == pytest.approx(run["reverse_kl"], abs=1e-4)


def test_the_cpu_time_of_a_run_that_was_cut_off_counts_the_steps_that_are_lost(tmp_path, monkeypatch):
    """By hand: 2 s for the 4 steps since the checkpoint at 6 are 0.5 s each; the point before was at 5, after 3 s."""
    clock = iter((10.0, 12.0, 12.0))
    monkeypatch.setattr(study.time, "process_time", lambda: next(clock))
    records.write(tmp_path / "curve.json", [[5, 900, 0.5, 3.0], [10, 950, 0.4, 6.0]])
    course = study.Course(5, lambda step: [step, 990, 0.1], tmp_path / "curve.json")
    course.on_first_step(6)
    course.on_due(10)
    assert course.points == [[5, 900, 0.5, 3.0], [10, 990, 0.1, 5.5]]


@pytest.mark.slow
def test_a_run_is_written_at_once_and_not_made_again(tmp_path, monkeypatch):
    few(monkeypatch)
    said = []
    options = ["--only", "stacked_mnist_pacgan2", "--seeds", "1", "--steps", "2", "--out", str(tmp_path)]
    __main__.main(options, said.append)
    assert said[0].startswith("stacked_mnist_pacgan2 seed 0: ") and len(said) == 2
    __main__.main(options, said.append)
    assert len(said) == 3
    (found,) = records.all_of(tmp_path)
    assert samples.read(tmp_path, found).shape == (study.KEPT, 28, 28, 3)
    assert {path.name for path in (tmp_path / page.PICTURES).glob("*.png")} == {"curves.png", "samples.png"}
    again = tmp_path / "again"
    command.adopt(page, tmp_path, again)
    assert records.all_of(again) == [found] and records.read(records.real_of(again))
    np.testing.assert_array_equal(samples.read(again, found), samples.read(tmp_path, found))


def test_the_picture_of_samples_is_not_drawn_anew_without_those_of_a_run(tmp_path):
    found = keep(tmp_path)
    samples.write(tmp_path, found, np.zeros((4, 28, 28, 3), "uint8"))
    assert pictures.draw(tmp_path, tmp_path / "docs") == ["curves.png", "samples.png"]
    keep(tmp_path, name="stacked_mnist_dcgan")
    assert pictures.draw(tmp_path, tmp_path / "docs") == ["curves.png"]


def test_nothing_is_drawn_of_nothing(tmp_path):
    assert pictures.draw(tmp_path, tmp_path / "docs") == []

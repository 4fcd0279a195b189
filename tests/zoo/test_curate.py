"""From a run to an entry that verifies, and the scores on its card."""

import json

import numpy as np
import pytest
from helpers import image_gan

from kerasgan import zoo
from kerasgan.cli import tables
from kerasgan.presets import cards, shelf, trained
from kerasgan.recipe import kinds, run
from kerasgan.zoo import curate, scores


@pytest.fixture
def recipe(monkeypatch):
    monkeypatch.setattr(kinds.kind, "SAMPLES", 200)
    monkeypatch.setitem(scores.FURTHER, "mixture", scores.of_mixture)
    return {
        "name": "tiny",
        "data": {"name": "ring_8", "options": {"std": 0.5}},
        "generator": {"arch": "mlp", "output_shape": [2], "latent_dim": 3, "hidden": [5]},
        "discriminator": {"arch": "mlp", "input_shape": [2], "hidden": [6]},
        "gan": {"g_optimizer": {"class_name": "SGD", "config": {"learning_rate": 0.01}}},
        "training": {"steps": 2, "batch_size": 8, "seed": 3},
    }


@pytest.fixture
def home(tmp_path, monkeypatch):
    """An empty zoo."""
    monkeypatch.setattr(shelf, "FOLDER", tmp_path / "zoo")
    monkeypatch.setenv("KERASGAN_ZOO", str(tmp_path / "zoo"))
    return tmp_path / "zoo"


ABOUT = {"summary": "A tiny ring.", "method": "None.", "limits": ["It is not trained."], "wrong": ["All of it."]}


def test_a_run_becomes_an_entry_that_verifies(recipe, home, tmp_path):
    run.train(recipe, tmp_path / "run", verbose=0)
    assert curate.add(tmp_path / "run", about=ABOUT) == home / "tiny"
    assert zoo.names() == ["tiny"]
    text = zoo.card("tiny").text
    for part in (
        "A tiny ring.",
        "It is not trained.",
        "PacGAN",
        "no licence needed",
        "| training seed | 3 |",
        "learning_rate 0.01",
    ):
        assert part in text
    assert "tiny/samples.png" in (home / "README.md").read_text()
    np.testing.assert_array_equal(
        zoo.load("tiny").sample(5, seed=0), trained.load(tmp_path / "run").gan.sample(5, seed=0)
    )
    found = list(curate.verify())
    assert [check.check for check in found] == ["files", "card", "samples", "scores", "weights"]
    assert tables.show_checks(found)
    again = curate.add(tmp_path / "run", name="tiny")  # what was known of it stays
    assert cards.part(again, "about")["summary"] == "A tiny ring."


@pytest.mark.full
def test_a_zoo_of_ones_own_lies_beside_the_one_that_comes_with_kerasgan(recipe, tmp_path, monkeypatch):
    monkeypatch.setenv("KERASGAN_ZOO", str(tmp_path / "own"))
    run.train(recipe, tmp_path / "run", verbose=0)
    shipped, told = zoo.names(), []
    before = {path: path.stat().st_mtime_ns for path in shelf.FOLDER.rglob("*")}
    assert curate.add(tmp_path / "run", about=ABOUT, tell=told.append) == tmp_path / "own" / "tiny"
    assert told == [
        *(f"Measuring, sampling seed {number} of 3." for number in (1, 2, 3)),
        f"Drawing it and writing {tmp_path / 'own' / 'tiny'}.",
    ]
    assert zoo.names() == sorted([*shipped, "tiny"]) and "A tiny ring." in zoo.card("tiny").text
    assert zoo.load("tiny").sample(2).shape == trained.load("tiny").gan.sample(2).shape == (2, 2)
    assert all(check.passed for check in curate.verify(["tiny"], measure=False))
    assert {path: path.stat().st_mtime_ns for path in shelf.FOLDER.rglob("*")} == before
    with pytest.raises(ValueError) as error:
        curate.add(tmp_path / "run", name="ring_8")
    assert str(error.value) == (
        "`name`: 'ring_8' is an entry of the zoo that comes with kerasgan. Pass another, `--name`."
    )


def test_without_the_variable_it_is_in_the_home_folder(monkeypatch, tmp_path):
    monkeypatch.delenv("KERASGAN_ZOO")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert shelf.own() == tmp_path / ".kerasgan" / "zoo"
    assert zoo.names() == sorted(path.parent.name for path in shelf.FOLDER.glob("*/config.json"))


@pytest.mark.full
def test_verify_finds_scores_that_are_not_measured_again(recipe, home, tmp_path):
    run.train(recipe, tmp_path / "run", verbose=0)
    folder = curate.add(tmp_path / "run", about=ABOUT)
    told = cards.part(folder, "scores")
    told["figures"]["pacgan_reverse_kl"]["generated"] = -1.0
    (folder / "scores.json").write_text(json.dumps(told))
    curate.refresh(cards_too=True)
    (wrong,) = [check for check in curate.verify() if not check.passed]
    assert wrong.check == "scores" and "pacgan_reverse_kl is" in wrong.found and "the card says -1" in wrong.found


@pytest.mark.full
def test_a_run_is_evaluated_over_seeds(recipe, tmp_path):
    run.train(recipe, tmp_path / "run", verbose=0)
    found = curate.evaluate(trained.load(tmp_path / "run"), seeds=2)
    assert found["seeds"] == [0, 1]
    assert found["figures"]["pacgan_modes"]["real"] == 8
    assert found["figures"]["pacgan_modes"]["samples"] == 2500
    tables.show(tables.of_scores("tiny", found))


def test_what_has_no_recipe_can_not_be_measured(gan, tmp_path):
    gan.save(tmp_path / "gan.keras")
    with pytest.raises(ValueError, match="`run`: expected the folder of a run with its recipe.json."):
        curate.evaluate(trained.load(tmp_path / "gan.keras"))


@pytest.mark.parametrize("name", ["Tiny", "a b", "../tiny", "", ".tiny"])
def test_a_name_is_one_of_a_folder(name):
    assert curate.name_problems(name) == [f"`name`: expected small letters, digits and '_'. Received: {name!r}."]


@pytest.mark.parametrize(
    "options, message",
    [
        (
            {"about": {"sumary": "A ring."}},
            "`about` takes no `sumary`. Known: data, licence, limits, method, summary, ",
        ),
        ({"about": ["A ring."]}, "`about`: expected an object with the parts data, licence, method, summary, limits, "),
        ({"about": {"limits": "None."}}, "`about`: `limits`: expected a list of text. Received: 'None.'."),
        ({"about": {"summary": 3}}, "`about`: `summary`: expected text. Received: 3."),
        ({"name": "Tiny"}, "`name`: expected small letters, digits and '_'. Received: 'Tiny'."),
        ({"name": "other"}, "`folder`: expected a new or an empty folder, or a preset to replace. Received: "),
    ],
)
def test_what_is_told_wrong_is_an_error_before_any_work(options, message, home, monkeypatch):
    (home / "other").mkdir(parents=True)
    (home / "other" / "thesis.txt").write_text("years of work")
    monkeypatch.setattr(trained, "load", lambda run: pytest.fail("loaded"))
    with pytest.raises(ValueError) as error:
        curate.add(home, **options)
    assert str(error.value).startswith(message)


def test_a_folder_of_other_things_is_told_before_anything_is_measured(recipe, home, tmp_path, monkeypatch):
    (tmp_path / "run").mkdir()
    found = trained.Trained(None, "run", tmp_path / "run", recipe)
    monkeypatch.setattr(trained, "load", lambda run: found)
    monkeypatch.setattr(scores, "measure", lambda *arguments, **options: pytest.fail("measured"))
    (home / "tiny").mkdir(parents=True)
    (home / "tiny" / "thesis.txt").write_text("years of work")
    with pytest.raises(ValueError, match="`folder`: expected a new or an empty folder, or a preset to replace."):
        curate.add(home)


# === Figures ===


def test_a_summary_is_mean_and_deviation_over_the_seeds():
    found = scores.summary([(1.0, 2.0, "t", 10), (3.0, 2.0, "t", 10)])
    expected = {"title": "t", "generated": 2.0, "spread": 1.4142, "real": 2.0, "real_spread": 0.0, "samples": 10}
    assert found == expected
    assert scores.summary([(1.0, 2.0, "t", 10)])["spread"] == 0
    infinite = scores.summary([(np.inf, 2.0, "t", 10), (1.0, 2.0, "t", 10)])
    assert (infinite["generated"], infinite["spread"]) == (None, 0.0)  # JSON has no infinity
    assert cards.number(None) == "infinite" and not scores.agree(infinite, found) and scores.agree(infinite, infinite)


def test_differences_are_those_beyond_the_spread():
    figure = {"title": "t", "generated": 1.0, "spread": 0.1, "real": 0.5, "real_spread": 0.1, "samples": 9}
    old = {"figures": {"a": figure, "b": figure, "c": figure}}
    new = {"figures": {"a": {**figure, "generated": 1.3}, "b": {**figure, "generated": 1.4}}}
    assert scores.differences(old, new) == ["b is 1.4, the card says 1", "c could not be measured"]


def test_figures_are_written_as_far_as_they_are_known():
    figure = {
        "title": "x, ideal 0",
        "generated": 0.012345,
        "spread": 0.00067,
        "real": 0.01,
        "real_spread": 0.0,
        "samples": 5,
    }
    assert cards.with_spread(figure, "generated", "spread") == "0.0123 ± 0.0007"
    assert cards.with_spread(figure, "real", "real_spread") == "0.01"
    assert cards.ratio(figure) == "1.2"
    assert cards.ratio({**figure, "title": "share"}) == ""
    assert cards.row({**figure, "title": "|a|"}).startswith(r"| \|a\| | 0.0123")


def test_errors_of_moments_are_numpys():
    class Data:
        mean, covariance = np.zeros(2), np.eye(2)

    samples = np.array([[1.0, 0.0], [-1.0, 0.0], [1.0, 2.0], [-1.0, 2.0]])
    found = scores.moment_errors(Data, samples)
    assert found == {"largest_mean_error": 1.0, "largest_covariance_error": pytest.approx(1 / 3)}


@pytest.mark.full
def test_a_network_tells_apart_what_differs_and_nothing_else():
    rng = np.random.default_rng(0)
    real, same = (rng.normal(size=(600, 4)).astype("float32") for _ in range(2))
    assert abs(scores.told_apart(real, same, seed=0, epochs=1) - 0.5) < 0.06
    assert scores.told_apart(real, same + 6, seed=0, epochs=30) > 0.99
    assert scores.told_apart(real, 3 * same, seed=0, epochs=60) > 0.65  # no mean differs: what a linear one misses
    before = np.random.get_state()[1].copy()
    assert scores.told_apart(real, same, seed=1, epochs=1) == scores.told_apart(real, same, seed=1, epochs=1)
    np.testing.assert_array_equal(np.random.get_state()[1], before)


def test_thumbnails_of_images_have_precision_and_recall_by_hand(rng):
    data = rng.integers(0, 256, (40, 16, 16, 3)).astype("uint8")
    gan = image_gan((16, 16, 3))
    gan.pixels = True
    found = scores.of_images(gan, data, seed=3)
    rows = np.random.default_rng(3).permutation(40)
    groups = [data[rows[:20]], data[rows[20:]], gan.sample(20, seed=3)]
    real, other, fake = (x.reshape(20, 8, 2, 8, 2, 3).mean(axis=(2, 4)).reshape(20, -1) / 255 for x in groups)
    assert found["precision_thumbnails"][:2] == pytest.approx((inside(fake, real), inside(other, real)))
    assert found["recall_thumbnails"][:2] == pytest.approx((inside(real, fake), inside(real, other)))
    assert {figure[3] for figure in found.values()} == {20}


def inside(queries, points):
    """The share of queries no farther from any point than its third nearest neighbour is."""
    radii = np.sort(np.linalg.norm(points[:, None] - points, axis=2), axis=1)[:, 3]
    return (np.linalg.norm(queries[:, None] - points, axis=2) <= radii).any(axis=1).mean()


def test_a_run_is_a_folder(home):
    """The name of an entry is none, and no preset that was meant."""
    with pytest.raises(ValueError) as error:
        curate.add("mnist_best")
    assert str(error.value) == (
        "`run`: expected the folder that `kerasgan train` left. Received: 'mnist_best', where there is none."
    )

"""A run and the folder that it leaves."""

import copy
import csv
import json
import re
import shutil
import signal

import keras
import numpy as np
import pytest
from cases import some
from PIL import Image

import kerasgan
from kerasgan.errors import TrainingDivergedError
from kerasgan.recipe import kinds, run

FILES = {
    "discriminator.png", "distribution.png", "doctor.json", "doctor.txt", "gan.keras", "gan.png", "generator.png",
    "history.csv", "history.jsonl", "history.png", "recipe.json", "report.html", "summary.json",
}  # fmt: skip


TINY = {
    "name": "tiny",
    "data": {"name": "normal_200d", "options": {"dim": 4, "mu": 2.0, "sigma": 0.5}},
    "generator": {"arch": "mlp", "output_shape": [4], "latent_dim": 3, "hidden": [5]},
    "discriminator": {"arch": "mlp", "input_shape": [4], "hidden": [6]},
    "gan": {"g_optimizer": "adam", "d_optimizer": "adam"},
    "training": {"steps": 4, "batch_size": 8, "seed": 3},
}


@pytest.fixture
def recipe(monkeypatch):
    monkeypatch.setattr(kinds.kind, "SAMPLES", 500)
    for name in ("model", "history", "distribution"):  # drawn by others' tests, and seconds each
        monkeypatch.setattr(run.plots, f"plot_{name}", lambda *arguments, **options: None)
    return copy.deepcopy(TINY)


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """A finished run of the tiny recipe with all its pictures, and its summary."""
    folder = tmp_path_factory.mktemp("done") / "run"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kinds.kind, "SAMPLES", 500)
        return folder, run.train(TINY, folder, verbose=0)


def test_a_run_leaves_all_that_one_needs(done):
    folder, summary = done
    assert {path.name for path in folder.iterdir()} == FILES
    assert json.loads((folder / "recipe.json").read_text()) == TINY
    assert json.loads((folder / "summary.json").read_text()) == summary
    assert summary["samples"] == 500
    assert set(summary["figures"]) == {"mean_error", "std", "ks", "off_diagonal", "sliced_wasserstein"}
    real = {name: figure["real"] for name, figure in summary["figures"].items()}
    assert real["std"] == pytest.approx(1.0, abs=0.1)  # in units of the data's own mean and spread
    assert real["ks"] == pytest.approx(0.87 / np.sqrt(500), abs=0.03)


def test_the_report_of_a_run_has_its_generator_in_it(done):
    text = (done[0] / "report.html").read_text("utf-8")
    assert (text.count("data-gan="), text.count("class Network {")) == (1, 1)
    (data,) = re.findall(r'<script type="application/json" id="gan-1-data">(.*?)</script>', text, re.DOTALL)
    kernel = json.loads(data)["generator"]["weights"][0]
    assert kernel["shape"] == [3, 5]


def test_a_run_says_what_it_was(done):
    _, summary = done
    expected = {"recipe": "tiny", "seed": 3, "steps": 4, "batch_size": 8, "backend": keras.backend.backend()}
    assert {name: summary[name] for name in expected} == expected
    assert summary["parameters"] == {"generator": 4 * 5 + 6 * 4, "discriminator": 5 * 6 + 7}
    assert summary["seconds"] >= summary["seconds_to_first_step"] >= 0
    assert summary["versions"]["keras"] == keras.__version__ and summary["machine"]["cpus"] >= 1


def test_the_model_of_a_run_goes_on(done):
    gan = keras.models.load_model(done[0] / "gan.keras")
    assert int(keras.ops.convert_to_numpy(gan.optimizer.iterations)) == 4
    kerasgan.fit_gan(gan, lambda n, rng: rng.normal(size=(n, 4)), steps=2, batch_size=8, verbose=0)


@pytest.mark.full
def test_the_history_has_a_row_for_each_entry(recipe, tmp_path):
    recipe["training"]["steps"] = 250
    run.train(recipe, tmp_path / "run", verbose=0)
    with open(tmp_path / "run" / "history.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    assert set(rows[0]) == {"step", "d_loss", "g_loss", "d_accuracy", "jsd"}
    assert [int(row["step"]) for row in rows[:2]] == [3, 6]
    assert int(rows[-1]["step"]) == 250  # the last entry is of one step only


@pytest.mark.full
def test_a_seed_makes_the_same_run_again(recipe, tmp_path):
    figures = [run.train(recipe, tmp_path / name, verbose=0)["figures"] for name in "ab"]
    assert figures[0] == figures[1]


def test_a_folder_in_use_is_left_alone(recipe, tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")
    message = (
        "`out`: expected a new or an empty folder, or a run of this recipe that was cut off. Received "
        f"{tmp_path}, which has other files. Choose another; a finished run of this recipe goes on with a larger "
        "`steps`."
    )
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        run.train(recipe, tmp_path, verbose=0)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_run_that_was_cut_off_goes_on(recipe, tmp_path, monkeypatch):
    """Cut off after the last checkpoint and before anything else was kept."""
    whole = run.train(recipe, tmp_path / "whole", verbose=0)["figures"]
    monkeypatch.setattr(run, "keep", lambda gan, folder: signal.raise_signal(signal.SIGINT))
    with pytest.raises(KeyboardInterrupt):
        run.train(recipe, tmp_path / "run", verbose=0)
    monkeypatch.undo()
    monkeypatch.setattr(kinds.kind, "SAMPLES", 500)
    assert run.choose_folder({**recipe, "name": "run"}, tmp_path) == tmp_path / "run-2"  # another recipe
    before = {"recipe.json", "checkpoint", "doctor.json", "doctor.txt", "summary.json"}
    before |= {"history.csv", "history.jsonl", "history.png"}
    assert {path.name for path in (tmp_path / "run").iterdir()} == before
    assert run.train(recipe, tmp_path / "run", verbose=0)["figures"] == whole
    assert {path.name for path in (tmp_path / "run").iterdir()} == FILES


def test_a_mistake_in_the_recipe_leaves_no_folder(recipe, tmp_path):
    recipe["gan"]["loss"] = "minmax"
    with pytest.raises(ValueError, match="Did you mean 'minimax'?"):
        run.train(recipe, tmp_path / "run", verbose=0)
    assert not (tmp_path / "run").exists()


def test_a_run_that_diverges_keeps_its_last_good_weights(recipe, tmp_path):
    huge = {"class_name": "SGD", "config": {"learning_rate": 1e30}}
    recipe["gan"] = {"g_optimizer": huge, "d_optimizer": huge}
    recipe["training"]["steps"] = 60
    with pytest.raises(TrainingDivergedError):
        run.train(recipe, tmp_path / "run", verbose=0)
    gan = keras.models.load_model(tmp_path / "run" / "gan.keras")
    assert np.isfinite(gan.sample(5)).all()
    assert json.loads((tmp_path / "run" / "doctor.json").read_text())["findings"][0]["name"] == "divergence"
    assert "divergence" in (tmp_path / "run" / "report.html").read_text("utf-8")


def test_the_chosen_folder_is_the_next_that_is_free(done, tmp_path):
    assert run.choose_folder(TINY, tmp_path) == tmp_path / "tiny"
    shutil.copytree(done[0], tmp_path / "tiny")
    assert run.choose_folder(TINY, tmp_path) == tmp_path / "tiny-2"


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_recipe_gets_there(seed, tmp_path):
    """The claim of the README: all of it on each seed, beside real samples of the same size."""
    recipe = kerasgan.recipe.changed(kerasgan.recipe.load("normal_200d"), seed=seed)
    figures = run.train(recipe, tmp_path / "run", verbose=0)["figures"]
    made, real = ({name: figure[kind] for name, figure in figures.items()} for kind in ("generated", "real"))
    assert made["ks"] <= 0.03
    assert 0.95 <= made["std"] <= 1.05
    assert made["mean_error"] <= 0.03
    assert made["off_diagonal"] <= 1.5 * real["off_diagonal"]
    assert made["sliced_wasserstein"] <= 2 * real["sliced_wasserstein"]


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_both_axes_of_the_plane_are_found(seed, tmp_path):
    """The claim of the description, on each seed: mean, covariance and the narrow axis."""
    recipe = kerasgan.recipe.changed(kerasgan.recipe.load("gaussian_2d_both_axes"), seed=seed)
    figures = run.train(recipe, tmp_path / "run", verbose=0)["figures"]
    assert figures["mean_error"]["generated"] <= 0.15
    assert figures["covariance_error"]["generated"] <= 0.3
    assert figures["narrow_std"]["generated"] == pytest.approx(0.3081, rel=0.05)


# === Every recipe of the package, for two steps ===

GRID = {f"step-{step:06d}.png" for step in (0, 1, 2)}
FRAMES = GRID | {name.replace("png", "npz") for name in GRID}  # points keep the numbers beside the pictures
EXTRA = {
    "normal": ({"distribution.png"}, None),
    "gaussian": ({"surface", "surface.png"}, FRAMES | {"surface.gif"}),
    "mixture": ({"surface", "surface.png"}, FRAMES | {"surface.gif"}),
    "digits": ({"samples", "samples.png"}, GRID | {"samples.gif"}),
    "images": ({"samples", "samples.png"}, GRID | {"samples.gif"}),
    "stacked_digits": ({"samples", "samples.png"}, GRID | {"samples.gif"}),
    "pairs": ({"samples", "samples.png"}, GRID | {"samples.gif"}),
    "table": ({"columns.png", "correlations.png"}, None),
    "unpaired": ({"to_a", "to_b", "samples.png", "samples_back.png"}, None),
}


# What a run of another kind of game has in the place of the diagrams of G and D.
PICTURES_OF = {"unpaired": {"a_to_b.png", "b_to_a.png", "d_a.png", "d_b.png"}}
OTHERS = {"discriminator.png", "distribution.png", "generator.png"}


@pytest.fixture
def short(monkeypatch, tmp_path, rng):
    """Returns what a recipe is shortened to: few samples, small batches, thin networks, two steps."""
    monkeypatch.setattr(kinds.kind, "SAMPLES", 200)
    monkeypatch.setattr(kinds.images, "LEAST", 100)
    monkeypatch.setattr(kinds.images, "VALUES", 1)
    for name in ("model", "history"):  # drawn by others' tests, and seconds each
        monkeypatch.setattr(run.plots, f"plot_{name}", lambda *arguments: arguments[-1].touch())
    for folder in ("heads", "two/a", "two/b"):
        (tmp_path / folder).mkdir(parents=True)
        for number in range(9):
            picture = Image.fromarray(rng.integers(0, 256, (70, 64, 3), "uint8"))
            picture.save(tmp_path / folder / f"{number}.png")
    rows = [f"{rng.integers(17, 90)},{rng.choice(['f', 'm'])},{rng.choice(['<=50K', '>50K'])}" for _ in range(80)]
    (tmp_path / "adult.csv").write_text("\n".join(["age,sex,income", *rows]))
    own = {
        "heads_dcgan": "heads",
        "heads_stylegan": "heads",
        "heads_stylegan_further": "heads",
        "emoji_stylegan": "heads",
        "pictures": "heads",
        "emoji_cycle": "two",
        "adult": "adult.csv",
    }

    def shortened(name):
        data = tmp_path / own[name] if name in own else None
        recipe = kerasgan.recipe.changed(kerasgan.recipe.load(name), batch_size=4, data=data)
        training = {key: value for key, value in recipe["training"].items() if key != "epochs"}
        recipe["training"] = {**training, "steps": 2}
        recipe.pop("start", None)  # `test_starting.py` has runs that begin with another
        for network in ("generator", "discriminator"):
            if recipe[network]["arch"] not in ("mlp", "resnet", "table"):
                recipe[network]["filters"] = 8 if recipe[network]["arch"] == "r3gan" else 2
        return {**recipe, "watch": {**recipe.get("watch", {}), "every": 1}}

    return shortened


# Points in a hurry; of the others `test_recipe.py` builds every one, and `done` above is of vectors.
FIRST = ("gaussian_2d",)


@pytest.mark.filterwarnings("ignore:The Fréchet distance of .* features from so few samples")
@pytest.mark.parametrize("name", some(kerasgan.recipe.names(), FIRST))
def test_every_shipped_recipe_trains_and_leaves_its_folder(name, short, tmp_path):
    recipe = short(name)
    kind = "unpaired" if name == "emoji_cycle" else kerasgan.datasets.SOURCES[recipe["data"]["name"]].kind
    summary = run.train(recipe, tmp_path / "run", verbose=0)
    own, pictures = EXTRA[kind]
    networks = PICTURES_OF.get(kind, {"discriminator.png", "generator.png"})
    assert {path.name for path in (tmp_path / "run").iterdir()} == FILES - OTHERS | networks | own
    if pictures:
        folder = tmp_path / "run" / ("samples" if "samples" in own else "surface")
        assert {path.name for path in folder.iterdir()} == pictures
    assert summary["steps"] == 2 and summary["figures"]
    for figure_name, figure in summary["figures"].items():
        assert np.isfinite(figure["real"]) and figure["title"]
        # After two steps no sample need be in a mode, and the KL is infinite then.
        assert np.isfinite(figure["generated"]) or (figure_name, figure["generated"]) == ("reverse_kl", np.inf)
    assert ("label_agreement" in summary["figures"]) == ("num_classes" in recipe["generator"])


@pytest.mark.full
def test_a_run_that_was_cut_off_goes_on_with_its_pictures(short, tmp_path, monkeypatch):
    recipe = {**short("gaussian_2d"), "training": {"steps": 6, "batch_size": 4, "seed": 0}}
    monkeypatch.setattr(run, "keep", lambda gan, folder: signal.raise_signal(signal.SIGINT))
    recipe["watch"]["every"] = 2
    with pytest.raises(KeyboardInterrupt):
        run.train(recipe, tmp_path / "run", verbose=0)
    (tmp_path / "run" / "surface" / "step-000006.png").unlink()
    monkeypatch.undo()
    monkeypatch.setattr(kinds.kind, "SAMPLES", 60)
    run.train(recipe, tmp_path / "run", verbose=0)
    assert len(list((tmp_path / "run" / "surface").glob("step-*.png"))) >= 3
    assert not (tmp_path / "run" / "checkpoint").exists()


@pytest.mark.parametrize("fails, done, picture", [("figures", "measured", True), ("draw", "drawn", False)])
def test_where_samples_cannot_be_measured_or_drawn_the_run_has_all_else(tmp_path, monkeypatch, fails, done, picture):
    def fail(*given):
        raise RuntimeError("no such class.")

    monkeypatch.setattr(kinds.normal.Normal, fails, fail)
    with pytest.warns(UserWarning, match=f"^The samples could not be {done}: RuntimeError: no such class. The run has"):
        summary = run.train(TINY, tmp_path / "run", verbose=0)
    assert summary["state"] == "done" and bool(summary["figures"]) is not picture
    assert (tmp_path / "run" / "distribution.png").is_file() is picture
    assert json.loads((tmp_path / "run" / "summary.json").read_text())["state"] == "done"
    assert (tmp_path / "run" / "report.html").is_file() and not (tmp_path / "run" / "checkpoint").exists()

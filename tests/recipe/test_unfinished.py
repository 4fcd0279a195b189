"""Runs in any state: what they write as they go, what can be read of them, and how they go on."""

import json
import signal

import keras
import numpy as np
import pytest
from helpers import undrawn

import kerasgan
from kerasgan import report
from kerasgan.errors import CheckpointError
from kerasgan.presets import trained
from kerasgan.recipe import diary, kinds, prolonging, run, several, unfinished
from kerasgan.training import team


@pytest.fixture
def recipe(monkeypatch):
    undrawn(monkeypatch, samples=200)
    monkeypatch.setattr(kinds.kind, "FEWER_SAMPLES", 50)
    return {
        "name": "tiny",
        "data": {"name": "normal_200d", "options": {"dim": 4}},
        "generator": {"arch": "mlp", "output_shape": [4], "latent_dim": 3, "hidden": [5]},
        "discriminator": {"arch": "mlp", "input_shape": [4], "hidden": [6]},
        "gan": {"g_optimizer": "adam", "d_optimizer": "adam"},
        "training": {"steps": 4, "batch_size": 8, "seed": 3},
    }


class Killed(RuntimeError):
    """Stands for a SIGKILL."""


def kill(recipe, folder, monkeypatch, after=2):
    """Has a run end after a checkpoint, without any of what a run writes at its end."""
    original = diary.Diary.on_epoch_end

    def on_epoch_end(self, epoch, logs=None):
        original(self, epoch, logs)
        if epoch + 1 == after:
            raise Killed

    monkeypatch.setattr(diary.Diary, "on_epoch_end", on_epoch_end)
    monkeypatch.setattr(diary.Diary, "on_train_end", lambda self, logs=None: None)
    monkeypatch.setattr("kerasgan.training.checkpoint.Checkpoint.due", lambda self, step: True)
    with pytest.raises(Killed):
        run.train(recipe, folder, verbose=0)
    monkeypatch.undo()
    monkeypatch.setattr(kinds.kind, "SAMPLES", 200)


def lines(folder):
    return [json.loads(line) for line in (folder / "history.jsonl").read_text().splitlines()]


def test_a_killed_run_has_its_history_its_state_and_its_generator(recipe, tmp_path, monkeypatch):
    kill(recipe, tmp_path / "run", monkeypatch)
    assert [entry["step"] for entry in lines(tmp_path / "run")] == [1, 2]
    summary = json.loads((tmp_path / "run" / "summary.json").read_text())
    assert (summary["state"], summary["of_steps"]) == ("running", 4)
    found = trained.load(tmp_path / "run")
    assert found.name == "run" and found.recipe == recipe
    assert int(keras.ops.convert_to_numpy(found.gan.optimizer.iterations)) == 2
    assert np.isfinite(found.gan.sample(3, seed=0)).all()
    assert report.write(tmp_path / "run").is_file()


def test_it_goes_on_and_its_history_has_each_entry_once(recipe, tmp_path, monkeypatch):
    kill(recipe, tmp_path / "run", monkeypatch)
    summary = run.train(recipe, tmp_path / "run", verbose=0)
    assert [entry["step"] for entry in lines(tmp_path / "run")] == [1, 2, 3, 4]
    assert summary["state"] == "done" and summary["steps"] == 4
    assert not unfinished.is_one(tmp_path / "run")


def test_a_run_that_was_killed_before_its_first_checkpoint_has_its_first_weights(recipe, tmp_path):
    (tmp_path / "recipe.json").write_text(json.dumps(recipe))
    with pytest.warns(UserWarning) as told:
        found = trained.load(tmp_path)
    assert [str(warning.message) for warning in told if warning.category is UserWarning] == [
        f"{tmp_path} has no checkpoint yet, so its networks are untrained here. A run writes the first one a few "
        "seconds after its first step; one that was cut off goes on when the same command is given again."
    ]
    keras.utils.set_random_seed(3)
    for one, other in zip(found.gan.get_weights(), kerasgan.recipe.build(recipe).get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)
    assert np.isfinite(found.gan.sample(3, seed=0)).all() and report.write(tmp_path).is_file()


def test_a_finished_run_goes_on_with_more_steps(recipe, tmp_path):
    run.train(recipe, tmp_path / "run", verbose=0)
    before = trained.load(tmp_path / "run").gan.generator.get_weights()
    longer = kerasgan.recipe.changed(recipe, steps=9)
    assert prolonging.can(tmp_path / "run", longer) and not prolonging.can(tmp_path / "run", recipe)
    summary = run.train(longer, tmp_path / "run", verbose=0)
    assert summary["steps"] == 9 and [entry["step"] for entry in lines(tmp_path / "run")] == list(range(1, 10))
    after = trained.load(tmp_path / "run").gan.generator.get_weights()
    moved = max(float(np.abs(a - b).max()) for a, b in zip(before, after))
    assert 0 < moved < 0.01  # five steps of Adam at 0.001, from where it was


@pytest.mark.full
def test_seconds_are_those_of_all_parts_of_a_run(recipe, tmp_path, monkeypatch):
    folder = tmp_path / "run"
    kill(recipe, folder, monkeypatch)
    written = json.loads((folder / "summary.json").read_text())
    assert written["seconds"] >= 0
    (folder / "summary.json").write_text(json.dumps({**written, "seconds": 1000.0}))
    assert 1000 <= run.train(recipe, folder, verbose=0)["seconds"] < 1100
    assert 1000 <= run.train(kerasgan.recipe.changed(recipe, steps=6), folder, verbose=0)["seconds"] < 1200


@pytest.mark.parametrize("said", ["{}", '{"seconds": "long"}', '{"seconds": -1}', '{"seconds": 1e999}', "no JSON"])
def test_seconds_that_no_run_has_written_count_nothing(tmp_path, said):
    (tmp_path / "checkpoint").mkdir()
    (tmp_path / "checkpoint" / "step-000000002.npz").touch()
    (tmp_path / "summary.json").write_text(said)
    assert prolonging.seconds_before(tmp_path) == 0


def test_a_run_that_begins_anew_counts_its_own_seconds(tmp_path):
    (tmp_path / "summary.json").write_text('{"seconds": 1000.0}')
    assert prolonging.seconds_before(tmp_path) == 0


@pytest.mark.parametrize("ended", [True, False])
def test_fewer_steps_than_a_run_has_are_told_with_what_it_is(recipe, tmp_path, ended):
    folder = tmp_path / "run"
    run.train(recipe, folder, verbose=0)
    if not ended:  # by Ctrl-C, which leaves a model and a checkpoint
        (folder / "checkpoint").mkdir()
    with pytest.raises(ValueError) as error:
        run.train(kerasgan.recipe.changed(recipe, steps=2), folder, verbose=0)
    to_its_end = f"`kerasgan train {folder / 'recipe.json'} --out {folder}`"
    state = "has ended: it goes on" if ended else f"was cut off: it goes on to its end, {to_its_end}, or"
    assert str(error.value) == (
        f"`out`: {folder} is a run of this recipe of 4 steps that {state} with more steps than that. Received: 2. Pass "
        "a larger `steps`, or choose another folder."
    )


@pytest.mark.parametrize("change", [{"seed": 4}, {"batch_size": 4}])
def test_another_recipe_does_not_go_on(recipe, tmp_path, change):
    run.train(recipe, tmp_path / "run", verbose=0)
    other = kerasgan.recipe.changed(recipe, **{"steps": 9, **change})
    assert not prolonging.can(tmp_path / "run", other)
    with pytest.raises(ValueError, match="a finished run of this recipe goes on with a larger `steps`"):
        run.train(other, tmp_path / "run", verbose=0)


@pytest.mark.full
def test_one_that_was_cut_off_on_its_way_to_more_steps_gets_there_before_it_goes_on_with_more(
    recipe, tmp_path, monkeypatch
):
    """The model in its folder is then that of its first end, and must not take the place of the checkpoint."""
    folder = tmp_path / "run"
    run.train(recipe, folder, verbose=0)
    longer, longest = (kerasgan.recipe.changed(recipe, steps=steps) for steps in (8, 12))
    kill(longer, folder, monkeypatch, after=6)
    assert not prolonging.can(folder, longest)
    with pytest.raises(ValueError) as error:
        run.train(longest, folder, verbose=0)
    assert str(error.value) == (
        f"`out`: {folder} is a run of this recipe with other `steps` that was cut off. Let it come to its end first, "
        f"`kerasgan train {folder / 'recipe.json'} --out {folder}`; it then goes on with more."
    )
    assert trained.load(folder).gan.optimizer.iterations == 6
    for wanted in (longer, longest):
        assert run.train(wanted, folder, verbose=0)["steps"] == wanted["training"]["steps"]
    assert [entry["step"] for entry in lines(folder)] == list(range(1, 13))


def test_one_that_was_cut_off_before_it_went_on_still_can(recipe, tmp_path):
    """Killed when its model had become a checkpoint, and before the new recipe was written."""
    folder, longer = tmp_path / "run", kerasgan.recipe.changed(recipe, steps=9)
    run.train(recipe, folder, verbose=0)
    prolonging.write_checkpoint(folder, kerasgan.recipe.build(longer), kerasgan.recipe.load_data(longer), longer)
    assert unfinished.is_one(folder) and prolonging.can(folder, longer)


def test_one_that_has_nothing_but_its_recipe_begins(recipe, tmp_path):
    (tmp_path / "recipe.json").write_text(json.dumps(recipe))
    assert run.folder_problems(tmp_path, recipe) == []
    (tmp_path / "thesis.txt").write_text("years of work")
    assert len(run.folder_problems(tmp_path, recipe)) == 1


@pytest.mark.full
def test_several_seeds_are_runs_of_one_report_and_are_not_made_twice(recipe, tmp_path, monkeypatch):
    page = several.train(recipe, [0, 1], tmp_path / "all", verbose=0)
    assert {path.name for path in (tmp_path / "all").iterdir()} == {"seed-0", "seed-1", "report.html"}
    text = page.read_text("utf-8")
    assert "seed-0 and seed-1" in text and (text.count("data-gan="), text.count("class Network {")) == (2, 1)
    monkeypatch.setattr(run, "train", lambda *arguments, **options: pytest.fail("made again"))
    several.train(recipe, [0, 1], tmp_path / "all", verbose=0)


@pytest.mark.full
def test_ctrl_c_in_one_of_several_is_the_end_of_all_until_the_same_is_asked_for_again(recipe, tmp_path, monkeypatch):
    with monkeypatch.context() as pressed:
        pressed.setattr(diary.Diary, "on_epoch_end", lambda self, epoch, logs: signal.raise_signal(signal.SIGINT))
        page = several.train(recipe, [0, 1], tmp_path / "all", verbose=0)
    assert {path.name for path in (tmp_path / "all").iterdir()} == {"seed-0", "report.html"}
    assert json.loads((tmp_path / "all" / "seed-0" / "summary.json").read_text())["state"] == "cut off"
    assert several.train(recipe, [0, 1], tmp_path / "all", verbose=0) == page
    found = [json.loads((tmp_path / "all" / f"seed-{seed}" / "summary.json").read_text()) for seed in (0, 1)]
    assert [(summary["state"], summary["steps"]) for summary in found] == [("done", 4)] * 2


def test_of_several_processes_the_first_alone_writes_the_report(recipe, tmp_path, monkeypatch):
    (tmp_path / "seed-0").mkdir()  # by the first one
    monkeypatch.setattr(team.replicas, "processes", lambda: (1, 2))
    monkeypatch.setattr(run, "train", lambda *arguments, **options: {"state": "done"})
    assert several.train(recipe, [0], tmp_path) is None
    assert [path.name for path in tmp_path.iterdir()] == ["seed-0"]


def test_a_run_measures_itself_and_keeps_its_best(recipe, tmp_path):
    recipe["evaluate"] = {"every": 2, "keep": "best", "patience": 5}
    run.train(recipe, tmp_path / "run", verbose=0)
    values = [entry["sliced_wasserstein"] for entry in lines(tmp_path / "run")]
    assert len(values) == 4 and values[0] != values[-1]
    known = json.loads((tmp_path / "run" / "best" / "evaluate.json").read_text())
    assert [value["step"] for value in known["values"]] == [0, 2, 4]
    assert "sliced_wasserstein" in (tmp_path / "run" / "history.csv").read_text()


def test_what_is_no_number_is_null_in_the_history():
    assert diary.line({"d_loss": float("nan"), "step": 3}) == '{"step": 3, "d_loss": null}\n'


def test_a_run_without_its_history_is_not_prolonged(recipe, tmp_path):
    run.train(recipe, tmp_path / "run", verbose=0)
    (tmp_path / "run" / "history.csv").unlink()
    with pytest.raises(CheckpointError, match="history.csv is missing or has no steps, and the run can't go on"):
        run.train(kerasgan.recipe.changed(recipe, steps=9), tmp_path / "run", verbose=0)

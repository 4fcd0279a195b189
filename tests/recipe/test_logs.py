"""Where else figures go."""

import sys

import pytest

import kerasgan
from kerasgan.recipe import logs

RECIPE = {"name": "tiny", "generator": {"output_shape": [4]}}


def test_an_unknown_log_is_refused(tmp_path):
    with pytest.raises(ValueError, match="Did you mean 'wandb'?"):
        logs.of(["wandbb"], RECIPE, tmp_path)


def test_without_the_package_wandb_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "wandb", None)
    with pytest.raises(ImportError) as error:
        logs.of(["wandb"], RECIPE, tmp_path)
    assert str(error.value) == (
        "`log`: 'wandb' needs the package wandb, which is not installed. Run `pip install 'kerasgan[wandb]'`."
    )


class FakeWandb:
    """Stands for the module `wandb` and for its runs; keeps what it was told."""

    def __init__(self):
        self.told = []

    def init(self, id=None, **options):
        self.told.append({"id": id, **options})
        self.id = id or f"drawn-{len(self.told)}"
        return self

    def log(self, logs, step):
        self.told.append((step, sorted(logs)))

    def finish(self):
        self.told.append("finished")


@pytest.fixture
def wandb(monkeypatch):
    fake = FakeWandb()
    monkeypatch.setitem(sys.modules, "wandb", fake)
    return fake


def logged(gan, real, folder):
    kerasgan.fit_gan(gan, real, epochs=2, batch_size=4, verbose=0, callbacks=logs.of(["wandb"], RECIPE, folder))


def test_wandb_gets_the_recipe_and_each_entry(gan, real, tmp_path, wandb):
    logged(gan, real, tmp_path / "r")
    first, *entries, last = wandb.told
    assert (first["config"], first["name"], first["project"]) == (RECIPE, "r", "kerasgan")
    assert entries == [(step, ["d_accuracy", "d_loss", "g_loss", "jsd"]) for step in (2, 4)] and last == "finished"


def test_a_run_that_goes_on_is_the_same_run_there(gan, real, tmp_path, wandb):
    for folder in ("r", "r", "other"):
        logged(gan, real, tmp_path / folder)
    begun = [told for told in wandb.told if isinstance(told, dict)]
    assert [told["id"] for told in begun] == [None, "drawn-1", None]
    assert {told["resume"] for told in begun} == {"allow"}
    assert (tmp_path / "r" / "wandb.txt").read_text() == "drawn-1\n"


def test_without_tensorboard_it_says_what_to_install_before_any_training(tmp_path, monkeypatch):
    monkeypatch.setattr(logs.importlib.util, "find_spec", lambda name: None if name == "tensorboard" else name)
    with pytest.raises(ImportError) as error:
        logs.of(["tensorboard"], RECIPE, tmp_path)
    expected = "`log`: 'tensorboard' needs what is not installed: tensorboard. Run `pip install tensorboard`."
    assert str(error.value) == expected


def test_images_go_to_tensorboard_too(tmp_path, monkeypatch):
    monkeypatch.setattr(logs.importlib.util, "find_spec", lambda name: name)
    assert len(logs.of(["tensorboard"], RECIPE, tmp_path)) == 1
    assert len(logs.of(["tensorboard"], {"generator": {"output_shape": [8, 8, 1]}}, tmp_path)) == 2

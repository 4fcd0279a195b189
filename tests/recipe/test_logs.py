"""Where else figures go."""

import sys
import types

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


def test_wandb_gets_the_recipe_and_each_entry(gan, real, tmp_path, monkeypatch):
    told = []
    entry = types.SimpleNamespace(
        log=lambda logs, step: told.append((step, sorted(logs))), finish=lambda: told.append("finished")
    )
    module = types.SimpleNamespace(init=lambda **options: told.append(options) or entry)
    monkeypatch.setitem(sys.modules, "wandb", module)
    kerasgan.fit_gan(gan, real, epochs=2, batch_size=4, verbose=0, callbacks=logs.of(["wandb"], RECIPE, tmp_path / "r"))
    first, *entries, last = told
    assert (first["config"], first["name"], first["project"]) == (RECIPE, "r", "kerasgan")
    assert entries == [(step, ["d_accuracy", "d_loss", "g_loss", "jsd"]) for step in (2, 4)] and last == "finished"


def test_without_tensorboard_it_says_what_to_install_before_any_training(tmp_path, monkeypatch):
    monkeypatch.setattr(logs.importlib.util, "find_spec", lambda name: None if name == "tensorboard" else name)
    with pytest.raises(ImportError) as error:
        logs.of(["tensorboard"], RECIPE, tmp_path)
    assert (
        str(error.value)
        == "`log`: 'tensorboard' needs what is not installed: tensorboard. Run `pip install tensorboard`."
    )


def test_images_go_to_tensorboard_too(tmp_path, monkeypatch):
    monkeypatch.setattr(logs.importlib.util, "find_spec", lambda name: name)
    assert len(logs.of(["tensorboard"], RECIPE, tmp_path)) == 1
    assert len(logs.of(["tensorboard"], {"generator": {"output_shape": [8, 8, 1]}}, tmp_path)) == 2

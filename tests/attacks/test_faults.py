"""Faults by count, as SQLite tests them: the n-th call of the system fails, or the process dies there, for each n."""

import contextlib
import json
import os
import pathlib
import shutil
import subprocess
import sys

import numpy as np
import pytest
from attacks import bases

import kerasgan
from kerasgan import presets
from kerasgan import recipe as recipes
from kerasgan.checks import files
from kerasgan.errors import CheckpointError
from kerasgan.presets import manifest, shelf, trained
from kerasgan.recipe import run
from kerasgan.training import checkpoint

CALLS = ("open", "write", "rename", "fsync")

# A power cut is nearer to a process that ends at once than to an error: no `finally` runs, and no buffer is flushed.
CHILD = """
import sys; sys.path.insert(0, {tests!r})
from attacks import test_faults
test_faults.die_at({what!r}, {folder!r}, {number})
"""


class Died(BaseException):
    """What stands for the death of a process within the tests: nothing may catch it but `finally`."""


@contextlib.contextmanager
def failing(number, error, only=None):
    """Within this context the `number`-th open, write, rename or fsync raises; yields how many were made, a list."""
    made = []

    def counted(name, function):
        def call(*arguments, **options):
            if only is None or only in str(arguments[:2]):
                made.append(name)
                if len(made) == number:
                    raise error
            return function(*arguments, **options)

        return call

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "replace", counted("rename", os.replace))
        patch.setattr(os, "rename", counted("rename", os.rename))
        patch.setattr(os, "fsync", counted("fsync", os.fsync))
        patch.setattr(pathlib.Path, "write_bytes", counted("write", pathlib.Path.write_bytes))
        patch.setattr(pathlib.Path, "write_text", counted("write", pathlib.Path.write_text))
        patch.setattr("builtins.open", counted("open", open))
        yield made


@pytest.fixture
def gan(monkeypatch):
    monkeypatch.setattr("kerasgan.plots.sampling.plot", lambda gan, folder: None)
    return recipes.build(bases.RECIPE)


def every_fault(save, held, most=400):
    """Has `save(text)` fail at its first, second, ... call until it goes through, each time with a text of its own.

    What `held()` returns is then the text of before or that of the attempt; and that one where nothing was raised.
    """
    for error in (OSError(28, "No space left on device"), Died()):
        for number in range(1, most):
            before, text = held(), f"{type(error).__name__} {number}"
            try:
                with failing(number, error) as made:
                    save(text)
            except (OSError, CheckpointError, ValueError, RuntimeError, Died):
                assert held() in (before, text)
                continue
            assert held() == text
            if len(made) < number:
                break
        assert len(made) < number, "it never went through"


def test_a_file_is_the_old_or_the_new(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"old")
    every_fault(lambda text: files.write(text.encode(), path), path.read_text)
    assert [one.name for one in tmp_path.iterdir()] == ["a"]


def summary(folder):
    """What a preset says of itself, once all its files are what its manifest says."""
    manifest.check(folder)
    return json.loads((folder / "about.json").read_text())["summary"]


def test_a_preset_is_the_old_or_the_new(gan, tmp_path):
    folder = tmp_path / "mine"
    gan.save_to_preset(folder, about={"summary": "old"})
    every_fault(lambda text: gan.save_to_preset(folder, about={"summary": text}), lambda: summary(folder))
    presets.load_generator(folder)
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_an_entry_of_the_zoo_is_the_old_or_the_new(gan, tmp_path, monkeypatch):
    from kerasgan.presets import saving
    from kerasgan.zoo import curate

    monkeypatch.setattr(shelf, "FOLDER", tmp_path)
    monkeypatch.setenv("KERASGAN_ZOO", str(tmp_path))
    monkeypatch.setattr("kerasgan.presets.gallery.gallery", lambda folders, judges: "gallery")

    def add(text):
        saving.save(gan, tmp_path / "tiny", before=curate.announce, about={"summary": text})
        curate.refresh()

    add("old")
    every_fault(add, lambda: summary(shelf.checked_folder("tiny")))


def test_without_an_exchange_of_names_the_old_one_comes_back(gan, tmp_path, monkeypatch):
    from kerasgan.presets import swapping

    monkeypatch.setattr(swapping, "exchange", lambda one, other: False)
    folder = tmp_path / "mine"
    gan.save_to_preset(folder)
    number = os.getpid() + 10**6  # of a process that died between the two names
    folder.rename(tmp_path / f".mine.{number}.old")
    swapping.remove_leftovers(folder)
    manifest.check(folder)
    gan.save_to_preset(folder)
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_checkpoints_of_before_stay(gan, tmp_path):
    saved = kerasgan.Checkpoint(tmp_path, keep=2)
    saved.start(0)

    def save(text):
        progress = {"history": {}, "epoch": [], "steps": [], "steps_per_epoch": 1, "position": {"text": text}}
        saved.save(0, gan, progress, {})

    def held():
        (path,) = saved.files()
        return checkpoint.read(path)[0]["progress"]["position"]["text"]

    save("old")
    every_fault(save, held)
    saved.remove_leftovers()
    assert [path.name for path in tmp_path.iterdir()] == ["step-000000000.npz"]


@pytest.mark.filterwarnings("ignore:.*could not be written", "ignore:.*cannot write")  # a checkpoint is due by time
@pytest.mark.full
@pytest.mark.parametrize("stride", [12, pytest.param(1, marks=pytest.mark.slow)])
def test_a_run_folder_goes_on_to_the_same_weights(tmp_path, stride):
    def weights(folder):
        return trained.load(folder).gan.get_weights()

    run.train(bases.RECIPE, tmp_path / "whole", verbose=0)
    undisturbed, through = weights(tmp_path / "whole"), []
    for error in (OSError(28, "No space left on device"), Died()):
        for number in range(stride // 2 + 1, 200, stride):
            folder = tmp_path / f"{type(error).__name__}-{number}"
            with failing(number, error, only=str(folder)) as made, contextlib.suppress(OSError, Died):
                through.append(run.train(bases.RECIPE, folder, verbose=0))
            if not (folder / "summary.json").is_file() or not (folder / "report.html").is_file():
                run.train(bases.RECIPE, folder, verbose=0)
            for one, other in zip(weights(folder), undisturbed, strict=True):
                np.testing.assert_array_equal(one, other)
            if len(made) < number:
                break
    assert through


# === Deaths of real processes ===


def die_at(what, folder, number):
    """Carries out a save in which the process dies at the `number`-th call; in a process of its own."""
    import kerasgan.plots.sampling

    kerasgan.plots.sampling.plot = lambda gan, folder: None
    gan = recipes.build(bases.RECIPE)

    def dies(function):
        def call(*arguments, **options):
            dies.made += 1
            if dies.made == number:
                os._exit(7)
            return function(*arguments, **options)

        return call

    dies.made = 0
    os.replace, os.rename, os.fsync = dies(os.replace), dies(os.rename), dies(os.fsync)
    if what == "preset":
        gan.save_to_preset(folder, about={"summary": "new"})
    os._exit(0)


@pytest.mark.slow
def test_a_process_that_dies_leaves_the_old_or_the_new_preset(gan, tmp_path):
    folder = tmp_path / "mine"
    gan.save_to_preset(folder, about={"summary": "old"})
    environment = {**os.environ, "PYTHONPATH": str(pathlib.Path(kerasgan.__file__).parents[1])}
    for number in range(1, 60):
        code = CHILD.format(tests=str(bases.HERE.parent), what="preset", folder=str(folder), number=number)
        done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
        assert done.returncode in (0, 7), done.stderr
        manifest.check(folder)
        if done.returncode == 0:
            break
    assert json.loads((folder / "about.json").read_text())["summary"] == "new"


# === Checkpoints that are cut, or have a bit turned ===


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    """A folder with two checkpoints."""
    folder = tmp_path_factory.mktemp("pair")
    bases.write_checkpoint(folder, steps=4)
    (old,) = folder.glob("step-*.npz")
    shutil.copy(old, folder / "step-000000002.npz")
    return folder


def test_a_checkpoint_that_is_cut_is_passed_over(pair):
    path = pair / "step-000000004.npz"
    good = path.read_bytes()
    for length in range(0, len(good), 997):
        path.write_bytes(good[:length])
        with pytest.raises(checkpoint.UNREADABLE):
            checkpoint.read(path)
    path.write_bytes(good)


def test_a_bit_that_was_turned_is_found_or_changes_nothing(pair):
    path = pair / "step-000000004.npz"
    good = path.read_bytes()
    about, arrays, logs = checkpoint.read(path)
    rng = np.random.default_rng(0)
    for place in rng.integers(len(good), size=400):
        turned = bytearray(good)
        turned[place] ^= 1 << int(rng.integers(8))
        path.write_bytes(bytes(turned))
        try:
            again = checkpoint.read(path)
        except checkpoint.UNREADABLE:
            continue
        assert again[0] == about  # a bit that means nothing, such as a date in the zip
        for one, other in zip([*again[1], *again[2].values()], [*arrays, *logs.values()]):
            np.testing.assert_array_equal(one, other)
    path.write_bytes(good)

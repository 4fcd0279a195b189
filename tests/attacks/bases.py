"""Good files of every kind, tiny, that the attacks change; and what runs the judge over what they have made."""

import atexit
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import numpy as np

import kerasgan
from kerasgan import presets
from kerasgan import recipe as recipes
from kerasgan.presets import manifest

HERE = pathlib.Path(__file__).parent

RECIPE = {
    "name": "tiny",
    "data": {"name": "normal_200d", "options": {"dim": 4}},
    "generator": {"output_shape": [4], "latent_dim": 3, "hidden": [5]},
    "discriminator": {"input_shape": [4], "hidden": [6]},
    "gan": {"loss": "minimax", "g_optimizer": "sgd", "d_optimizer": "sgd"},
    "training": {"steps": 3, "batch_size": 8, "seed": 1},
}


def make(folder):
    """Fills a folder with a preset, a `.keras` file, a run folder and a checkpoint."""
    gan = recipes.build(RECIPE)
    presets.save(gan, folder / "preset", recipe=RECIPE)
    run = folder / "run"
    run.mkdir()
    gan.save(run / "gan.keras")
    (run / "recipe.json").write_text(json.dumps(RECIPE))
    (run / "history.csv").write_text("step,d_loss,g_loss\n1,0.5,0.6\n2,0.4,0.7\n")
    (run / "summary.json").write_text(json.dumps({"samples": 3, "figures": {}, "versions": {"keras": "3"}}))
    write_checkpoint(folder / "checkpoint")
    return folder


def write_checkpoint(folder, steps=4):
    gan = kerasgan.build_gan(
        kerasgan.build_generator("mlp", output_shape=(4,), latent_dim=3, hidden=(5,)),
        kerasgan.build_discriminator("mlp", input_shape=(4,), hidden=(6,)),
        g_optimizer="sgd",
        d_optimizer="sgd",
    )
    data = np.random.default_rng(0).normal(size=(32, 4)).astype("float32")
    saved = kerasgan.Checkpoint(folder, steps=2, keep=1)
    kerasgan.fit_gan(gan, data, steps=steps, batch_size=8, seed=1, verbose=0, doctor=False, checkpoint=saved)


class Cases:
    """Copies of the good files, each with one thing changed, and the list of who is to read them.

    Args:
        bases: Path of the folder that `make` filled.
        folder: Path of a folder for the copies.
    """

    def __init__(self, bases, folder):
        self.bases, self.folder, self.lines = bases, folder, []
        self.marker = folder / "marker"

    def copy(self, base, name, change=None, readers=("preset",), agree=True):
        """Adds a copy of one of the bases; `change(path)` spoils it, and a preset's manifest then agrees."""
        path = self.folder / f"{len(self.lines)}-{name}"
        source = self.bases / base
        (shutil.copytree if source.is_dir() else shutil.copy)(source, path)
        if change:
            change(path)
        if base == "preset" and agree:
            manifest.write(path)
        self.add(name, path, *readers)
        return path

    def file(self, name, content, *readers, suffix=".json"):
        """Adds a file of its own."""
        path = self.folder / f"{len(self.lines)}-{name}{suffix}"
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        self.add(name, path, *readers)
        return path

    def add(self, name, path, *readers):
        self.lines += [[name, reader, str(path)] for reader in readers]

    def judged(self):
        """Has all of it judged in a process of its own; returns {name and reader: what came of it}.

        Raises:
            AssertionError: Naming each case that hung, took too much, changed a setting or gave no clean error.
        """
        found = [JUDGE.asked(line) for line in self.lines]
        wrong = [complaint for case, line in zip(found, self.lines) if (complaint := complaint_of(case, line[2]))]
        assert not wrong, "\n".join(wrong)
        assert not self.marker.exists() and not list(self.folder.glob("marker*"))
        return {f"{name}/{reader}": kind for name, reader, kind, *_ in found}


class Judge:
    """The process of `judge.py`, one for all tests: importing a backend takes most of the time."""

    def __init__(self):
        self.process = None

    def start(self):
        source = str(pathlib.Path(kerasgan.__file__).parents[1])
        environment = {**os.environ, "PYTHONPATH": source, "TF_CPP_MIN_LOG_LEVEL": "3"}
        self.errors = tempfile.TemporaryFile("w+")
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": self.errors, "text": True}
        self.process = subprocess.Popen([sys.executable, str(HERE / "judge.py")], env=environment, **pipes)
        atexit.register(self.stop)

    def stop(self):
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.communicate()
        self.errors.close()

    def asked(self, line):
        """Returns what the judge says of a case; a judge that dies of it is the worst that can be said."""
        if self.process is None or self.process.poll() is not None:
            self.start()
        self.process.stdin.write(json.dumps(line) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if answer:
            return json.loads(answer)
        self.process.wait()
        self.errors.seek(0)
        return [*line[:2], "died", self.errors.read()[-2000:], [], 0.0, 0]


JUDGE = Judge()

CLEAN = ("PresetError", "ValueError", "CheckpointError", "DataFileError", "TrainingDivergedError")


def complaint_of(case, path):
    """What is wrong with what came of a case, or `None`."""
    name, reader, kind, text, changed, seconds, peak = case
    names = (path, pathlib.Path(path).name, ".json", ".h5", "a.png")
    named = kind == "loaded" or any(part in text for part in names)
    within = not changed and seconds <= 20 and peak <= 500e6
    if kind in (*CLEAN, "loaded") and named and within:
        return None
    told = text[-300:] if kind == "died" else text[:300]
    return f"{name}/{reader}: {kind} in {seconds} s, {peak / 1e6:.0f} MB, changed {changed}: {told}"

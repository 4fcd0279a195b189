"""Facts of a run: how long it took, with what, on which machine."""

import importlib.metadata
import os
import platform
import time

import keras

import kerasgan
from kerasgan import recipe as recipes
from kerasgan.recipe import diary
from kerasgan.training.team import Team

PACKAGES = ("keras", "tensorflow", "jax", "torch", "numpy")


class Clock(keras.callbacks.Callback):
    """Measures how fast a run is, from the entries of its history, so that no step has to wait for it.

    Args:
        before: Float, how many seconds the run took before it was cut off and went on here. Defaults to `0.0`.

    Attributes:
        steps: Integer, how many were made since it went on.
    """

    def __init__(self, before=0.0):
        super().__init__()
        self.before = before

    def on_train_begin(self, logs=None):
        """Begins to measure."""
        self._began = self._first = self._last = time.monotonic()
        self.steps, self._in_first, self._start = 0, 0, None

    def on_epoch_begin(self, epoch, logs=None):
        """Notes where the run begins."""
        if self._start is None:
            self._start = int(keras.ops.convert_to_numpy(self.model.optimizer.iterations))

    def on_epoch_end(self, epoch, logs=None):
        """Notes when an entry of the history was done; the first has the compilation in it."""
        self.steps = int(keras.ops.convert_to_numpy(self.model.optimizer.iterations)) - self._start
        self._last = time.monotonic()
        if not self._in_first:
            self._first, self._in_first = self._last, self.steps

    @property
    def seconds(self):
        """Float, of the whole run up to its last entry, what it took before it was cut off included."""
        return self.before + self._last - self._began

    @property
    def steps_per_second(self):
        """Float, of the steps after the first entry of the history, of all where there is only one."""
        later = self._last - self._first
        return (self.steps - self._in_first) / later if later > 0 else self.steps / max(self._last - self._began, 1e-9)

    @property
    def seconds_to_first_step(self):
        """Float, compilation mostly: what the first entry took beyond what its steps would have taken later."""
        return max(0.0, self._first - self._began - self._in_first / self.steps_per_second) if self.steps else 0.0


def at_start(recipe, gan):
    """Returns what is to be known of a run from its beginning, a dict of plain types."""
    training = recipes.training_of(recipe)
    return {
        "recipe": recipe["name"],
        "seed": training["seed"],
        "of_steps": training.get("steps"),
        "batch_size": training["batch_size"],
        "parameters": {name: network.count_params() for name, network in gan.networks.items()},
        "backend": keras.backend.backend(),
        "versions": versions(),
        "machine": machine() | Team(gan).facts(),
    }


def opening(recipe, data, folder):
    """Returns what a run says before it begins: its folder, its device, its data, its length."""
    training, told = recipes.training_of(recipe), recipe["data"]
    length = f"{training['steps']:,} steps" if training.get("steps") else f"{training['epochs']:,} epochs"
    path = told.get("options", {}).get("path")
    source = f"{told['name']}, {path}" if path else told["name"]
    devices_there = ", ".join(devices())
    start = f"Start       {recipe['start']}\n" if recipe.get("start") else ""
    return (
        f"Run folder  {folder}\n"
        f"Device      {devices_there}, {os.cpu_count()} CPU cores, Keras on {keras.backend.backend()}\n"
        f"Data        {source}{count_of(data)}\n{start}"
        f"Length      {length} of batches of {training['batch_size']}"
    )


def count_of(data):
    """Returns how many samples there are, as text, of two sets both; empty for samplers, which have no end."""
    unpaired = getattr(data, "kind", None) == "unpaired"
    sets = data if unpaired else [data[0] if isinstance(data, tuple) else data]
    counts = [len(getattr(one, "names", one)) for one in sets if hasattr(one, "__len__")]
    return f", {' and '.join(f'{count:,}' for count in counts)} samples" if counts else ""


def of_run(recipe, gan, clock):
    """Returns what is to be known of a run besides its figures, a dict of plain types."""
    return {
        **at_start(recipe, gan),
        "steps": int(keras.ops.convert_to_numpy(gan.optimizer.iterations)),
        "date": diary.now(),
        "seconds": round(clock.seconds, 1),
        "steps_per_second": round(clock.steps_per_second, 2),
        "samples_per_second": round(clock.steps_per_second * recipes.training_of(recipe)["batch_size"], 1),
        "seconds_to_first_step": round(clock.seconds_to_first_step, 1),
    }


def versions():
    """Returns the versions of Python, kerasgan, Keras, its backend and NumPy."""
    wanted = [name for name in PACKAGES if name in ("keras", "numpy", keras.backend.backend())]
    found = {name: importlib.metadata.version(name) for name in wanted}
    return {"python": platform.python_version(), "kerasgan": kerasgan.__version__, **found}


def machine():
    """Returns the operating system, the number of CPU cores, and what Keras computes on."""
    return {
        "system": platform.platform(terse=True),
        "cpus": os.cpu_count(),
        "devices": devices(),
    }


def devices():
    """Returns the names of the devices that Keras sees; Keras has no list of them on PyTorch."""
    if keras.backend.backend() != "torch":
        return keras.distribution.list_devices()
    import torch

    return [f"cuda:{number}" for number in range(torch.cuda.device_count())] or ["cpu:0"]

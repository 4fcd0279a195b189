"""Checkpoints: a training run written down so that it can go on as if nothing had happened.

One file holds everything: both networks, both optimizers (averages included), the seeds of noise and dropout, the
position in the data, the history, and the logs of the entry in progress. It is a plain NumPy archive without pickled
objects, written beside and then renamed, so it is complete or absent.
"""

import contextlib
import hashlib
import json
import numbers
import os
import pathlib
import re
import struct
import time
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

import keras
import numpy as np
from keras import ops

from kerasgan import checks
from kerasgan.checks import files, locks
from kerasgan.checks.arrays import read_npz, text_of
from kerasgan.checks.types import PathLike
from kerasgan.errors import CheckpointError
from kerasgan.training import learning_rates
from kerasgan.training.backend import engine

# Seconds to the first checkpoint of a run, where it is to be written by time.
FIRST = 2.0

# What reading a truncated, foreign or damaged archive can raise.
UNREADABLE = (
    OSError, ValueError, KeyError, TypeError, EOFError, RuntimeError, NotImplementedError, RecursionError, MemoryError,
    struct.error, zipfile.BadZipFile, zlib.error,
)  # fmt: skip


class Checkpoint:
    """Where and how often `fit_gan` writes its state down, and how many files it keeps.

    `fit_gan(gan, data, ..., checkpoint="folder")` is short for `checkpoint=Checkpoint("folder")`.

    Args:
        folder: Path; made where it does not exist. A run that finds checkpoints of its own there goes on from the last.
        steps: Integer, how many steps from one to the next. Defaults to `None`, by time alone.
        minutes: Float, how many minutes at most from one to the next. Defaults to `1.0`.
        keep: Integer, how many files to keep. Defaults to `2`.

    Attributes:
        step: Integer, the step that was written last.

    Raises:
        ValueError: If an argument is not valid.

    Example:

    >>> checkpoint = kerasgan.Checkpoint("runs/digits/checkpoints", minutes=5)
    """

    def __init__(self, folder: PathLike, *, steps: int | None = None, minutes: float = 1.0, keep: int = 2) -> None:
        problems = [*checks.positive_integer("steps", steps, optional=True), *checks.positive_integer("keep", keep)]
        if not (isinstance(minutes, numbers.Real) and minutes > 0):
            problems.append(f"`minutes`: expected a number above 0. Received: {minutes!r}.")
        checks.raise_all(problems)
        self.folder = pathlib.Path(folder)
        self.steps = steps
        self.minutes = minutes
        self.keep = keep
        self.step, self.written, self._time = 0, False, time.monotonic()
        self.asked = None  # the learning rates that the run began with

    def start(self, step: int) -> None:
        """Makes the folder, sure that it can be written to, and counts from `step`."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            (self.folder / f".writable.{os.getpid()}").touch()
            (self.folder / f".writable.{os.getpid()}").unlink()
        except OSError as error:
            raise CheckpointError(f"`checkpoint`: cannot write to {self.folder}: {error.strerror}.") from error
        self.step, self.written, self._time = step, False, time.monotonic()
        self.remove_leftovers()

    def remove_leftovers(self) -> None:
        """Removes what writers that were killed left; whoever calls this has the folder for itself."""
        for path in (*self.folder.glob("step-*.part"), *self.folder.glob(".step-*.npz.*")):
            with contextlib.suppress(OSError):
                path.unlink()

    def due(self, step: int) -> bool:
        """Tells whether it is time to write: the first time after a few seconds."""
        by_steps = self.steps is not None and step - self.step >= self.steps
        wait = 60 * self.minutes if self.written else min(60 * self.minutes, FIRST)
        return by_steps or time.monotonic() - self._time >= wait

    def save(self, step: int, gan: keras.Model, progress: dict[str, Any], logs: dict[str, Any]) -> None:
        """Writes the state after `step`, whole or not at all, and removes what is older than the last few.

        Args:
            step: Integer.
            gan: A compiled `GAN`.
            progress: Dict of plain types, what the loop needs to go on.
            logs: Dict of arrays, the logs of the entry in progress.

        Raises:
            CheckpointError: If the file can't be written; what was there before stays.
        """
        arrays = {f"v{number:04d}": ops.convert_to_numpy(v) for number, v in enumerate(gan.state)}
        logs = {**logs, "random": engine.random_state()}
        arrays.update({f"log_{name}": values for name, values in logs.items()})
        about = {"format": 1, "step": step, "variables": description(gan), "progress": progress}
        about["meaning"], about["asked"] = gan.meaning, self.asked
        about["sha256"] = digest(arrays)
        path = self.folder / f"step-{step:09d}.npz"
        self._time = time.monotonic()  # not at once again where it fails
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with files.replacing(path) as beside, open(beside, "wb") as file:
                np.savez(file, about=json.dumps(about), **arrays)
        except OSError as error:
            raise CheckpointError(
                f"`checkpoint`: cannot write {path}: {error.strerror}. The GAN keeps what it has learned, and the "
                "checkpoints written before are whole. Make room, or choose another folder, and call `fit_gan` again."
            ) from error
        self.step, self.written, self._time = step, True, time.monotonic()
        # What can't be read and calls itself later takes no place of the last few.
        for old in [other for other in self.files() if other <= path][: -self.keep]:
            with contextlib.suppress(OSError):
                old.unlink(missing_ok=True)

    def files(self) -> list[pathlib.Path]:
        """Returns the paths of the checkpoints, the last step last."""
        return sorted(self.folder.glob("step-*.npz"))

    def load(self, gan: keras.Model) -> tuple[int, dict, dict] | None:
        """Brings the last checkpoint back into `gan`.

        Args:
            gan: A compiled `GAN` of the same networks and optimizers.

        Returns:
            `(step, progress, logs)` as they were saved, or `None` where there is no checkpoint.

        Raises:
            CheckpointError: If there are files and none can be read, or they are of another GAN.
        """
        broken, self.asked = {}, learning_rates.rates(gan)
        for path in reversed(self.files()):
            try:
                about, arrays, logs = read(path)
                refuse_infinite(arrays)
            except UNREADABLE as error:
                broken[path] = error
                continue
            if broken:
                names = ", ".join(path.name for path in broken)
                warnings.warn(f"{names} cannot be read and was passed over: going on from {path.name}.", stacklevel=2)
            self._restore(gan, path, about, arrays)
            with self.told(path):
                engine.set_random_state(logs.pop("random"))
            return about["step"], about["progress"], logs
        if broken:
            lines = "\n".join(f"  {path}: {error}" for path, error in broken.items())
            raise CheckpointError(
                f"`checkpoint`: none of the checkpoints in {self.folder} can be read:\n{lines}\nRemove them to start "
                "again, or choose another folder."
            )
        return None

    def _restore(self, gan, path, about, arrays):
        if about["variables"] != description(gan):
            raise CheckpointError(
                f"`checkpoint`: {path} is of another GAN: {difference(about['variables'], description(gan))}. Build "
                "the GAN as it was, with the same optimizers, or choose another folder."
            )
        if about.get("meaning", gan.meaning) != gan.meaning:  # files from before it was written down have none
            raise CheckpointError(
                f"`checkpoint`: {path} is of a GAN whose samples mean something else, as other columns do. "
                "Build the GAN of the same data, or choose another folder."
            )
        made = next((int(a) for v, a in zip(gan.state, arrays) if v is gan.optimizer.iterations), about["step"])
        if about["step"] > made:
            raise CheckpointError(
                f"`checkpoint`: {path} says step {about['step']:,}, and its optimizer made {made:,}. Remove it, or "
                "choose another folder."
            )
        with self.told(path):
            for variable, value in zip(gan.state, arrays):
                variable.assign(value)
        self.asked = learning_rates.settled(gan, self.asked, about.get("asked"), path.name)

    @contextlib.contextmanager
    def told(self, path: pathlib.Path) -> Iterator[None]:
        """Within this context what goes wrong with the contents of a checkpoint is one error that names it."""
        try:
            yield
        except CheckpointError:
            raise
        except Exception as error:  # the backends raise anything at values that are none
            raise CheckpointError(
                f"`checkpoint`: {path} is not what a run of this GAN on these data wrote: {type(error).__name__}: "
                f"{error}. Remove it, or choose another folder."
            ) from error


@contextlib.contextmanager
def alone(checkpoint):
    """Within this context no other run writes to the folder of a `Checkpoint`.

    Raises:
        FolderInUseError: If one does.
        CheckpointError: If the folder can't be written to.
    """
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(locks.locked(checkpoint.folder, "checkpoint"))
        except OSError as error:
            raise CheckpointError(f"`checkpoint`: cannot write to {checkpoint.folder}: {error.strerror}.") from error
        yield


def read(path):
    """Returns what a checkpoint says of itself, the values of its variables, and the logs of the entry in progress."""
    found = read_npz(path)
    about = text_of(found.pop("about"))
    if not isinstance(about, dict) or about.get("format") != 1:
        told = about.get("format") if isinstance(about, dict) else about
        raise ValueError(f"it has the format {told!r}, and this version of kerasgan reads format 1")
    arrays = dict(sorted(found.items()))
    refuse_about(about, arrays)
    if about["sha256"] != digest(arrays):
        raise ValueError("its contents do not match their checksum")
    logs = {name.removeprefix("log_"): array for name, array in arrays.items() if name.startswith("log_")}
    return about, [array for name, array in arrays.items() if name.startswith("v")], logs


def refuse_about(about, arrays):
    """Raises a `ValueError` where what a checkpoint says of itself is not what `Checkpoint.save` writes."""
    progress, variables = about.get("progress"), about.get("variables")
    values = [name for name in arrays if name.startswith("v")]
    plain = isinstance(progress, dict) and isinstance(progress.get("history"), dict)
    lists = plain and all(isinstance(progress.get(name), list) for name in ("epoch", "steps"))
    wrong = {
        "`step`": not is_count(about.get("step")),
        "`progress`": not (lists and is_count(progress.get("steps_per_epoch"), least=1) and "position" in progress),
        "the history": not (lists and all(map(is_curve, progress["history"].values()))),
        "the steps of the history": not (lists and all(map(is_count, [*progress["steps"], *progress["epoch"]]))),
        "the learning rates": not is_curve(about.get("asked") or []),
        "how many steps a call makes": not (plain and is_call(progress.get("call"))),
        "`variables`": not (isinstance(variables, list) and all(map(is_variable, variables))),
        "the number of variables": not isinstance(variables, list) or len(values) != len(variables),
        "the random numbers": "log_random" not in arrays,
    }
    if found := [name for name, is_wrong in wrong.items() if is_wrong]:
        raise ValueError(f"not what a run writes: {', '.join(found)}")
    if any(list(arrays[name].shape) != shape for name, (_, shape, _) in zip(values, variables)):
        raise ValueError("its arrays are not of the shapes that it says")


def is_count(value, least=0):
    """Tells whether a value is a number of steps or the like."""
    return isinstance(value, int) and not isinstance(value, bool) and least <= value < 2**53


def is_curve(values):
    """Tells whether a value is a list of numbers."""
    return isinstance(values, list) and all(isinstance(value, (int, float)) for value in values)


def is_call(values):
    """Tells whether a value is what `Loop` writes down of its calls, or nothing, as in older files."""
    return values is None or (isinstance(values, list) and len(values) == 3 and all(is_count(v, 1) for v in values))


def is_variable(part):
    """Tells whether a value describes a variable: name, shape and dtype."""
    if not (isinstance(part, list) and len(part) == 3 and isinstance(part[0], str) and isinstance(part[2], str)):
        return False
    return isinstance(part[1], list) and all(map(is_count, part[1]))


def refuse_infinite(arrays):
    """Raises a `ValueError` where a value is NaN or infinite: no run can go on from there."""
    if any(array.dtype.kind in "fc" and not np.isfinite(array).all() for array in arrays):
        raise ValueError("it holds weights that are NaN or infinite")


def digest(arrays):
    """Returns the SHA-256 of arrays and their names: the archive's own checksums don't cover what ties the two."""
    found = hashlib.sha256()
    for name, array in sorted(arrays.items()):
        found.update(f"{name} {array.shape} {array.dtype}".encode())
        found.update(np.ascontiguousarray(array).data)
    return found.hexdigest()


def description(gan):
    """Returns what a checkpoint has to agree with: name, shape and dtype of each variable, in order.

    Numbers in names are left out: Keras counts layers as they are made, so the same code run again gives others.
    """
    names = [re.sub(r"_\d+", "", variable.name) for variable in gan.state]
    return [[name, list(variable.shape), str(variable.dtype)] for name, variable in zip(names, gan.state)]


def difference(saved, wanted):
    """Returns a few words on the first difference of two descriptions."""
    if len(saved) != len(wanted):
        return f"it has {len(saved)} variables, and this one {len(wanted)}"
    first = next((a, b) for a, b in zip(saved, wanted) if a != b)
    (name, shape, dtype), (other, other_shape, other_dtype) = first
    return f"it has {name!r} {tuple(shape)} {dtype} where this one has {other!r} {tuple(other_shape)} {other_dtype}"

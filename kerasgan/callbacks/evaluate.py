"""`Evaluate`: any metric of generated samples against held-out real ones while G learns, and the best G kept."""

import functools
import json
import math
import pathlib
from collections.abc import Callable
from typing import Any

import numpy as np
from keras import ops
from numpy.typing import ArrayLike

from kerasgan import checks
from kerasgan.callbacks.periodic import Periodic
from kerasgan.checks import files as reading
from kerasgan.checks.types import Logs, PathLike
from kerasgan.metrics import direction, registry
from kerasgan.metrics import features as extractors
from kerasgan.metrics.compare import takes_two
from kerasgan.networks import fields
from kerasgan.plots import files
from kerasgan.training import team
from kerasgan.training.sources.frames import is_frame
from kerasgan.training.sources.values import as_numpy


class Evaluate(Periodic):
    """Measures generated samples every so many steps, logs the figures, keeps the best generator, can stop early.

    The figures stand in `history.history` under the metric's name, one value per entry: the last that was measured by
    then. They are in the logs of the callbacks that come after this one (`keras.callbacks.TensorBoard`, `CSVLogger`,
    `ModelCheckpoint`), too; put it first. A metric with several figures has one name for each, such as
    `precision_recall_recall`. The first measurement is that of the untrained generator.

    The best generator is the one that `gan.sample` used, averaged weights included. It is kept in memory, and in
    `folder` as `best.weights.h5`, for `gan.generator.load_weights`.

    A run that goes on from a checkpoint goes on with its measurements; with `folder` it knows its best generator, too.

    Args:
        metrics: Name or function of a metric `(real, fake)` or `(fake)`, as in `metrics.compare`; a list of them; or a
            dict of name: metric. Options by `functools.partial(metrics.density_coverage, k=10)`.
        real: Array `(n, *shape)` of held-out real samples, in the data's own units; for a table a `pandas.DataFrame`.
        every: Integer, how many steps from one measurement to the next. Defaults to `1000`.
        n: Integer, how many samples to generate. Defaults to `None`, as many as `real` has.
        labels: Integer array `(n,)`, the classes to generate, for a conditional GAN. Defaults to `None`.
        features: What turns samples into features, as in `metrics.features.extract`; of `real` it does once. Defaults
            to `"raw"`, the values themselves.
        monitor: String, the figure that says which generator is best. Defaults to `None`, the first that has a
            direction.
        mode: `"min"`, `"max"`, or `"auto"`: as the metric is known. Defaults to `"auto"`.
        min_delta: Float, by how much a figure has to be better to count. Defaults to `0.0`.
        patience: Integer, after how many measurements without a better one to stop. Defaults to `None`, never.
        restore_best: Boolean, whether the GAN has its best generator at the end of the run. D stays as it is. Defaults
            to `False`.
        folder: Path of a folder for `best.weights.h5` and `evaluate.json`; made where it does not exist. Defaults to
            `None`, no files.
        seed: Integer, of the noise, the same at each measurement. Defaults to `0`.

    Attributes:
        values: List of dicts, the figures of each measurement with its `step`.
        best: Dict with the `step` and the `value` of the best measurement, or `None`.

    Raises:
        ValueError: If an argument is not valid; before any training if the samples don't fit the GAN or the folder
            can't be written to.

    Example:

    >>> gan = kerasgan.build_gan()
    >>> data = kerasgan.datasets.load("normal_200d")
    >>> real = data(500, np.random.default_rng(1))
    >>> evaluate = kerasgan.callbacks.Evaluate("sliced_wasserstein", real, every=5)
    >>> history = kerasgan.fit_gan(gan, data, steps=10, epochs=2, callbacks=[evaluate], verbose=0)
    >>> len(history.history["sliced_wasserstein"]), [value["step"] for value in evaluate.values]
    (2, [0, 5, 10])
    """

    def __init__(
        self,
        metrics: str | Callable | list | dict[str, Any],
        real: ArrayLike,
        every: int = 1000,
        *,
        n: int | None = None,
        labels: ArrayLike | None = None,
        features: Any = "raw",
        monitor: str | None = None,
        mode: str = "auto",
        min_delta: float = 0.0,
        patience: int | None = None,
        restore_best: bool = False,
        folder: PathLike | None = None,
        seed: int = 0,
    ) -> None:
        super().__init__(every)
        checks.raise_all(
            [
                *checks.positive_integer("n", n, optional=True),
                *checks.positive_integer("patience", patience, optional=True),
                *checks.finite_number("min_delta", min_delta, at_least=0),
                *checks.one_of("mode", mode, ("auto", "min", "max")),
                *checks.boolean("restore_best", restore_best),
                *checks.seed(seed),
            ]
        )
        self.metrics = by_name(metrics)
        self.real = real if is_frame(real) else np.asarray(real)
        self.n = n or len(self.real)
        self.labels, self.features = labels, features
        self.monitor, self.mode = monitor, mode
        self.min_delta, self.patience = min_delta, patience
        self.restore_best = restore_best
        self.folder = None if folder is None else pathlib.Path(folder)
        self.seed = seed

    def on_train_begin(self, logs: Logs = None) -> None:
        """Checks, before any training, that there is something to measure; makes the features of the real samples."""
        super().on_train_begin(logs)
        checks.raise_all(
            [*self._problems(self.model), *(files.make_folder("folder", self.folder) if self.folder else [])]
        )
        self.real_features = self._features(self.real)
        self.values, self.best, self._best_weights = [], None, None

    def _features(self, samples):
        return samples if is_frame(samples) else extractors.extract(samples, self.features)

    def _problems(self, gan):
        found = asking_problems(gan, self.labels, self.n)
        if hasattr(gan, "table"):
            return found + gan.table.problems(self.real, "real")
        if self.real.shape[1:] != tuple(gan.data_shape):
            found.append(
                f"`real`: expected shape (n, {', '.join(map(str, gan.data_shape))}). Received {self.real.shape}."
            )
        return found

    def on_first_step(self, step: int) -> None:
        """Takes up the measurements that the same run made before it was cut off, or makes the first."""
        if step and self.folder:
            self.values, self.best, watched = read(self.folder, step)
            asked = (self.monitor, None if self.mode == "auto" else self.mode)
            if any(one not in (None, other) for one, other in zip(asked, watched)):
                self.best = None  # of another figure, or the other way round
        if not self.values:
            self.measure(step)
        self._pad()

    def on_due(self, step: int, logs: Logs = None) -> None:
        """Measures."""
        self.measure(step)
        if self.patience and self.waited() >= self.patience:
            self.model.stop_training = True

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Adds the last figures to the logs, for the history and the callbacks that follow."""
        if logs is not None:
            logs.update({name: value for name, value in self.values[-1].items() if name != "step"})

    def on_train_end(self, logs: Logs = None) -> None:
        """Puts the best generator into the GAN, where asked for."""
        if self.restore_best and self.best:
            if self._best_weights is None:
                self.model.generator.load_weights(self.folder / "best.weights.h5")
                self._best_weights = [ops.convert_to_numpy(variable) for variable in self.model.generator.variables]
            put(self.model, self._best_weights)

    def measure(self, step: int) -> None:
        """Measures the generator as it is now."""
        labels = {} if self.labels is None else {"labels": self.labels}
        samples = self.model.sample(self.n, seed=self.seed, **labels)
        broken = self.values and not is_frame(samples) and not np.isfinite(samples).all()
        # A G that has diverged can't be measured; what guards the run says so, and brings its last good weights back.
        figures = dict.fromkeys(self.values[-1], math.nan) if broken else self._figures(self._features(samples))
        figures.pop("step", None)
        self.values.append({"step": step, **figures})
        self._choose(figures)
        value = figures[self.monitor]
        if self.best is None or self._is_better(value, self.best["value"]):
            self.best = {"step": step, "value": value}
            self._keep()
        if self.folder and team.writes():
            about = {"monitor": self.monitor, "mode": self.mode, "best": self.best, "values": self.values}
            files.write((json.dumps(about, indent=1) + "\n").encode(), self.folder / "evaluate.json")

    def _figures(self, fake):
        figures = {}
        for name, metric in self.metrics.items():
            result = metric(self.real_features, fake) if takes_two(metric) else metric(fake)
            for part, value in direction.figures(known_name(metric), result).items():
                figures[f"{name}_{part}" if part else name] = value
        return figures

    def _choose(self, figures):
        """Settles, at the first measurement, which figure is to be watched, and which way is better."""
        ways = self._ways(figures)
        self.monitor = self.monitor or next((name for name in figures if ways.get(name)), next(iter(figures)))
        problems = [] if self.monitor in figures else [checks.unknown("monitor", self.monitor, figures)]
        if not problems and self.mode == "auto" and not ways.get(self.monitor):
            problems = [f"`mode`: whether {self.monitor!r} is better low or high is not known. Pass 'min' or 'max'."]
        checks.raise_all(problems)
        self.mode = ways[self.monitor] if self.mode == "auto" else self.mode

    def _ways(self, figures):
        ways = {}
        for name, metric in self.metrics.items():
            for figure in figures:
                if figure == name or figure.startswith(f"{name}_"):
                    ways[figure] = direction.of(known_name(metric), figure[len(name) + 1 :])
        return ways

    def _is_better(self, value, than):
        gain = than - value if self.mode == "min" else value - than
        return gain > self.min_delta or (math.isnan(than) and not math.isnan(value))

    def waited(self) -> int:
        """Returns how many measurements have passed since the best one."""
        return sum(value["step"] > self.best["step"] for value in self.values)

    def _keep(self):
        """Keeps the generator as `gan.sample` uses it."""
        gan = self.model
        self._best_weights = used(gan)
        if self.folder:
            now = [np.array(ops.convert_to_numpy(variable)) for variable in gan.generator.variables]
            assign(gan.generator.variables, self._best_weights)
            try:
                if team.writes():
                    with team.alone(), reading.replacing(self.folder / "best.weights.h5", ".weights.h5") as beside:
                        gan.generator.save_weights(beside)
            finally:
                assign(gan.generator.variables, now)

    def _pad(self):
        """Fills up the entries of a history that began without these figures, so that all lists are of one length."""
        history = self.model.history
        for name in self.values[-1]:
            if history.epoch and name != "step" and name not in history.history:
                history.history[name] = [math.nan] * len(history.epoch)


def asking_problems(gan, labels, n):
    """Checks the labels that samples are to have."""
    if gan.label is None:
        return [] if labels is None else [fields.NO_LABELS]
    if labels is None:
        return [fields.MISSING_LABELS]
    return gan.label.problems(as_numpy(labels, "labels"), (n,), "labels")


def by_name(metrics):
    """Returns {name: metric function} of a name, a function, a list of them, or a dict."""
    if isinstance(metrics, dict):
        return {name: registry.get(metric) for name, metric in metrics.items()}
    found = [registry.get(metric) for metric in (metrics if isinstance(metrics, (list, tuple)) else [metrics])]
    names = [known_name(metric) for metric in found]
    checks.raise_all(
        [
            f"`metrics`: {name!r} is there {names.count(name)} times. Pass a dict that names each, "
            f"`{{'first': ..., 'second': ...}}`."
            for name in dict.fromkeys(names)
            if names.count(name) > 1
        ]
    )
    return dict(zip(names, found))


def known_name(metric):
    """Returns the name of a metric, of the function inside a `functools.partial`."""
    while isinstance(metric, functools.partial):
        metric = metric.func
    return getattr(metric, "__name__", type(metric).__name__)


def used(gan):
    """Returns the values of G's variables as `gan.sample` uses them, averages in their places."""
    averages = {id(variable): average for variable, average in gan._averages()}
    now = [averages.get(id(variable), variable) for variable in gan.generator.variables]
    return [np.array(ops.convert_to_numpy(value)) for value in now]


def put(gan, values):
    """Gives G these values, and its optimizer's averages the same."""
    assign(gan.generator.variables, values)
    places = {id(variable): average for variable, average in gan._averages()}
    for variable, value in zip(gan.generator.variables, values):
        if id(variable) in places:
            places[id(variable)].assign(value)


def assign(variables, values):
    """Gives each variable its value."""
    for variable, value in zip(variables, values):
        variable.assign(value)


def read(folder, step):
    """Returns `(values, best, (monitor, mode))` as a run wrote them down, its measurements up to `step`, or nothing."""
    try:
        about = json.loads(reading.read_text(folder / "evaluate.json", reading.MOST_TEXT * 10))
        values = [value for value in about["values"] if value["step"] <= step]
        known = (folder / "best.weights.h5").is_file()
        return values, about["best"] if known and values else None, (about["monitor"], about["mode"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return [], None, (None, None)

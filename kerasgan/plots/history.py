"""How training went: the losses, D's accuracy and the Jensen-Shannon estimate, beside what they ought to be."""

import collections
import csv
import math
import os
from typing import Any

import keras
import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from kerasgan import checks
from kerasgan.checks.types import PathLike
from kerasgan.plots import figure

LOG_2 = math.log(2)
COLOURS = {
    "d_loss": figure.DISCRIMINATOR,
    "g_loss": figure.GENERATOR,
    "d_accuracy": figure.DISCRIMINATOR,
    "jsd": figure.OTHER,
}
LABELS = {"d_loss": "D", "g_loss": "G"}


@figure.styled
def plot_history(
    history: keras.callbacks.History | dict[str, Any] | PathLike, to_file: PathLike | None = None
) -> Figure:
    """Draws how a GAN's training went, so that one sees whether it is healthy.

    Up to three panels above one another, each with what is drawn in it:

    - the losses of D and G. Where the history has `jsd`, they are cross-entropies, and a line shows the value that
      they have for a D that can only guess, log 2;
    - the accuracy of D, with a line at 50 %, guessing. A healthy D stays between this and 100 %, and ends near 50 %;
    - the estimate of the Jensen-Shannon divergence, log 2 - `d_loss`, with lines at 0, where real and generated
      samples are alike, and at log 2, where D tells them apart without fail and G learns nothing more.

    Any other metric in the history has a panel of its own below. A long curve is drawn thin, with its running mean
    over it. A red line marks where values ceased to be finite.

    Args:
        history: `keras.callbacks.History`, as `fit_gan` returns it; or its dict of name: list of numbers; or the path
            of a run's CSV file. Of interest are `d_loss`, `g_loss`, `d_accuracy` and `jsd`, and `step`, which then is
            the horizontal axis. Without it that is `history.steps`, where `fit_gan` wrote it, or the epoch.
        to_file: Path of a picture (`.png`, `.svg`, `.pdf`, ...), or `None` for none. Defaults to `None`.

    Returns:
        A Matplotlib figure.

    Raises:
        ValueError: If the history is empty, or its lists are of different lengths or hold no numbers, or `to_file`
            cannot be written.

    Example:

    >>> figure = kerasgan.plot_history({"d_loss": [0.5, 0.6, 0.68], "g_loss": [1.2, 0.9, 0.71]}, "history.png")
    """
    checks.raise_all(check_history(history) + figure.check_file(to_file))
    curves = read(history)
    checks.raise_all(check_curves(curves))
    x, unit = horizontal(history, curves)
    curves = points(curves, x)
    panels = choose_panels(curves)
    drawing, axes = figure.subplots(len(panels), 1, 8, 0.5 + 2.1 * len(panels), sharex=True)
    for panel, place in zip(panels, axes[:, 0]):
        draw(place, panel, curves)
    label_horizontal(axes[-1, 0], x, unit)
    figure.save(drawing, to_file)
    return drawing


def check_history(history):
    """Checks that `history` is something that `read` knows."""
    if isinstance(history, (str, os.PathLike)):
        return [] if os.path.isfile(history) else [f"`history`: there is no file {str(history)!r}."]
    if isinstance(getattr(history, "history", history), dict):
        return []
    return [
        "`history`: expected a `keras.callbacks.History`, its dict, or the path of a CSV file. "
        f"Received: {history!r}, of type {type(history).__name__}."
    ]


def read(history):
    """Returns the curves of `history` as a dict of name: list of numbers, None where a CSV file has an empty cell."""
    if not isinstance(history, (str, os.PathLike)):
        return {name: numbers(values) for name, values in getattr(history, "history", history).items()}
    with open(history, newline="") as file:
        rows = list(csv.DictReader(file))
    return {name: numbers([row[name] or None for row in rows]) for name in (rows[0] if rows else ())}


def numbers(values):
    """Returns `values` as a list of floats and Nones, or None where they are not numbers."""
    try:
        return [None if value is None else float(value) for value in values]
    except (TypeError, ValueError):
        return None


def check_curves(curves):
    """Checks that there is something to draw, and that the curves we know are of numbers and of one length."""
    known = {name: curves[name] for name in ("step", *COLOURS) if name in curves}
    words = [f"`history[{name!r}]`: expected a list of numbers." for name, values in known.items() if values is None]
    lengths = {name: len(values) for name, values in known.items() if values is not None}
    if not any(value is not None for name in drawn(curves) for value in curves.get(name) or ()):
        names = ", ".join(f"`{name}`" for name in COLOURS)
        return words or [f"`history`: expected values of at least one of {names}. Received: {list(curves)}."]
    if len(set(lengths.values())) > 1:
        words.append(f"`history`: expected lists of one length. Received lengths: {lengths}.")
    return words


def drawn(curves):
    """Returns the names of the curves that say how long a history is: ours, or those that end in `_loss`."""
    known = [name for name in COLOURS if name in curves]
    return known or [name for name, values in curves.items() if name.endswith("_loss") and values]


def horizontal(history, curves):
    """Returns the horizontal axis: its values and their unit."""
    if "step" in curves:
        return np.array(curves["step"], float), "step"
    count = len(curves[drawn(curves)[0]])
    if len(getattr(history, "steps", ())) == count:
        return np.array(history.steps, float), "step"
    epochs = getattr(history, "epoch", ())
    return np.array(epochs if len(epochs) == count else range(count)) + 1, "epoch"


def points(curves, x):
    """Returns the curves as a dict of name: (x, y), without what was not measured."""
    found = {}
    for name, values in curves.items():
        # A list of another length has values of some epochs only, and does not say which.
        if name not in ("step", "epoch") and values is not None and len(values) == len(x):
            measured = np.array([value is not None for value in values])
            if measured.any():
                found[name] = x[measured], np.array(values, float)[measured]
    return found


Panel = collections.namedtuple("Panel", "title names decorate")


def choose_panels(curves):
    """Returns the panels for what is in `curves`: ours, then one for each other metric."""
    ours = [
        Panel("Loss", ("d_loss", "g_loss"), losses),
        Panel("Accuracy of D", ("d_accuracy",), accuracy),
        Panel("Jensen-Shannon divergence, estimated", ("jsd",), divergence),
    ]
    others = [Panel(name, (name,), lambda axes, curves: None) for name in curves if name not in COLOURS]
    return [panel for panel in ours if any(name in curves for name in panel.names)] + others


def draw(axes, panel, curves):
    """Draws one panel."""
    axes.set_title(panel.title)
    names = [name for name in panel.names if name in curves]
    for name in names:
        draw_curve(axes, *curves[name], color=COLOURS.get(name, figure.OTHER), label=LABELS.get(name))
    panel.decorate(axes, curves)
    mark_broken(axes, *(np.concatenate(parts) for parts in zip(*(curves[name] for name in names))))


def draw_curve(axes, x, y, **options):
    """Draws one curve: with dots where it has few points, and with its running mean where it has many."""
    y = np.where(np.isfinite(y), y, np.nan)
    if len(y) > 500:
        axes.plot(x, y, linewidth=0.5, alpha=0.3, color=options["color"], zorder=1.5)
        x, y = running_mean(x, len(y) // 50), running_mean(y, len(y) // 50)
    few = np.count_nonzero(np.isfinite(y)) <= 30  # one point alone makes no line
    axes.plot(x, y, linewidth=1.5, marker="o" if few else None, markersize=4, **options)


def running_mean(values, width):
    """Returns the means of each `width` consecutive values."""
    return np.convolve(values, np.full(width, 1 / width), "valid")


def mark_broken(axes, x, y):
    """Marks where values cease to be finite, if they do."""
    if np.isfinite(y).all():
        return
    first = x[~np.isfinite(y)].min()
    axes.axvline(first, color="firebrick", linewidth=1.5)
    room = first < x.min() + 0.85 * (x.max() - x.min())
    offset, side = ((5, 0), "left") if room else ((-5, 0), "right")
    place = {"xycoords": ("data", "axes fraction"), "textcoords": "offset points", "ha": side}
    axes.annotate("NaN or infinite", (first, 0.6), offset, color="firebrick", **place)


def label_horizontal(axes, x, unit):
    """Names the horizontal axis and puts its ticks at whole numbers."""
    axes.set_xlabel(unit)
    if len(x) == 1:
        axes.set_xticks(x)
    else:
        axes.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))


def losses(axes, curves):
    """Adds where cross-entropies are for a guessing D, and a legend."""
    if "jsd" in curves:  # it is there just where d_loss is the cross-entropy
        reference(axes, LOG_2, "log 2:\nD guesses")
    if "jsd" in curves and "g_loss" in curves and (curves["g_loss"][1] < 0).all():
        reference(axes, -LOG_2, "-log 2:\nD guesses")  # only the minimax loss of G is negative
    axes.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=2, borderaxespad=0)


def accuracy(axes, curves):
    """Adds the accuracy of guessing, on a fixed scale."""
    reference(axes, 0.5, "50 %:\nD guesses")
    axes.set_ylim(-0.05, 1.05)
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1])
    axes.yaxis.set_major_formatter(PercentFormatter(1))


def divergence(axes, curves):
    """Adds the bounds of the divergence; the estimate of it goes below 0 where D does worse than guessing."""
    reference(axes, 0, "0:\nalike")
    reference(axes, LOG_2, "log 2:\ntold apart")
    axes.margins(y=0.12)


def reference(axes, y, text):
    """Draws a dashed line at `y` with `text` at its right end."""
    axes.axhline(y, color=figure.REFERENCE, linewidth=1, linestyle="--", zorder=1)
    axes.annotate(text, (1, y), (4, 0), ("axes fraction", "data"), "offset points", va="center", fontsize=8)

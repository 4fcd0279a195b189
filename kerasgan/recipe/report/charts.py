"""The curves of one or several runs, as data for the page's script."""

import math

# Curves that belong into one chart when there is one run; each other has a chart of its own.
TITLES = {
    "losses": "Losses",
    "d_accuracy": "Accuracy of D",
    "jsd": "Jensen-Shannon estimate",
}
LABELS = {"d_loss": "D loss", "g_loss": "G loss", "d_accuracy": "D accuracy", "jsd": "JSD"}

# Values to compare with, by curve.
LINES = {"d_accuracy": [("guessing", 0.5)], "jsd": [("alike", 0.0), ("told apart, log 2", math.log(2))]}

MOST_POINTS = 2000


def of(runs):
    """Returns the charts of runs, a list of dicts for the page's script: `title`, `x`, `series`, `alt`.

    Args:
        runs: List of dicts, as `contents.read` returns them.
    """
    names = list(dict.fromkeys(name for run in runs for name in run["history"] if name != "step"))
    if len({run["loss"] for run in runs}) > 1:  # log 2 - d_loss compares like with like only
        names = [name for name in names if name != "jsd"]
    if len(runs) > 1:
        return [
            chart(TITLES.get(name, label(name)), [(run["name"], run, name) for run in runs], lines(name))
            for name in names
        ]
    losses = [name for name in ("d_loss", "g_loss") if name in names]
    losses = losses or [name for name in names if name.endswith("_loss")]
    groups = [("losses", losses)] if losses else []
    groups += [(name, [name]) for name in names if name not in losses]
    guessing = [("D guesses, log 2", math.log(2))] if "jsd" in names else []
    found = []
    for title, members in groups:
        marks = guessing if title == "losses" else lines(title)
        found.append(chart(TITLES.get(title, label(title)), [(label(name), runs[0], name) for name in members], marks))
    return found


def label(name):
    """Returns what a curve is called in the legend."""
    return LABELS.get(name, name.replace("_", " "))


def lines(name):
    """Returns the reference lines beside a curve, a list."""
    return LINES.get(name, [])


def chart(title, curves, marks):
    """Returns one chart.

    Args:
        title: String.
        curves: List of (label, run, name of the curve).
        marks: List of (label, value), horizontal lines.
    """
    tables = [
        (text, points(run["history"], name, every_of(run, name)))
        for text, run, name in curves
        if name in run["history"]
    ]
    x = sorted({step for _, table in tables for step in table})
    x = x[:: max(1, math.ceil(len(x) / MOST_POINTS))]
    series = [{"label": text, "values": [table.get(step) for step in x]} for text, table in tables]
    rows = [{"label": text, "values": [value] * len(x), "mark": True} for text, value in marks]
    return {"title": title, "x": x, "series": series + rows, "alt": alt(title, series, x)}


def points(history, name, every=1):
    """Returns {step: value} of a curve; without steps its entries are counted from 1."""
    values = history[name]
    steps = history.get("step") or range(1, len(values) + 1)
    found = {int(step): value for step, value in zip(steps, values) if step is not None}
    return found if every == 1 else running_mean(found, every)


def running_mean(table, every):
    """Returns the mean over so many entries that each has the same share of steps with a lazy term: no saw."""
    steps = sorted(table)
    between = max(1, steps[-1] // len(steps)) if steps else 1
    width = math.lcm(every, between) // between
    if width == 1 or width > len(steps) // 4:
        return table
    found = {}
    for number in range(width - 1, len(steps)):
        values = [table[step] for step in steps[number + 1 - width : number + 1]]
        found[steps[number]] = None if None in values else sum(values) / width
    return found


def every_of(run, name):
    """Returns every how many steps the term with this curve is applied."""
    return next((every for term, every in run["lazy"].items() if name in (term, f"d_{term}", f"g_{term}")), 1)


def alt(title, series, x):
    """Returns a chart in words."""
    parts = []
    for one in series:
        values = [value for value in one["values"] if value is not None]
        if values:
            ends = f"from {values[0]:.4g} to {values[-1]:.4g}"
            parts.append(f"{one['label']} {ends}, between {min(values):.4g} and {max(values):.4g}")
    return f"{title} over {x[-1] if x else 0:,} steps: {'; '.join(parts)}."

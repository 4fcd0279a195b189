"""`mode_collapse.md` and `mode_collapse.json`: the tables, the pictures, and every figure they are made of."""

import json
import math
import pathlib

import kerasgan
from benchmarks.mode_collapse import experiments, notes, pictures, published, saturation
from benchmarks.studies import records

# (wanted modes, high quality in %, reverse KL) of the issue; the last is an upper bound.
TARGETS = {"ring_8": (8.0, 97.0, 0.02), "grid_25": (25.0, 96.0, 0.03)}
DIGITS = (1, 1, 3)  # of modes, high quality, reverse KL
HEADER = (
    "| | ring: modes / 8 | high quality, % | reverse KL | grid: modes / 25 | high quality, % | reverse KL "
    "| steps | seeds |"
)
RULE = "|" + "---|" * 9
JSON, PICTURES = "mode_collapse.json", "mode_collapse"


def write(folder, to):
    """Writes the page and the data beside it; returns the path of the page.

    Args:
        folder: Path, where the records are.
        to: Path of the folder to write to.
    """
    to = pathlib.Path(to)
    found = records.alike(records.all_of(folder))
    saturated = saturation.found(folder)
    (to / JSON).write_text(as_json(found, saturated))
    drawn = sorted(path.name for path in (to / PICTURES).glob("*.png"))
    (to / "mode_collapse.md").write_text(text(found, saturated, drawn))
    return to / "mode_collapse.md"


def as_json(found, saturated):
    """Returns all records as JSON, a line each, so that a change shows as lines of a diff."""
    rows = ",\n".join(f"  {json.dumps(record)}" for record in found)
    return f'{{\n "runs": [\n{rows}\n ],\n "saturation": {json.dumps(saturated)}\n}}\n'


def text(found, saturated, drawn):
    """Returns the page."""
    summary = records.summary(found)
    parts = [notes.HEAD, "## Tables\n", table(summary), notes.TABLE, targets(summary)]
    parts += [notes.FINDINGS, notes.PICTURES, *[picture(name) for name in drawn if "saturation" not in name]]
    if saturated:
        parts += [notes.SATURATION, saturation_table(saturated)]
        parts += [picture(name) for name in drawn if "saturation" in name]
    return "\n".join([*parts, "## Settings\n", settings(summary)]).rstrip() + "\n"


def table(summary):
    """Returns the rows of a perfect sampler, of the papers, and ours, as Markdown."""
    rows = [HEADER, RULE, row("a perfect sampler", [ideal(data) for data in experiments.DATA])]
    for name, figures in published.PACGAN.items():
        rows.append(row(f"{name}, *PacGAN's table*", [figures[data] for data in experiments.DATA], "400,000", "10"))
        rows += [line for key in repeating(name) if (line := our_row(summary, key))]
    for name, figures in published.VEEGAN.items():
        rows.append(row(f"{name}, *VEEGAN's table*", [figures[data] for data in experiments.DATA], "", "5"))
    rest = [key for key in pictures.ordered() if not experiments.EXPERIMENTS[key].paper]
    return "\n".join([*rows, *filter(None, (our_row(summary, key) for key in rest))]) + "\n"


def repeating(name):
    """Returns the names of the experiments that repeat a row of PacGAN's table."""
    return [key for key, experiment in experiments.EXPERIMENTS.items() if experiment.paper == name]


def our_row(summary, name):
    """Returns the row of one of our experiments, or `None` where nothing is there yet."""
    groups = [summary.get((data, name)) for data in experiments.DATA]
    if not any(groups):
        return None
    experiment = experiments.EXPERIMENTS[name]
    there = [group for group in groups if group]
    settings = [group["runs"][0]["settings"] for group in there]
    steps = [found["steps"] * found.get("rounds", 1) for found in settings]
    where = "ours, PacGAN's networks" if experiment.networks == "pacgan" else "ours"
    counts = [by_data(numbers) for numbers in (steps, [group["seeds"] for group in there])]
    return row(f"{experiment.title}, {where}", [group and of_group(group) for group in groups], *counts)


def by_data(numbers):
    """Returns a number for each data set as text: one where they are the same."""
    return " / ".join(f"{number:,}" for number in (numbers if len(set(numbers)) > 1 else numbers[:1]))


def of_group(group):
    """Returns our figures in the order and the units of the papers' tables."""
    quality = group["high_quality"]
    percent = (100 * quality.value, None if quality.error is None else 100 * quality.error)
    return tuple(group["modes"]), percent, tuple(group["reverse_kl"])


def ideal(data):
    """Returns what samples of the data themselves get on average."""
    sampler = kerasgan.datasets.load(data)
    points = sampler.centers.repeat(100, axis=0)
    share = kerasgan.metrics.mode_coverage(points, sampler.centers, sampler.std).ideal_high_quality
    excess = (len(sampler.centers) - 1) / (2 * experiments.SAMPLES * share)
    return len(sampler.centers), 100 * share, excess


def row(title, figures, *others):
    """Returns one row; `figures` has three for each data set, or `None`."""
    cells = [cell(value, digits) for three in figures for value, digits in zip(three or [None] * 3, DIGITS)]
    return f"| {' | '.join([title, *cells, *others, *[''] * (2 - len(others))])} |"


def cell(value, digits):
    """Returns a figure, a pair of it and its standard error, or nothing, as text."""
    if value is None:
        return ""
    value, error = value if isinstance(value, tuple) else (value, None)
    if math.isinf(value):
        return "∞"
    shown = f"{value:.{digits}f}"
    return shown if error is None else f"{shown} ± {error:.{digits}f}"


def targets(summary):
    """Returns the table of what was wanted and what was found."""
    rows = ["| wanted | found | |", "|---|---|---|"]
    for data, (modes, quality, divergence) in TARGETS.items():
        group = summary.get((data, "best"))
        wanted = f"our best, {pictures.TITLES[data]}: {modes} modes, >= {quality:g} %, reverse KL <= {divergence}"
        rows.append(f"| {wanted} | {judged(group, TARGETS[data])} |")
    for key in [*repeating("GAN"), *repeating("PacGAN2")]:
        experiment = experiments.EXPERIMENTS[key]
        for data in experiments.DATA:
            theirs = published.PACGAN[experiment.paper][data]
            wanted = f"{experiment.title}, {pictures.TITLES[data]}, PacGAN's networks: "
            wanted += " / ".join(map(cell, theirs, DIGITS))
            rows.append(f"| {wanted} | {agreement(summary.get((data, key)), theirs)} |")
    return "\n".join(rows) + "\n"


def judged(group, target):
    """Returns what a group of runs found, and whether that is what was wanted, as two cells."""
    if not group:
        return "not run | "
    figures = of_group(group)
    shown = " / ".join(map(cell, figures, DIGITS))
    (modes, _), (quality, _), (divergence, _) = figures
    reached = modes >= target[0] and quality >= target[1] and divergence <= target[2]
    return f"{shown} | {'yes' if reached else '**no**'}"


def agreement(group, theirs):
    """Returns ours beside the paper's figures, and how far they are apart, as two cells.

    By two measures: in standard errors of the difference of the two means, and in standard deviations of single runs.
    Up to two of the first it is a "yes"; up to two of the second our runs could pass for theirs.
    """
    if not group:
        return "not run | "
    found = of_group(group)
    errors = [apart(*pair) for pair in zip(found, theirs)]
    runs = [apart(*pair) for pair in zip(of_runs(found, group["seeds"]), of_runs(theirs, published.TRIALS))]
    words = ("yes" if max(errors) <= 2 else "within the spread of runs" if max(runs) <= 2 else "**no**"), "apart by"
    pairs = zip(("modes", "quality", "KL"), errors, runs)
    distances = [f"{name} {error:.1f} errors, {run:.1f} deviations" for name, error, run in pairs]
    return f"{' / '.join(map(cell, found, DIGITS))} | {': '.join(words)} {'; '.join(distances)}"


def of_runs(figures, count):
    """Returns means and standard deviations of single runs in place of standard errors.

    Over the root of two, so that both groups together, as `apart` takes them, are the root of their mean square.
    """
    return [(value, None if error is None else error * math.sqrt(count / 2)) for value, error in figures]


def apart(ours, theirs):
    """Returns the distance of two means in units of their spreads, both together."""
    spread = math.hypot(ours[1] or 0.0, theirs[1])
    return abs(ours[0] - theirs[0]) / spread if spread else math.inf


def saturation_table(record):
    """Returns both estimates at D's optimum, a column per distance."""
    distances = sorted(record["jsd"], key=float)
    rows = [f"| distance | {' | '.join(distances)} |", "|" + "---|" * (len(distances) + 1)]
    rows.append(f"| true JSD | {' | '.join('0' if not float(d) else '0.693' for d in distances)} |")
    for kind, title in (("jsd", "JSD estimate, log 2 - d_loss"), ("wasserstein", "Wasserstein estimate, -d_loss")):
        rows.append(f"| {title} | {' | '.join(f'{record[kind][d][-1][1]:.3f}' for d in distances)} |")
    return "\n".join(rows) + "\n"


def settings(summary):
    """Returns a list of what each experiment was trained with."""
    lines = []
    for name in pictures.ordered():
        groups = {data: summary[data, name] for data in experiments.DATA if (data, name) in summary}
        if groups:
            each = {data: group["runs"][0]["settings"] for data, group in groups.items()}
            found, steps = next(iter(each.values())), {data: one["steps"] for data, one in each.items()}
            found = {**found, "steps": steps} if len(set(steps.values())) > 1 else found
            plain = {key: value for key, value in found.items() if value not in (None, [], {}, "")}
            lines.append(f"- `{name}`: `{json.dumps(plain)}`")
            about = experiments.EXPERIMENTS[name].about
            lines += [f"  {about}"] if about else []
    return "\n".join(lines) + "\n"


def picture(name):
    """Returns a picture of the page."""
    return f"![{name.removesuffix('.png').replace('_', ' ')}](mode_collapse/{name})\n"

"""The pictures of the page: samples, curves, and the experiment on saturation."""

import pathlib
import textwrap

import numpy as np
from matplotlib.ticker import PercentFormatter

import kerasgan
from benchmarks.mode_collapse import experiments, saturation
from benchmarks.studies import records, samples
from benchmarks.studies.drawing import COLOURS, STYLES
from kerasgan.plots import figure

SHOWN = 2500  # points of a picture
TITLES = {"ring_8": "ring of 8", "grid_25": "grid of 25"}


def draw(folder, to):
    """Draws every picture for which there are results; returns the names of the files.

    A picture of samples is not drawn anew where it would have to leave out a run whose samples are not kept.

    Args:
        folder: Path, where records and samples are.
        to: Path of a folder for the pictures; made where it does not exist.
    """
    to = pathlib.Path(to)
    to.mkdir(parents=True, exist_ok=True)
    found = records.alike(records.all_of(folder))
    drawn = []
    for data in experiments.DATA:
        runs = grouped(found, data)
        panels = first_samples(folder, runs)
        if panels and (panels.keys() == runs.keys() or not (to / f"{data}.png").exists()):
            drawn.append(clouds(data, panels, to / f"{data}.png"))
        if runs and all(run["curve"] for group in runs.values() for run in group):
            drawn.append(curves(data, runs, to / f"{data}_curves.png"))
    samples.pack(folder, first_runs(found), to / samples.NAME)
    record = saturation.found(folder)
    if record:
        drawn.append(saturated(record, to / "saturation.png"))
    return [path.name for path in drawn]


def grouped(found, data):
    """Returns the records of one data set by experiment, in the order of the tables."""
    named = {
        name: [record for record in found if (record["data"], record["name"]) == (data, name)] for name in ordered()
    }
    return {name: runs for name, runs in named.items() if runs}


def ordered():
    """Returns the names of the experiments in the order of the tables."""
    return list(experiments.EXPERIMENTS)


def first_runs(found):
    """Returns the record of the first seed of each experiment on each data set: those that are shown."""
    return [runs[0] for data in experiments.DATA for runs in grouped(found, data).values()]


def first_samples(folder, runs):
    """Returns `{name: (record, points)}` of the first seed of each experiment whose points are kept."""
    panels = {name: (group[0], samples.read(folder, group[0])) for name, group in runs.items()}
    return {name: (record, points) for name, (record, points) in panels.items() if points is not None}


@figure.styled
def clouds(data, panels, path, columns=5):
    """Draws the points that each experiment's first seed generates, beside real ones."""
    sampler = kerasgan.datasets.load(data)
    rows = -(-(len(panels) + 1) // columns)
    drawing, axes = figure.subplots(rows, columns, 2.1 * columns, 2.35 * rows)
    for place in axes.flat:
        place.set_axis_off()
    cloud(axes.flat[0], sampler(SHOWN, np.random.default_rng(0)), sampler, "real points", figure.REAL)
    for place, (name, (record, points)) in zip(axes.flat[1:], panels.items()):
        experiment = experiments.EXPERIMENTS[name]
        where = ", PacGAN's nets" if experiment.networks == "pacgan" else ""
        label = textwrap.fill(f"{experiment.title.strip('*')}{where}", 26)
        title = f"{label}\n{record['modes']} modes, {record['high_quality']:.1%}"
        cloud(place, points, sampler, title, figure.FAKE)
    figure.save(drawing, path)
    return path


def cloud(axes, points, sampler, title, colour):
    """Draws points over the centers of the modes."""
    reach = 1.25 * np.abs(sampler.centers).max()
    axes.set(xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal")
    axes.scatter(*sampler.centers.T, s=60, color="#E2E2E2", linewidths=0)
    axes.scatter(*points[:SHOWN].T, s=1.2, color=colour, alpha=0.35, linewidths=0)
    axes.set_title(title, fontsize=8)


@figure.styled
def curves(data, runs, path):
    """Draws modes and high quality over the steps, the mean over the seeds of each experiment."""
    drawing, axes = figure.subplots(1, 2, 11, 4.4)
    for number, (name, group) in enumerate(runs.items()):
        points = np.mean([run["curve"] for run in group], axis=0)
        experiment = experiments.EXPERIMENTS[name]
        style = "--" if experiment.networks == "pacgan" else STYLES[number // len(COLOURS)]
        look = {"color": COLOURS[number % len(COLOURS)], "linestyle": style, "linewidth": 1.4}
        label = experiment.title.strip("*") + (" (PacGAN's networks)" if experiment.networks == "pacgan" else "")
        for place, column in zip(axes[0], (1, 2)):
            place.plot(points[:, 0], points[:, column], label=label, **look)
    modes = len(kerasgan.datasets.load(data).centers)
    axes[0, 0].set(title=f"Modes found, {TITLES[data]}", xlabel="step", xscale="log", ylim=(0, 1.05 * modes))
    axes[0, 1].set(title="Samples of high quality", xlabel="step", xscale="log", ylim=(0, 1.05))
    axes[0, 1].yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    drawing.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside right center", fontsize=8)
    figure.save(drawing, path)
    return path


@figure.styled
def saturated(record, path):
    """Draws both estimates over the distance, and the first along D's training."""
    drawing, axes = figure.subplots(1, 3, 11, 3.3)
    last = {kind: {float(d): curve[-1][1] for d, curve in record[kind].items()} for kind in ("jsd", "wasserstein")}
    distances = sorted(last["jsd"])
    along, by_distance, critic = axes[0]
    for number, (distance, curve) in enumerate(sorted(record["jsd"].items(), key=lambda pair: float(pair[0]))):
        shade = str(0.75 * (1 - number / max(1, len(record["jsd"]) - 1)))
        along.plot(*np.transpose(curve), color=shade if number else figure.OTHER, label=f"{float(distance):g}")
    along.axhline(np.log(2), color=figure.REFERENCE, linestyle=":", linewidth=1)
    along.set(title="JSD estimate as D learns", xlabel="step", ylim=(-0.05, 0.75), xlim=(0, record["steps"] / 5))
    along.legend(title="distance", fontsize=7, title_fontsize=7, ncols=2)
    by_distance.plot(distances, [last["jsd"][d] for d in distances], "o", color=figure.FAKE, label="log 2 - d_loss")
    by_distance.axhline(np.log(2), color=figure.REFERENCE, linestyle=":", linewidth=1, label="log 2, the true JSD")
    by_distance.plot([0], [0], "x", color=figure.REFERENCE, label="true JSD at distance 0")
    by_distance.set(title="JSD estimate at D's optimum", xlabel="distance", ylim=(-0.05, 0.75))
    by_distance.legend(fontsize=7, loc="center right")
    critic.plot(distances, distances, color=figure.REFERENCE, linestyle=":", linewidth=1, label="the distance")
    critic.plot(distances, [last["wasserstein"][d] for d in distances], "o", color=figure.REAL, label="-d_loss, critic")
    critic.set(title="Wasserstein estimate", xlabel="distance")
    critic.legend(fontsize=7, loc="upper left")
    figure.save(drawing, path)
    return path

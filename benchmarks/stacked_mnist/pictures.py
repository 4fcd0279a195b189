"""The pictures of the page: samples of each recipe beside real ones, and curves."""

import numpy as np
from matplotlib import ticker

import kerasgan
from benchmarks.stacked_mnist import page, study
from benchmarks.studies import drawing, records
from benchmarks.studies.drawing import COLOURS, STYLES
from kerasgan.plots import figure

COLUMNS = 12


def draw(folder, to):
    """Draws what there are results for; see `drawing.draw`."""
    groups = page.grouped(records.alike(records.all_of(folder)))
    return drawing.draw(groups, folder, to, curves, panels)


@figure.styled
def panels(kept, path):
    """Draws the images that each recipe's first seed generates, in a block of its own, real ones first."""
    real = kerasgan.datasets.load(study.DATA, labels=False, stacks=study.KEPT, seed=1)
    blocks = {"real images": real}
    for name, (run, images) in kept.items():
        blocks[f"{page.TITLES[name]}: {run['modes']:,} modes, KL {run['reverse_kl']:.3f}"] = images
    rows = -(-len(blocks) // 2)
    drawing, axes = figure.subplots(rows, 2, 10, 1.95 * rows)
    for place in axes.flat:
        place.set_axis_off()
    for place, (title, images) in zip(axes.flat, blocks.items()):
        place.imshow(kerasgan.plots.image_grid(np.asarray(images).astype("uint8"), columns=COLUMNS))
        place.set_title(title, fontsize=8)
    figure.save(drawing, path)
    return path


@figure.styled
def curves(groups, path):
    """Draws the modes and the reverse KL over processor time, the mean over the seeds of each recipe."""
    drawing, axes = figure.subplots(1, 2, 11, 3.6)
    for number, (name, runs) in enumerate(groups.items()):
        points = np.mean([run["curve"] for run in runs], axis=0)
        look = {"color": COLOURS[number % len(COLOURS)], "linestyle": STYLES[number // len(COLOURS)]}
        look |= {"linewidth": 1.4, "marker": ".", "label": page.TITLES[name]}
        for place, column in zip(axes[0], (1, 2)):
            place.plot(points[:, 3] / 60, points[:, column], **look)
    for place in axes[0]:  # from a minute to an hour: a plain axis would show one row alone
        place.set_xscale("log")
        place.xaxis.set_major_locator(ticker.LogLocator(subs=(1, 2, 5)))
        place.xaxis.set_major_formatter(ticker.StrMethodFormatter("{x:g}"))
        place.xaxis.set_minor_locator(ticker.NullLocator())
    label = "minutes of one core"
    axes[0, 0].set(title=f"Modes of {study.FEWER:,} samples", xlabel=label, ylim=(0, 1050))
    axes[0, 1].set(title=f"Reverse KL of {study.FEWER:,} samples", xlabel=label, ylim=(0, 7))
    drawing.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside right center", fontsize=8)
    figure.save(drawing, path)
    return path

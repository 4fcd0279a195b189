"""The pictures of the page: samples by method and share, and curves."""

import numpy as np

import kerasgan
from benchmarks.augmentation import page, study
from benchmarks.studies import drawing, records
from benchmarks.studies.drawing import COLOURS
from kerasgan.plots import figure

COLUMNS = 12


def draw(folder, to):
    """Draws what there are results for; see `drawing.draw`."""
    groups = page.grouped(records.alike(records.all_of(folder)))
    return drawing.draw(groups, folder, to, curves, panels)


@figure.styled
def panels(kept, path):
    """Draws what the first seed of each cell generates: a row of blocks for each share, a column for each method."""
    shares = [share for share in study.SHARES if any(key[1] == share for key in kept)]
    drawing, axes = figure.subplots(len(shares), len(page.TITLES), 12, 1.75 * len(shares))
    for place in axes.flat:
        place.set_axis_off()
    for row, share in zip(axes, shares):
        for place, (method, title) in zip(row, page.TITLES.items()):
            if (method, share) in kept:
                run, images = kept[method, share]
                images = np.asarray(images).astype("uint8")
                place.imshow(kerasgan.plots.image_grid(images, columns=COLUMNS), cmap="gray", vmin=0, vmax=255)
                place.set_title(f"{title}, {share} %: {run['last']:.2f}", fontsize=8)
    figure.save(drawing, path)
    return path


@figure.styled
def curves(groups, path):
    """Draws the distance over the steps, a panel for each share, the mean over the seeds of each method."""
    drawing, axes = figure.subplots(1, len(study.SHARES), 12, 3.2)
    for place, share in zip(axes[0], study.SHARES):
        for number, (method, title) in enumerate(page.TITLES.items()):
            if runs := groups.get((method, share)):
                points = np.mean([run["curve"] for run in runs], axis=0)
                look = {"color": COLOURS[number], "linewidth": 1.4, "marker": ".", "label": title}
                place.plot(points[:, 0], points[:, 1], **look)
        place.set(title=f"{share} % of the digits", xlabel="steps", yscale="log")
    axes[0, 0].set_ylabel("Fréchet distance")
    drawing.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside right center", fontsize=8)
    figure.save(drawing, path)
    return path

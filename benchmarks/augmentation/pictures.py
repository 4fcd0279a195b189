"""The pictures of the page: samples by method and share, and curves."""

import numpy as np
from matplotlib.ticker import LogLocator, NullFormatter

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
    methods, shares = there(kept)
    drawing, axes = figure.subplots(len(shares), len(methods), 4 * len(methods), 1.75 * len(shares))
    for place in axes.flat:
        place.set_axis_off()
    for row, share in zip(axes, shares):
        for place, method in zip(row, methods):
            if (method, share) in kept:
                run, images = kept[method, share]
                images = np.asarray(images).astype("uint8")
                place.imshow(kerasgan.plots.image_grid(images, columns=COLUMNS), cmap="gray", vmin=0, vmax=255)
                place.set_title(f"{page.TITLES[method]}, {share} %: {run['last']:.2f}", fontsize=8)
    figure.save(drawing, path)
    return path


@figure.styled
def curves(groups, path):
    """Draws the distance over the steps, a panel for each share, the mean over the seeds of each method."""
    methods, shares = there(groups)
    drawing, axes = figure.subplots(1, len(shares), 3 * len(shares), 3.2)
    for place, share in zip(axes[0], shares):
        place.sharey(axes[0, 0])
        for method in (method for method in methods if (method, share) in groups):
            points = np.mean([run["curve"] for run in groups[method, share]], axis=0)
            colour = COLOURS[list(page.TITLES).index(method)]
            look = {"color": colour, "linewidth": 1.4, "marker": ".", "label": page.TITLES[method]}
            place.plot(points[:, 0], points[:, 1], **look)
        place.set(title=f"{share} % of the digits", xlabel="steps", yscale="log")
    axes[0, 0].yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes[0, 0].yaxis.set_major_formatter("{x:g}")
    axes[0, 0].yaxis.set_minor_formatter(NullFormatter())
    axes[0, 0].set_ylabel("Fréchet distance")
    lines = {line.get_label(): line for place in axes[0] for line in place.lines}  # not every panel has each method
    titles = [page.TITLES[method] for method in methods]
    drawing.legend([lines[title] for title in titles], titles, loc="outside right center", fontsize=8)
    figure.save(drawing, path)
    return path


def there(groups):
    """Returns the methods and the shares that there are cells of, in the order of the table."""
    methods = [method for method in page.TITLES if any(key[0] == method for key in groups)]
    return methods, [share for share in study.SHARES if any(key[1] == share for key in groups)]

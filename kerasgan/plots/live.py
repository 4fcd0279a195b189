"""A run in one figure while it goes on: curves on the left, samples on the right, the doctor's findings below."""

import textwrap

import numpy as np

from kerasgan.plots import figure, history, samples

# Panels of curves at most, of those that there may be.
PANELS = 3

# Width in characters, and findings at most, of the text below.
WIDTH, FINDINGS = 120, 3


@figure.styled
def draw_png(curves, made, findings):
    """Returns the figure as the bytes of a PNG file.

    Args:
        curves: Dict of name: list of numbers, as `callbacks.curves.so_far` returns it.
        made: Array `(height, width)` or `(height, width, channels)` uint8, a grid; `(n, d)` float, vectors; or `None`.
        findings: List of the doctor's findings.
    """
    return figure.picture(draw(curves, made, findings), "png")


@figure.styled
def draw(curves, made, findings):
    """Returns the figure."""
    curves = {name: history.numbers(values) for name, values in curves.items()}
    x, unit = history.horizontal(curves, curves)
    found = history.points(curves, x)
    panels = history.choose_panels(found)[:PANELS]
    told = words(findings)
    height = 0.6 + 1.9 * max(2, len(panels)) + 0.18 * told.count("\n")
    drawing = figure.Figure(figsize=(10 if made is not None else 6, height), layout="constrained")
    places = drawing.subfigures(1, 2, width_ratios=(6, 4)) if made is not None else [drawing]
    axes = places[0].subplots(len(panels), 1, squeeze=False, sharex=True)[:, 0]
    for panel, place in zip(panels, axes):
        history.draw(place, panel, found)
    history.label_horizontal(axes[-1], x, unit)
    if made is not None:
        draw_samples(places[1].subplots(), made)
    drawing.supxlabel(told, x=0.01, ha="left", fontsize=9)
    return drawing


def draw_samples(axes, made):
    """Draws a grid of images, points, lines or a histogram."""
    axes.set_title("Samples")
    if made.dtype == np.uint8:
        axes.set_axis_off()
        axes.imshow(made, cmap="gray", vmin=0, vmax=255, interpolation="nearest")
    elif made.shape[1] == 2:
        samples.draw_points(axes, made, None)
    elif made.shape[1] == 1:
        samples.draw_histogram(axes, made[:, 0])
    else:
        samples.draw_lines(axes, made)


def words(findings):
    """Returns what the doctor says, a few lines of text."""
    lines = [f"Doctor: {one.name} (step {one.step:,}). {one.evidence}" for one in findings[:FINDINGS]]
    more = len(findings) - FINDINGS
    lines += [f"And {more} more."] if more > 0 else []
    return "\n".join(line for text in lines or ["Doctor: nothing found."] for line in textwrap.wrap(text, WIDTH))

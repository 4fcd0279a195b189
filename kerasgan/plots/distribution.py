"""Real, noise and generated values beside one another, pooled and per dimension."""

import math
from collections.abc import Callable

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from kerasgan import checks, metrics
from kerasgan.checks.types import PathLike
from kerasgan.plots import figure

TITLES = {"real": "Real", "noise": "Noise", "fake": "Generated"}
COLOURS = {"real": figure.REAL, "noise": figure.NOISE, "fake": figure.FAKE}


@figure.styled
def plot_distribution(
    real: ArrayLike,
    fake: ArrayLike,
    to_file: PathLike | None = None,
    *,
    noise: ArrayLike | None = None,
    density: str | Callable | None = "normal",
) -> Figure:
    """Draws the distributions of real, noise and generated values, to see whether G has learned the data's.

    Histograms pool all values of all samples, each with the density curve over it, on the same axes. Below their
    titles are the mean, the standard deviation, and KS, the Kolmogorov-Smirnov distance to the real values: the largest
    difference of the two cumulative distributions, 0 where they are alike and 1 where they don't overlap.

    A pooled histogram cannot see a G that makes the same sample always. The last panel can: each of its dots is one
    dimension, with its mean and standard deviation over the samples. A collapsed G's dots lie at the bottom. `mean KS`
    is the mean of the dimensions' own distances, which is larger than the pooled one: errors of theirs even out. `if
    alike` is what as many samples of one and the same distribution get.

    Args:
        real: Array of real samples, shape `(n, d)`.
        fake: Array of generated samples, shape `(m, d)`.
        to_file: Path of a picture (`.png`, `.svg`, `.pdf`, ...), or `None` for none. Defaults to `None`.
        noise: Array of G's inputs, shape `(k, latent_dim)`, or `None` to leave them out. Defaults to `None`.
        density: The curve over the histograms: `"normal"` for that of N(0, 1), a function of an array that returns
            the density at each of its values, or `None` for none. Defaults to `"normal"`.

    Returns:
        A Matplotlib figure.

    Raises:
        ValueError: If an array is empty, not of numbers, not finite or not of two axes, if `real` and `fake` differ in
            their number of dimensions, if `density` is unknown, or if `to_file` cannot be written.

    Example:

    >>> rng = np.random.default_rng(0)
    >>> real, fake, noise = rng.normal(size=(500, 20)), rng.normal(0, 0.3, (500, 20)), rng.uniform(-1, 1, (500, 20))
    >>> figure = kerasgan.plot_distribution(real, fake, "distribution.png", noise=noise)
    """
    samples = {"real": real, "noise": noise, "fake": fake}
    samples = {name: as_array(values) for name, values in samples.items() if values is not None or name != "noise"}
    checks.raise_all(check_samples(samples) + check_density(density) + figure.check_file(to_file))
    drawing, histograms, dimensions = panels(len(samples))
    draw_histograms(histograms, samples, density)
    draw_dimensions(dimensions, samples)
    figure.save(drawing, to_file)
    return drawing


def as_array(values):
    """Returns `values` as an array of floats, or None where they are not numbers or their rows differ in length."""
    try:
        return np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        return None


def check_samples(samples):
    """Checks each array, and that real and generated samples have the same dimensions."""
    problems = [problem for name, values in samples.items() for problem in check_array(name, values)]
    if problems or samples["real"].shape[1] == samples["fake"].shape[1]:
        return problems
    shapes = f"{samples['real'].shape} and {samples['fake'].shape}"
    return [f"`real` and `fake`: expected samples with the same number of dimensions. Received shapes {shapes}."]


def check_array(name, values):
    """Checks that `values` is an array of finite numbers of shape `(n, d)`."""
    expected = f"`{name}`: expected an array of numbers of shape (n, d)"
    if values is None:
        return [f"{expected}. Received something that NumPy cannot make into one."]
    if values.ndim != 2:
        return [f"{expected}. Received shape {values.shape}. Use `{name}.reshape(n, -1)`."]
    if not values.size:
        return [f"{expected} with n and d of at least 1. Received shape {values.shape}."]
    bad = np.count_nonzero(~np.isfinite(values))
    message = f"`{name}`: expected finite numbers. Received {bad} of {values.size} that are NaN or infinite."
    return [message] if bad else []


def check_density(density):
    """Checks that `density` is something that we can draw."""
    if density is None or callable(density) or (isinstance(density, str) and density == "normal"):
        return []
    return [f"`density`: expected 'normal', a function of an array, or None. Received: {density!r}."]


def normal_density(x):
    """Returns the density of N(0, 1) at `x`."""
    return np.exp(-(x**2) / 2) / math.sqrt(2 * math.pi)


def pooled_distance(a, b):
    """Returns the Kolmogorov-Smirnov distance of all values of two arrays."""
    return metrics.kolmogorov_smirnov(a.reshape(-1, 1), b.reshape(-1, 1))[0]


def distance_if_alike(n, m):
    """Returns the mean KS of `n` and `m` samples of one continuous distribution, by Kolmogorov's for many of them."""
    return min(1.0, math.sqrt(math.pi / 2) * math.log(2) * math.sqrt(1 / n + 1 / m))


def panels(count):
    """Returns a figure, its axes for `count` histograms, which share their limits, and those for the dimensions."""
    rows, columns, width, height = (2, 2, 8, 6) if count == 3 else (1, 3, 10, 3.4)
    drawing, axes = figure.subplots(rows, columns, width, height)
    first, *others, dimensions = axes.flat
    for axes in others:
        axes.sharex(first)
        axes.sharey(first)
    return drawing, [first, *others], dimensions


def draw_histograms(places, samples, density):
    """Draws one histogram per array of `samples`, and `density` over each."""
    edges = bin_edges(samples.values())
    for axes, (name, values) in zip(places, samples.items()):
        axes.hist(values.ravel(), own_edges(name, values, edges), density=True, color=COLOURS[name])
        draw_density(axes, density, np.linspace(edges[0], edges[-1], 400))
        axes.set_title(f"{TITLES[name]} values")
        axes.set_ylabel("density")
        describe(axes, name, values, samples["real"])
        if name == "real":
            highest = axes.dataLim.ymax
    axes.set_xlim(edges[0], edges[-1])
    # A collapsed G's values make a bar so high that all else were flat beside it: it may leave the picture.
    axes.set_ylim(0, min(axes.get_ylim()[1], 4 * highest))


def draw_density(axes, density, x):
    """Draws the curve of `density` at `x`."""
    if density is None:
        return
    curve, label = (normal_density, "N(0, 1)") if density == "normal" else (density, "density")
    axes.plot(x, curve(x), color="black", linewidth=1.5, label=label)
    axes.legend(loc="upper left", handlelength=1)


def bin_edges(samples):
    """Returns bins for all samples. One value in 1,000 lies outside: a few outliers would make the rest too narrow."""
    outer = np.array([np.quantile(values, (0.0005, 0.9995)) for values in samples])
    low, high = outer.min(), outer.max()
    margin = 0.03 * (high - low) or 0.5  # all values may be one
    return np.linspace(low - margin, high + margin, 61)


def frame(axes, real, fake):
    """Sets the limits of the dimensions' panel: near to the dots, down to 0 where generated ones have collapsed."""
    low, high = axes.get_xlim()
    bottom, top = axes.get_ylim()
    collapsed = fake.std(axis=0).min() < 0.5 * np.median(real.std(axis=0))
    bottom = 0 if collapsed else bottom
    room = max(top - bottom, high - low, 0.3 * real.std())  # without it small differences would look large
    middle = (low + high) / 2
    axes.set_xlim(middle - room / 2, middle + room / 2)
    center = (bottom + top) / 2
    axes.set_ylim(*((-0.04 * top, 1.05 * top) if collapsed else (center - room / 2, center + room / 2)))


def own_edges(name, values, edges):
    """Returns bins as wide as `edges`; those of noise begin and end where it does, and overrun no bound of it."""
    low, high = values.min(), values.max()
    if name != "noise" or low == high:
        return edges
    return np.linspace(low, high, max(2, round((high - low) / (edges[1] - edges[0]))) + 1)


def describe(axes, name, values, real):
    """Writes mean, standard deviation and distance to the real values into a panel's upper corner."""
    scale = real.std() or 1
    digits = max(0, 2 - round(math.log10(scale)))  # two decimals where real values are around 1
    mean = round(values.mean(), digits) + 0.0  # no -0.00
    lines = [f"mean {mean:.{digits}f}", f"std {values.std():.{digits}f}"]
    if name != "real":
        lines.append(f"KS, pooled {pooled_distance(values, real):.3f}")
    axes.annotate("\n".join(lines), (1, 1), (-4, -4), "axes fraction", "offset points", ha="right", va="top")


def draw_dimensions(axes, samples):
    """Draws a dot for each dimension of real and of generated samples: its mean and standard deviation."""
    for name in ("real", "fake"):
        values = samples[name]
        mean, std = values.mean(axis=0), values.std(axis=0)
        size = np.clip(800 / len(mean), 16, 80)
        # Rings for real over dots for generated: neither hides the other.
        face, order = ("none", 3) if name == "real" else (COLOURS[name], 2)
        colours = {"facecolors": face, "edgecolors": COLOURS[name], "alpha": 0.7}
        axes.scatter(mean, std, size, zorder=order, label=TITLES[name], **colours)
    frame(axes, *(samples[name] for name in ("real", "fake")))
    axes.set_title("Each dimension")
    distance = metrics.kolmogorov_smirnov(samples["real"], samples["fake"]).mean()
    lines = f"mean KS {distance:.3f}\nif alike {distance_if_alike(len(samples['real']), len(samples['fake'])):.3f}"
    axes.annotate(lines, (0, 1), (4, -4), "axes fraction", "offset points", va="top")
    axes.set_xlabel("mean")
    axes.set_ylabel("std")
    axes.legend()

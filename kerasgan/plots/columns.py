"""The columns of a real and of a generated table, one over the other; and what they have to do with each other."""

import math

import numpy as np
from matplotlib.figure import Figure

from kerasgan import checks, metrics
from kerasgan.checks.frames import as_numbers
from kerasgan.checks.types import Frame, PathLike
from kerasgan.metrics import frames
from kerasgan.plots import figure, fonts

# Columns in a row of the picture, bins of numbers, categories that are named, and letters of a name.
ACROSS, BINS, MOST_BARS, MOST_LETTERS = 4, 30, 12, 18

DAY = 86_400e6  # in microseconds

# How real and generated numbers, and categories, are drawn.
STYLES = (
    {"fill": True, "color": figure.REAL, "alpha": 0.35, "label": "Real"},
    {"color": figure.FAKE, "linewidth": 1.5, "label": "Generated"},
)
BARS = ({"color": figure.REAL, "alpha": 0.6, "label": "Real"}, {"color": figure.FAKE, "label": "Generated"})


@figure.styled
def plot_columns(real: Frame, fake: Frame | None = None, to_file: PathLike | None = None) -> Figure:
    """Draws each column of two tables: numbers and dates as histograms, categories as bars, real beside generated.

    In the title stands the column's score, 1 for columns that are alike; see `metrics.table_shape`. The rarest
    categories of a column are one bar.

    Args:
        real: `pandas.DataFrame` of real rows.
        fake: `pandas.DataFrame` of generated rows, with the same columns. Defaults to `None`: one table alone.
        to_file: Path of a picture (`.png`, `.svg`, `.pdf`, ...), or `None` for none. Defaults to `None`.

    Returns:
        A Matplotlib figure.

    Raises:
        ValueError: If the two are no frames of the same columns, or `to_file` cannot be written.

    Example:

    >>> real = pandas.DataFrame({"age": [20, 30, 40, 50], "sex": ["f", "f", "m", "m"]})
    >>> figure = kerasgan.plots.plot_columns(real, real.assign(sex="f"), "columns.png")
    """
    alone = fake is None
    scores = metrics.table_shape(real, real if alone else fake, by_column=True)
    checks.raise_all(figure.check_file(to_file))
    across = min(ACROSS, len(scores))
    down = math.ceil(len(scores) / across)
    drawing = figure.Figure(figsize=(3.2 * across, 2.5 * down + 0.4), layout="constrained")
    panels = np.ravel(drawing.subplots(down, across, squeeze=False))
    for panel, (name, score) in zip(panels, scores.items()):
        draw_column(panel, [real[name]] if alone else [real[name], fake[name]])
        panel.set_title(short(name) if alone else f"{short(name)}  {score:.3f}")
    for panel in panels[len(scores) :]:
        panel.set_axis_off()
    if not alone:
        drawing.legend(*panels[0].get_legend_handles_labels(), loc="outside upper left", ncols=2)
    figure.save(drawing, to_file)
    return drawing


def draw_column(panel, columns):
    """Draws one column of a real and of a generated table, or of one alone."""
    if all(frames.is_numeric(column) for column in columns):
        draw_numbers(panel, columns)
    else:
        draw_categories(panel, columns)
    panel.set_ylim(bottom=0)
    panel.yaxis.set_major_formatter(lambda value, _: f"{value:.0%}")


def draw_numbers(panel, columns):
    """Draws the shares of equal parts of the range, real ones filled, generated ones as a line."""
    kind = columns[0].dtype.kind
    groups = [as_numbers(column.dropna()) / (DAY if kind in "Mm" else 1) for column in columns]
    edges = bin_edges(np.concatenate(groups))
    for values, style in zip(groups, STYLES):
        panel.stairs(np.histogram(values, edges)[0] / max(1, len(values)), edges, **style)
    if kind == "M":
        panel.xaxis.set_major_formatter(lambda day, _: str(np.datetime64(int(day), "D"))[:7])
    panel.locator_params(axis="x", nbins=4)


def bin_edges(values):
    """Returns the edges of about `BINS` bins; each bin holds as many whole numbers, where there are no others."""
    if not len(values) or not np.array_equal(values, np.rint(values)):
        return np.histogram_bin_edges(values, bins=BINS)
    low, high = values.min(), values.max()
    width = max(1, np.ceil((high - low + 1) / BINS))
    return np.arange(low - 0.5, high + width + 0.5, width)


def draw_categories(panel, columns):
    """Draws the shares of the most frequent categories, side by side."""
    texts = [column.astype(object).where(column.notna(), "missing") for column in columns]
    shares = [text.value_counts(normalize=True) for text in texts]
    names = list(shares[0].index[:MOST_BARS])
    rows = [[found.get(name, 0.0) for name in names] for found in shares]
    if len({name for found in shares for name in found.index}) > len(names):
        names.append("others")
        rows = [[*row, max(0.0, 1 - sum(row))] for row in rows]
    width = 0.8 / len(columns)
    for number, (row, style) in enumerate(zip(rows, BARS)):
        panel.bar(np.arange(len(names)) + (number - (len(columns) - 1) / 2) * width, row, width, **style)
    few = len(names) < 4
    labels = [short(name) for name in names]
    panel.set_xticks(range(len(names)), labels, rotation=0 if few else 90, fontsize=8 if few else 7)
    panel.grid(axis="x", visible=False)


def short(name):
    """Returns a name that has room beside others, characters that no font here has as question marks."""
    text = fonts.readable(name)
    return text if len(text) <= MOST_LETTERS else f"{text[: MOST_LETTERS - 1]}…"


@figure.styled
def plot_correlations(real: Frame, fake: Frame, to_file: PathLike | None = None) -> Figure:
    """Draws how strongly the columns of two tables depend on each other, and where the two differ.

    Of two columns of numbers it is the size of Pearson's correlation, of all other pairs Cramer's V, for which numbers
    are cut into ten parts of equally many real rows. Both are 0 for columns that know nothing of each other, and 1
    where one says the other.

    Args:
        real: `pandas.DataFrame` of real rows.
        fake: `pandas.DataFrame` of generated rows, with the same columns.
        to_file: Path of a picture, or `None` for none. Defaults to `None`.

    Returns:
        A Matplotlib figure of three maps: real, generated, and the difference.

    Raises:
        ValueError: If the two are no frames of the same columns, or `to_file` cannot be written.

    Example:

    >>> real = pandas.DataFrame({"a": [1.0, 2.0, 3.0], "b": [1.0, 2.0, 3.0]})
    >>> figure = kerasgan.plots.plot_correlations(real, real, "correlations.png")
    """
    real, fake = frames.tables(real=real, fake=fake, least=2)
    checks.raise_all(figure.check_file(to_file))
    maps = associations(real, fake)
    side = max(2.6, 0.26 * len(real.columns) + 1.4)
    drawing = figure.Figure(figsize=(3 * side + 1.5, side + 0.8), layout="constrained")
    shown = [("Real", maps[0]), ("Generated", maps[1]), ("Generated - real", maps[1] - maps[0])]
    for number, (panel, (title, values)) in enumerate(zip(drawing.subplots(1, 3), shown)):
        low, high, colours = (0, 1, "Blues") if number < 2 else (-0.5, 0.5, "PuOr_r")
        image = panel.imshow(values, vmin=low, vmax=high, cmap=colours)
        names = [short(name) for name in real.columns]
        panel.set_xticks(range(len(names)), names, rotation=90, fontsize=7)
        panel.set_yticks(range(len(names)), names if number == 0 else [""] * len(names), fontsize=7)
        panel.grid(visible=False)
        panel.set_title(title)
        if number:
            drawing.colorbar(image, ax=panel, shrink=0.8)
    figure.save(drawing, to_file)
    return drawing


def associations(real, fake):
    """Returns two arrays `(columns, columns)`, how strongly each pair depends on each other in the two tables."""
    names, found = list(real.columns), np.ones((2, len(real.columns), len(real.columns)))
    numeric = {name: frames.is_numeric(real[name]) and frames.is_numeric(fake[name]) for name in names}
    codes = {name: as_codes(real[name], fake[name], numeric[name]) for name in names}
    for i, a in enumerate(names):
        for j, b in enumerate(names[:i]):
            for table, frame in enumerate((real, fake)):
                if numeric[a] and numeric[b]:
                    value = frames.correlation(as_numbers(frame[a]), as_numbers(frame[b]))
                    value = 0.0 if np.isnan(value) else abs(value)
                else:
                    value = cramers_v(codes[a][table], codes[b][table])
                found[table, i, j] = found[table, j, i] = value
    return found


def as_codes(real, fake, numeric):
    """Returns a column of both tables as whole numbers, numbers cut into ten parts of equally many real rows."""
    if not numeric:
        return frames.codes(real, fake)
    values = [as_numbers(series) for series in (real, fake)]
    known = values[0][~np.isnan(values[0])]
    edges = np.unique(np.quantile(known, np.linspace(0, 1, 11)[1:-1])) if len(known) else np.zeros(1)
    return [np.digitize(column, edges) for column in values]


def cramers_v(a, b):
    """Returns Cramer's V of two columns of whole numbers, 0 for constant ones."""
    a, b = (np.unique(codes, return_inverse=True)[1] for codes in (a, b))
    table = np.zeros((1 + a.max(), 1 + b.max()))
    np.add.at(table, (a, b), 1)
    if min(table.shape) < 2:
        return 0.0
    expected = table.sum(axis=1, keepdims=True) * table.sum(axis=0) / table.sum()
    chi_square = np.sum((table - expected) ** 2 / expected)
    return float(np.sqrt(chi_square / table.sum() / (min(table.shape) - 1)))

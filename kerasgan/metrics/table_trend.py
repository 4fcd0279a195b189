"""How well what the columns of a table have to do with each other is met, pair by pair."""

import itertools

import numpy as np

from kerasgan.checks.frames import as_numbers
from kerasgan.checks.types import Frame
from kerasgan.metrics import frames

# Into how many parts of its range a column of numbers is cut beside one of categories.
PARTS = 10


def table_trend(real: Frame, fake: Frame, *, by_pair: bool = False) -> float | dict[tuple[str, str], float]:
    """Returns how alike the pairs of columns of two tables are.

    Formula, for two columns of numbers or dates, and for all other pairs, whose numbers are cut into ten equal parts:

    ```python
    1 - 0.5 * abs(correlation(real) - correlation(fake))   # Pearson's
    1 - 0.5 * sum(abs(p(a, b) - q(a, b)))                  # total variation of the contingency tables
    ```

    Args:
        real: `pandas.DataFrame` of real rows.
        fake: `pandas.DataFrame` of generated rows, with the same columns.
        by_pair: Boolean, whether to return the score of each pair. Defaults to `False`.

    Returns:
        Float from 0 to 1, the mean over the pairs; or a dict of floats by `(column, column)`, NaN where a real column
        is constant and so has no correlation. A generated one that is constant counts as one of correlation 0. Columns
        that know nothing of each other still score high: compare with shuffled columns, too.

    Raises:
        ValueError: If the two are no frames of the same columns.

    Example:

    >>> real = pandas.DataFrame({"a": [1.0, 2.0, 3.0], "b": [1.0, 2.0, 3.0]})
    >>> round(table_trend(real, real.assign(b=[3.0, 2.0, 1.0])), 6)
    0.0

    Source: the column pair trends of SDMetrics (DataCebo), whose figures these are: each of the two tables is cut by
    the ends of its own range.
    """
    real, fake = frames.tables(real=real, fake=fake, least=2)
    columns = {name: _Pair(real[name], fake[name]) for name in real.columns}
    pairs = itertools.combinations(columns, 2)
    found = {pair: _alike(columns[pair[0]], columns[pair[1]]) for pair in pairs}
    if by_pair:
        return found
    scores = [score for score in found.values() if not np.isnan(score)]
    return float(np.mean(scores)) if scores else 1.0


class _Pair:
    """One column of both tables: its numbers, where it has any, and its categories."""

    def __init__(self, real, fake):
        self.numeric = frames.is_numeric(real) and frames.is_numeric(fake)
        if self.numeric:
            self.numbers = [as_numbers(one) for one in (real, fake)]
            self.codes = [_cut(values) for values in self.numbers]
        else:
            self.codes = frames.codes(real, fake)
        self.size = 1 + max(codes.max() for codes in self.codes)


def _cut(values):
    known = values[~np.isnan(values)]
    edges = np.histogram_bin_edges(known, bins=PARTS) if len(known) else np.zeros(1)
    return np.digitize(values, edges)


def _alike(a, b):
    if a.numeric and b.numeric:
        real, fake = (frames.correlation(x, y) for x, y in zip(a.numbers, b.numbers))
        return 1 - abs(real - (0.0 if np.isnan(fake) else fake)) / 2  # a constant goes along with nothing
    pairs = [x * b.size + y for x, y in zip(a.codes, b.codes)]
    known, places = np.unique(np.concatenate(pairs), return_inverse=True)  # few of all pairs that there could be
    parts = np.split(places, [len(pairs[0])])
    shares = [np.bincount(part, minlength=len(known)) / len(part) for part in parts]
    return 1 - 0.5 * float(np.abs(shares[0] - shares[1]).sum())

"""Privacy of a table: are generated rows nearer to training rows than other real rows are?"""

from typing import NamedTuple

import numpy as np

from kerasgan import checks
from kerasgan.checks.frames import as_numbers
from kerasgan.checks.types import Frame
from kerasgan.metrics import frames

# Distances that are held in memory at a time.
BLOCK = 2**22


class NearestRecord(NamedTuple):
    """How near generated rows are to training rows, and how near held-out real rows are.

    `distance` and `real_distance` are medians of the distance to the nearest training row, `closer` is the share of
    generated rows that are nearer to a training row than to any held-out one, and `copies` and `real_copies` the shares
    of rows that are training rows.
    """

    distance: float
    real_distance: float
    closer: float
    copies: float
    real_copies: float


def nearest_record(real: Frame, fake: Frame, *, held_out: Frame, most: int = 2000, seed: int = 0) -> NearestRecord:
    """Returns how near generated rows are to the training rows, beside how near held-out real rows are.

    Formula, for the distance of two rows:

    ```python
    sum(abs(a - b) / range for numbers, a != b for all others) / columns    # Gower's, from 0 to 1
    ```

    Args:
        real: `pandas.DataFrame` of the rows that were trained on.
        fake: `pandas.DataFrame` of generated rows, with the same columns.
        held_out: `pandas.DataFrame` of real rows that were not trained on.
        most: Integer, how many rows of `fake` and of `held_out` are measured; so many of `real` too for `closer`,
            so that both sides are equally many. Defaults to `2000`.
        seed: Integer, of which they are. Defaults to `0`.

    Returns:
        Tuple `(distance, real_distance, closer, copies, real_copies)` of floats. A generator that copies has a
        `distance` below `real_distance`, a `closer` above 0.5, and more `copies` than `real_copies`.

    Raises:
        ValueError: If the frames differ in their columns, or `most` is not positive.

    Example:

    >>> rng = np.random.default_rng(0)
    >>> rows = pandas.DataFrame({"x": rng.normal(size=300)})
    >>> nearest_record(rows[:100], rows[:100], held_out=rows[100:200]).copies
    1.0

    Reference: Gower, A General Coefficient of Similarity and Some of Its Properties, 1971; the comparison with held-out
    rows: Platzer, Reutterer, Holdout-Based Empirical Assessment of Mixed-Type Synthetic Data, 2021.
    """
    checks.raise_all(checks.positive_integer("most", most) + checks.seed(seed))
    real, fake, held_out = frames.tables(real=real, fake=fake, held_out=held_out)
    rng = np.random.default_rng(seed)
    numbers, categories = as_arrays([real, fake, held_out])
    tables = list(zip(numbers, categories))
    rows = [rng.permutation(len(one))[:most] for one in numbers]
    some = [(a[row], b[row]) for (a, b), row in zip(tables, rows)]
    from_fake, from_other = nearest(some[1], tables[0]), nearest(some[2], tables[0])
    count = min(len(real), len(held_out), most)
    sides = [nearest(some[1], (one[0][:count], one[1][:count])) for one in (some[0], some[2])]
    closer = float(np.mean(sides[0] < sides[1]) + 0.5 * np.mean(sides[0] == sides[1]))
    copies = [float(np.mean(found < 1e-12)) for found in (from_fake, from_other)]
    return NearestRecord(float(np.median(from_fake)), float(np.median(from_other)), closer, *copies)


def as_arrays(tables):
    """Returns the numbers of each table in units of the first one's range, and its categories as whole numbers."""
    first = tables[0]
    numeric = [name for name in first.columns if frames.is_numeric(first[name])]
    numbers = [[] for _ in tables]
    for name in numeric:
        values = [as_numbers(table[name]) for table in tables]
        width = np.nanmax(values[0]) - np.nanmin(values[0]) if (~np.isnan(values[0])).any() else 0.0
        for place, one in zip(numbers, values):
            place.append(np.nan_to_num(one / (width or 1.0), nan=-1e6))  # what is missing is far from all but itself
    codes = [frames.codes(*(table[name] for table in tables)) for name in first.columns if name not in numeric]
    categories = [[column[number] for column in codes] for number in range(len(tables))]
    return [stacked(one, table, "float64") for one, table in zip(numbers, tables)], [
        stacked(one, table, "int64") for one, table in zip(categories, tables)
    ]


def stacked(columns, table, dtype):
    """Returns columns side by side, `(n, columns)`, also where there are none."""
    return np.stack(columns, axis=1).astype(dtype) if columns else np.zeros((len(table), 0), dtype)


def nearest(queries, points):
    """Returns the distance of each query to the nearest point, both pairs of numbers and categories."""
    width = queries[0].shape[1] + queries[1].shape[1]
    step = max(1, BLOCK // len(points[0]))
    found = []
    for start in range(0, len(queries[0]), step):
        total = np.zeros((len(queries[0][start : start + step]), len(points[0])))
        for a, b in zip(queries[0][start : start + step].T, points[0].T):
            total += np.minimum(np.abs(a[:, None] - b), 1.0)
        for a, b in zip(queries[1][start : start + step].T, points[1].T):
            total += a[:, None] != b
        found.append(total.min(axis=1) / width)
    return np.concatenate(found)

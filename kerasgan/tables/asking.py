"""What is asked of a table's GAN: frames to learn from, and rows that fulfil conditions."""

import math

import numpy as np

from kerasgan import checks
from kerasgan.checks.frames import unknown_columns
from kerasgan.tables import frames
from kerasgan.tables.values import listed

# Rows that are made in a row, without one that fulfils the conditions, before they count as impossible.
IN_VAIN = 100_000

# Rows to make at once, at most and at least, where some of them fail conditions.
MOST_AT_ONCE, LEAST_AT_ONCE = 16_384, 256


def too_few(frame, batch_size):
    """Checks that a frame has a batch of rows."""
    if checks.positive_integer("batch_size", batch_size) or len(frame) >= batch_size:
        return []
    return [
        f"`data`: expected at least `batch_size` = {batch_size} rows. Received {len(frame)}. Pass a smaller "
        "`batch_size`."
    ]


def as_arrays(gan, frame, argument):
    """Returns a frame as a tuple of rows and of conditions, each asking for one choice of its row, drawn at random."""
    checks.raise_all(gan.table.problems(frame, argument))
    rng = np.random.default_rng(0)
    choices, numbers = gan.table.encode(frame, rng)
    asked = np.zeros((len(frame), gan.table.choices), "float32")
    if choices.shape[1]:
        column = rng.integers(choices.shape[1], size=len(frame))
        rows = np.arange(len(frame))
        asked[rows, gan.table.starts[column] + choices[rows, column]] = rng.random(len(frame)) >= gan.free
    return gan.table.spread(choices, numbers), asked


def for_keras(gan, x, y=None, argument="x"):
    """Returns what Keras's `fit` and `evaluate` are given for a frame: `x` and `y`."""
    if not hasattr(x, "columns"):
        return x, y
    found = [] if y is None else ["`y`: a table has none. A column of the frame is what it would be."]
    checks.raise_all(found)
    return as_arrays(gan, x, argument)


def held_out_for_keras(gan, given):
    """Returns `validation_data` of Keras's `fit` likewise: a frame, or a frame in a tuple."""
    frame = given[0] if isinstance(given, (tuple, list)) and given else given
    return for_keras(gan, frame, None, "validation_data") if hasattr(frame, "columns") else given


class Where:
    """What rows are to be: for each column that has to fulfil something which values do.

    Args:
        conditions: List of (column, what is wanted, which of its choices may lead there, or `None`).
    """

    def __init__(self, conditions):
        self.conditions = conditions

    @classmethod
    def of(cls, table, where):
        """Returns the `Where` of a dict by column, for `None` one that all rows fulfil.

        Raises:
            ValueError: If a column or a value is not known, all mistakes in one message.
        """
        if where is None:
            return cls([])
        if not isinstance(where, dict):
            raise ValueError(f"`where`: expected a dict of values by column. Received: {where!r}.")
        checks.raise_all(unknown_columns("where", where, table.names))
        by_name = {column.name: column for column in table.columns}
        found, problems = [], []
        for name, wanted in where.items():
            wanted = listed(wanted)
            allowed, wrong = by_name[name].allowed(wanted, "`where`")
            problems += wrong
            found.append((by_name[name], wanted, allowed))
        checks.raise_all(problems)
        return cls(found)

    def fulfilled(self, frame):
        """Returns which rows of a frame are as wanted, a boolean array."""
        right = np.ones(len(frame), bool)
        for column, wanted, _ in self.conditions:
            right &= column.fulfils(frame[column.name], wanted)
        return right

    def asked(self, table, n, rng):
        """Returns the conditions for G, `(n, choices)`: choices of the column that fewest rows fulfil, or `None`."""
        found = [(column, allowed) for column, _, allowed in self.conditions if allowed is not None]
        if not found:
            return None
        places = {column.name: number for number, column in enumerate(table.chosen)}
        found = [(places[column.other or column.name], allowed) for column, allowed in found]
        parts = [(table.counts[place] * allowed, place) for place, allowed in found]
        shares = [counts.sum() / max(1, table.counts[place].sum()) for counts, place in parts]
        counts, place = parts[int(np.argmin(shares))]
        odds = counts if counts.sum() else counts + 1
        chosen = rng.choice(len(odds), size=n, p=odds / odds.sum())
        asked = np.zeros((n, table.choices), "float32")
        asked[np.arange(n), table.starts[place] + chosen] = 1
        return asked


def at_once(wanted, share):
    """Returns how many rows to make where a share of them is as wanted: a power of two, so that shapes are few."""
    needed = min(1.1 * wanted / share, MOST_AT_ONCE)
    return max(LEAST_AT_ONCE, 2 ** math.ceil(math.log2(needed)))


def collected(gan, n, wanted, rng, batch_size):
    """Returns a frame of `n` rows that are as wanted, made until there are enough."""
    pandas, parts, have, tries, in_vain = frames.pandas(), [], 0, 0, 0
    while have < n:
        count = at_once(n - have, max(have, 1) / tries if tries else 1.0) if wanted.conditions else n
        made = gan.table.decode(gan.rows(count, rng, wanted.asked(gan.table, count, rng), batch_size), rng)
        part = made[wanted.fulfilled(made)][: n - have]
        tries, have = tries + count, have + len(part)
        in_vain = 0 if len(part) else in_vain + count
        parts.append(part)
        if in_vain >= IN_VAIN:
            raise ValueError(
                f"`where`: none of {in_vain:,} rows that were made in a row is as wanted, {have} of {n} were found "
                "before. Ask for less: it may never occur."
            )
    frame = pandas.concat([part for part in parts if len(part)], ignore_index=True)
    frame = gan.table.renumbered(frame)
    frame.attrs["tries"] = tries
    return frame

"""Columns that say the same as another one in other words, such as the name and the number of a class."""

import numpy as np

from kerasgan.tables.categories import CategoryColumn
from kerasgan.tables.column import Column

# So many rows for each value at least, or that one says the other is chance.
ROWS_PER_VALUE = 10


class FollowingColumn(Column):
    """A column of categories that another one says: nothing is learned of it, its values follow.

    Args:
        name: String.
        dtype: String.
        other: String, the name of the column that says it.
        places: List of integers, which of its own choices follows each choice of the other.
        own: A `CategoryColumn`, what it is by itself, or its config.
    """

    kind = "follows"

    def __init__(self, name, dtype, other, places, own):
        super().__init__(name, dtype)
        if isinstance(own, dict):
            rest = {key: value for key, value in own.items() if key not in ("kind", "column", "type")}
            own = CategoryColumn(own["column"], own["type"], **rest)
        self.other, self.places, self.own = other, np.asarray(places, "int64"), own
        self.about = f"{own.about}, said by {other}"

    def encode(self, series, rng):
        """Returns nothing to learn, once all values are known."""
        self.own.encode(series, rng)
        return None, None

    def decode(self, choices, values, n, rng):
        """Returns the values that follow the choices of the other column."""
        return self.own.decode(self.places[choices], values, n, rng)

    def allowed(self, wanted, argument):
        """Returns which choices of the other column lead to the values that are wanted, and a list of messages."""
        allowed, problems = self.own.allowed(wanted, argument)
        return (None if problems else allowed[self.places]), problems

    def fulfils(self, series, wanted):
        """Returns which of the values made are as wanted, a boolean array."""
        return self.own.fulfils(series, wanted)

    def get_config(self):
        """Returns what the column is made of again."""
        return {
            **super().get_config(),
            "other": self.other,
            "places": self.places.tolist(),
            "own": self.own.get_config(),
        }


def found(columns, frame, rng, by_hand=()):
    """Returns columns in which those that follow an earlier one are `FollowingColumn`s, a list.

    Args:
        columns: List of `Column`s.
        frame: `pandas.DataFrame` that they were made of.
        rng: `numpy.random.Generator`.
        by_hand: Names of the columns whose kind was set by hand: these stay what they are. Defaults to none.
    """
    made, codes = [], {}
    for column in columns:
        single = isinstance(column, CategoryColumn) and not column.many and column.choices > 1
        if single and column.name not in by_hand:
            codes[column.name], _ = column.encode(frame[column.name], rng)
            others = [one for one in made if one.name in codes and one.choices == column.choices]
            leader = next((one for one in others if says(codes[one.name], codes[column.name], column.choices)), None)
            if leader is not None:
                places = np.zeros(column.choices, "int64")
                places[codes[leader.name]] = codes[column.name]
                column = FollowingColumn(column.name, column.dtype, leader.name, places, column)
                del codes[column.name]
        made.append(column)
    return made


def says(one, other, choices):
    """Tells whether each choice of one column stands beside the same choice of the other, and the other way round."""
    pairs = np.unique(one * choices + other)
    return len(one) >= ROWS_PER_VALUE * choices and len(pairs) == choices == len(np.unique(one)) == len(
        np.unique(other)
    )

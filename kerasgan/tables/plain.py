"""Columns that nothing is learned of: those of one value, and ids."""

import numpy as np

from kerasgan.tables import dtypes, frames, objects
from kerasgan.tables.column import Column
from kerasgan.tables.values import (
    as_plain,
    as_series,
    categorical,
    is_missing,
    levels_of,
    none_wanted,
    place_of,
    several,
)


class ConstantColumn(Column):
    """A column with one value, all-missing ones included: it is written down once.

    Args:
        name: String.
        dtype: String.
        value: The value in plain types, `None` for what is missing.
        inner: String, the type of the value by itself, see `objects.type_of`. Defaults to `None`, `dtype`.
        levels: List of all values that pandas's category has. Defaults to `None`, another type.
        ordered: Boolean, whether these stand in an order. Defaults to `False`.
    """

    kind = "constant"

    def __init__(self, name, dtype, value, inner=None, levels=None, ordered=False):
        super().__init__(name, dtype)
        self.value, self.inner, self.levels, self.ordered = value, inner or dtype, levels, ordered
        self.about = "all missing" if value is None else f"always {value!r}"

    @classmethod
    def fit(cls, series):
        """Returns the column of a series with one value at most."""
        values = series.dropna()
        value = as_plain(values.iloc[0]) if len(values) else None
        levels = levels_of(series)
        ordered = levels is not None and bool(series.cat.ordered)
        return cls(series.name, str(series.dtype), value, objects.type_of_levels(series), levels, ordered)

    def decode(self, choices, values, n, rng):
        """Returns the value `n` times."""
        if self.levels is None:
            return as_series([self.value] * n, self.inner)
        pandas, dtype = frames.pandas(), categorical(self.levels, self.inner, self.ordered)
        code = -1 if self.value is None else self.levels.index(self.value)
        return pandas.Series(pandas.Categorical.from_codes([code] * n, dtype=dtype))

    def allowed(self, wanted, argument):
        """Returns that all is well where the value is what is wanted."""
        found = none_wanted(wanted, self.name, argument)
        if found or any(self.is_value(one) for one in several(wanted)):
            return None, found
        return None, [f"{argument}: {self.name!r} is {self.about}. Received: {wanted!r}."]

    def is_value(self, wanted):
        """Tells whether the value is what is wanted, or another text of it, such as a day without hours."""
        if is_missing(wanted) or self.value is None:
            return self.value is None and is_missing(wanted)
        if place_of(wanted, [self.value]) == 0 or self.inner in ("bool", "boolean"):
            return place_of(wanted, [self.value]) == 0
        try:
            return bool((as_series([wanted], self.inner) == as_series([self.value], self.inner)).iloc[0])
        except (ArithmeticError, TypeError, ValueError):
            return False

    def get_config(self):
        """Returns what the column is made of again."""
        beside = {} if self.levels is None else {"levels": self.levels, "ordered": self.ordered}
        return {**super().get_config(), "value": self.value, "inner": self.inner, **beside}


class IdColumn(Column):
    """A column of which each row has a value of its own, a number or a text: ids are made anew, none is kept.

    Args:
        name: String.
        dtype: String.
        inner: String, the type of the values by themselves, see `objects.type_of`. Defaults to `None`, `dtype`.
    """

    kind = "id"
    about = "a value of its own in most rows: made anew, 1, 2, 3, ..."

    def __init__(self, name, dtype, inner=None):
        super().__init__(name, dtype)
        self.inner = inner or dtype

    @classmethod
    def fit(cls, series):
        """Returns the column of a series of ids; of its values nothing is kept."""
        return cls(series.name, str(series.dtype), objects.type_of(series))

    def decode(self, choices, values, n, rng):
        """Returns numbers from 1 on, or texts with them."""
        return self.numbered(n)

    def numbered(self, n):
        """Returns the ids of `n` rows."""
        numbers = range(1, n + 1)
        if self.inner in objects.FROM_TEXT:
            return as_series(numbers, self.inner)
        kind = getattr(frames.pandas().api.types.pandas_dtype(self.dtype), "kind", "O")
        if kind not in "iuf":
            return as_series([f"{self.name}-{number}" for number in numbers], self.dtype)
        fits = kind == "f" or n <= np.iinfo(dtypes.numpy_type(self.dtype)).max
        return as_series(numbers, self.dtype if fits else "int64")

    def get_config(self):
        """Returns what the column is made of again."""
        return {**super().get_config(), "inner": self.inner}

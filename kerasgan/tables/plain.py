"""Columns that nothing is learned of: those of one value, and ids."""

import numpy as np

from kerasgan.tables import frames
from kerasgan.tables.column import Column
from kerasgan.tables.values import as_plain, as_series


class ConstantColumn(Column):
    """A column with one value, all-missing ones included: it is written down once.

    Args:
        name: String.
        dtype: String.
        value: The value in plain types, `None` for what is missing.
    """

    kind = "constant"

    def __init__(self, name, dtype, value):
        super().__init__(name, dtype)
        self.value = value
        self.about = "all missing" if value is None else f"always {value!r}"

    @classmethod
    def fit(cls, series):
        """Returns the column of a series with one value at most."""
        values = series.dropna()
        return cls(series.name, str(series.dtype), as_plain(values.iloc[0]) if len(values) else None)

    def decode(self, choices, values, n, rng):
        """Returns the value `n` times."""
        return as_series([self.value] * n, self.dtype)

    def allowed(self, wanted, argument):
        """Returns that all is well where the value is what is wanted."""
        given = wanted if isinstance(wanted, (list, set, tuple)) else [wanted]
        if self.value in given:
            return None, []
        return None, [f"{argument}: {self.name!r} is {self.about}. Received: {wanted!r}."]

    def get_config(self):
        """Returns what the column is made of again."""
        return {**super().get_config(), "value": self.value}


class IdColumn(Column):
    """A column of which each row has a value of its own, a number or a text: ids are made anew, none is kept.

    Args:
        name: String.
        dtype: String.
    """

    kind = "id"
    about = "a value of its own in each row: made anew, 1, 2, 3, ..."

    @classmethod
    def fit(cls, series):
        """Returns the column of a series of ids; of its values nothing is kept."""
        return cls(series.name, str(series.dtype))

    def decode(self, choices, values, n, rng):
        """Returns numbers from 1 on, or texts with them."""
        return self.numbered(n)

    def numbered(self, n):
        """Returns the ids of `n` rows."""
        numbers = np.arange(1, n + 1)
        is_text = frames.pandas().api.types.pandas_dtype(self.dtype).kind not in "iuf"
        return as_series([f"{self.name}-{number}" for number in numbers] if is_text else numbers, self.dtype)

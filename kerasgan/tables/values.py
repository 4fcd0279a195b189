"""Single values of a column: in plain types, as a file has them, and as a column of their own type again."""

import numpy as np

from kerasgan.tables import dtypes, frames


def as_plain(value):
    """Returns a value as JSON has it: numbers, text, truth values; intervals as their two ends, dates as text."""
    if isinstance(value, np.generic):
        value = value.item()
    if hasattr(value, "left") and hasattr(value, "right"):
        return [as_plain(value.left), as_plain(value.right)]
    return value if isinstance(value, (bool, int, float, str)) else str(value)


def index_of(values, dtype):
    """Returns a pandas index of values in plain types, of a type by its name.

    Args:
        values: List, nothing missing in it.
        dtype: String, as pandas calls it.
    """
    pandas = frames.pandas()
    known = pandas.api.types.pandas_dtype(dtype)
    if hasattr(known, "subtype") and hasattr(known, "closed"):
        left, right = ([value[end] for value in values] for end in (0, 1))
        return pandas.IntervalIndex.from_arrays(left, right, closed=known.closed).astype(known)
    if getattr(known, "kind", "O") in "Mm":
        return pandas.Index(pandas.Series(values, dtype=object)).astype(known)
    return pandas.Index(values, dtype=known)


def as_series(values, dtype):
    """Returns a column of a type, by its name, from a list of numbers or texts, `None` for what is missing."""
    pandas = frames.pandas()
    kind = getattr(pandas.api.types.pandas_dtype(dtype), "kind", "O")
    if kind in "iuf" and dtype != "category":
        numbers = np.array([np.nan if value is None else value for value in values], "float64")
        return dtypes.from_numbers(numbers, dtype, dtypes.NUMBER)
    if kind in "Mm":
        return pandas.Series(pandas.Series(values, dtype=object)).astype(dtype)
    return pandas.Series(values, dtype=dtype)

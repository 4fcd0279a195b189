"""Columns that pandas calls `object` and that hold Python's own decimals, whole numbers, dates or spans of time."""

import datetime
import decimal
import numbers

import numpy as np

from kerasgan.tables import frames

# Of each type, by its name: how one is made of its text or, for whole numbers and floats, of itself.
FROM_TEXT = {
    "Decimal": decimal.Decimal,
    "Timedelta": lambda text: frames.pandas().Timedelta(text),
    "Timestamp": lambda text: frames.pandas().Timestamp(text),
    "date": datetime.date.fromisoformat,
    "datetime": datetime.datetime.fromisoformat,
    "float": float,
    "int": int,
    "timedelta": lambda text: frames.pandas().Timedelta(text).to_pytimedelta(),
}


def type_of(series):
    """Returns the name of a column's type; of a column of objects the name of Python's type, where all have that."""
    values = series.dropna()
    if series.dtype != object or not len(values) or isinstance(values.iloc[0], str):
        return str(series.dtype)
    names = {name_of(value) for value in values}
    if names <= {"Decimal", "float", "int"} and len(names) > 1:
        return "float"
    (name,) = names if len(names) == 1 else {"object"}
    return name if name in FROM_TEXT else "object"


def type_of_levels(series):
    """Returns the name of the type of a column's values, of pandas's categories that of the categories."""
    return type_of(series.cat.categories.to_series() if str(series.dtype) == "category" else series)


def name_of(value):
    """Returns what type a value has: all whole numbers are one, and so are all others that are no decimals."""
    if frames.family(value) != "number" or isinstance(value, decimal.Decimal):
        return type(value).__name__
    return "int" if isinstance(value, numbers.Integral) else "float"


def of_numbers(values, name, step):
    """Returns numbers as a column of Python's own, `None` for NaN; decimals with as many places as `step` has."""
    places = max(0, round(-np.log10(step))) if step else None
    make = {
        "Decimal": lambda value: decimal.Decimal(repr(value) if places is None else f"{value:.{places}f}"),
        "int": lambda value: int(round(value)),
    }.get(name, float)
    made = [None if np.isnan(value) else make(float(value)) for value in values]
    return frames.pandas().Series(made, dtype=object)


def of_dates(series, name):
    """Returns dates or spans of time as a column of Python's own, or of pandas's, `None` for what is missing."""
    ways = {"date": "date", "datetime": "to_pydatetime", "timedelta": "to_pytimedelta"}
    make = (lambda value: getattr(value, ways[name])()) if name in ways else lambda value: value
    made = [None if value is None else make(value) for value in series.astype(object).where(series.notna(), None)]
    return frames.pandas().Series(made, dtype=object)

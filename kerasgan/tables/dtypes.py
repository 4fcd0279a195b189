"""A column as numbers, and back to its own type: integers, floats, dates, spans of time, nullable or not."""

import numpy as np

from kerasgan.tables import frames

# The steps that dates are rounded to, in seconds: a week, a day, an hour, a minute, a second, then parts of it.
STEPS = (86_400.0, 3_600.0, 60.0, 1.0, 1e-3, 1e-6)

# Decimals of floats that are looked for: with more a column counts as one of any value.
MOST_DECIMALS = 8

# How far from whole a multiple of a step may be, in parts of itself: a few units in float64's last place.
ROUNDING = 1e-14

DATE, SPAN, NUMBER = "date", "span", "number"


def plain(series):
    """Returns a column of objects as the type that its values have, numbers or dates; others as they are."""
    if series.dtype != object or not series.notna().any():
        return series
    pandas, kind = frames.pandas(), frames.family(series.dropna().iloc[0])
    if kind == "number":
        return series.where(series.notna(), np.nan).astype(float)
    if kind in ("date", "datetime", "Timestamp"):
        return pandas.to_datetime(series)
    return pandas.to_timedelta(series) if kind in ("timedelta", "Timedelta") else series


def family(series):
    """Returns `"number"`, `"date"` or `"span"` for a column that can be told as numbers, else `None`."""
    if series.dtype.kind in "iuf":
        return NUMBER
    return {"M": DATE, "m": SPAN}.get(series.dtype.kind)


def to_numbers(series):
    """Returns a column as float64: dates as seconds since 1970, spans of time in seconds, what is missing as NaN."""
    kind = family(series)
    if kind in (DATE, SPAN):
        seconds = series.dt.tz_convert("UTC").dt.tz_localize(None) if getattr(series.dt, "tz", None) else series
        whole = np.asarray(seconds.to_numpy(), f"{'datetime64' if kind == DATE else 'timedelta64'}[us]")
        return np.where(np.isnat(whole), np.nan, whole.astype("int64") / 1e6)
    return series.to_numpy("float64", na_value=np.nan)


def step_of(values, kind):
    """Returns the largest step of which all values are multiples, 0 where none is found.

    Args:
        values: float64 array without NaN.
        kind: `"number"`, `"date"` or `"span"`.
    """
    steps = [10.0**-places for places in range(MOST_DECIMALS + 1)] if kind == NUMBER else STEPS
    for step in steps:
        parts = values / step
        if np.all(np.abs(parts - np.rint(parts)) <= ROUNDING * np.abs(parts)):
            return step
    return 0.0


def rounded(values, step):
    """Returns values as the nearest multiples of a step, 0 for none; decimals as they are written."""
    if step == 0:
        return values
    if step >= 1:
        return np.rint(values / step) * step
    return np.round(values, int(round(-np.log10(step))))


def from_numbers(values, dtype, kind):
    """Returns a column of a type, by its name, from numbers as `to_numbers` gave them; NaN becomes what is missing."""
    pandas = frames.pandas()
    if kind in (DATE, SPAN):
        return of_seconds(values, dtype, kind)
    series = pandas.Series(values)
    if dtype == "object":
        return series.astype(object).where(series.notna(), None)
    whole = np.dtype(getattr(pandas.api.types.pandas_dtype(dtype), "numpy_dtype", dtype)).kind in "iu"
    missing = series.isna()
    if whole and not missing.any():
        return pandas.Series(np.rint(values).astype("int64")).astype(dtype)
    if whole:
        return series.round().astype("Int64").astype(dtype)
    return series.astype(dtype)


def of_seconds(values, dtype, kind):
    """Returns dates or spans of time from seconds."""
    pandas = frames.pandas()
    missing = np.isnan(values)
    whole = np.rint(np.where(missing, 0.0, values) * 1e6).astype("int64")
    name = "datetime64" if kind == DATE else "timedelta64"
    series = pandas.Series(np.where(missing, np.array("NaT", f"{name}[us]"), whole.astype(f"{name}[us]")))
    if dtype == "object":
        return series.dt.date.astype(object).where(series.notna(), None)
    zone = getattr(pandas.api.types.pandas_dtype(dtype), "tz", None)
    return (series.dt.tz_localize("UTC") if zone is not None else series).astype(dtype)

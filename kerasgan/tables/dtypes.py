"""A column as numbers, and back to its own type: integers, floats, dates, spans of time, nullable or not."""

import numpy as np

from kerasgan.checks.frames import as_numbers, zone_of
from kerasgan.tables import frames, objects

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
    """Returns a column as float64: dates as seconds since 1970, spans of time in seconds, what is missing as NaN.

    Dates with a time zone are taken as a clock there shows them: midnight is a whole day, also in summer.
    """
    values = as_numbers(series if zone_of(series.dtype) is None else series.dt.tz_localize(None))
    return values / 1e6 if family(series) in (DATE, SPAN) else values


def step_of(values, kind, dtype="float64"):
    """Returns the largest step of which all values are multiples, 0 where none is found.

    Args:
        values: float64 array without NaN.
        kind: `"number"`, `"date"` or `"span"`.
        dtype: String, the NumPy type that the values come from: with fewer digits a multiple is further from whole.
            Defaults to `"float64"`.
    """
    rounding = max(ROUNDING, float(np.finfo(dtype).eps)) if dtype in ("float16", "float32") else ROUNDING
    steps = [10.0**-places for places in range(MOST_DECIMALS + 1)] if kind == NUMBER else STEPS
    for step in steps:
        parts = values / step
        if np.all(np.abs(parts - np.rint(parts)) <= rounding * np.abs(parts)):
            return step
    return 0.0


def rounded(values, step):
    """Returns values as the nearest multiples of a step, 0 for none; decimals as they are written."""
    if step == 0:
        return values
    if step >= 1:
        return np.rint(values / step) * step
    return np.round(values, int(round(-np.log10(step))))


def from_numbers(values, dtype, kind, step=0.0):
    """Returns a column of a type from numbers as `to_numbers` gave them; NaN becomes what is missing.

    Args:
        values: float64 array.
        dtype: String, the name of the type, as `objects.type_of` returns it.
        kind: `"number"`, `"date"` or `"span"`.
        step: Float, of which all are multiples: decimals are written with as many places. Defaults to `0.0`, none.
    """
    pandas = frames.pandas()
    if kind in (DATE, SPAN):
        return of_seconds(values, dtype, kind)
    if dtype in objects.FROM_TEXT:
        return objects.of_numbers(values, dtype, step)
    plain = numpy_type(dtype)
    if plain.kind not in "iu":
        return pandas.Series(values).astype(dtype)
    missing = np.isnan(values)
    made = pandas.Series(as_whole(np.where(missing, 0.0, values), plain)).astype(dtype)
    return made.mask(missing) if missing.any() else made


def numpy_type(dtype):
    """Returns NumPy's type of the values of a type of pandas, by its name."""
    found = frames.pandas().api.types.pandas_dtype(dtype)
    return np.dtype(getattr(found, "numpy_dtype", getattr(found, "subtype", dtype)))  # nullable, sparse or NumPy's own


def as_whole(values, dtype):
    """Returns floats as whole numbers of a type, those above its largest number as that."""
    most, values = np.iinfo(dtype).max, np.rint(values)
    above = values >= float(most)  # the float next to 2 ** 63 - 1 is 2 ** 63, which is none
    made = np.where(above, 0, values).astype(dtype)
    made[above] = most
    return made


def of_seconds(values, dtype, kind):
    """Returns dates or spans of time from seconds."""
    pandas = frames.pandas()
    missing = np.isnan(values)
    whole = np.rint(np.where(missing, 0.0, values) * 1e6).astype("int64")
    name = "datetime64" if kind == DATE else "timedelta64"
    series = pandas.Series(np.where(missing, np.array("NaT", f"{name}[us]"), whole.astype(f"{name}[us]")))
    if dtype in objects.FROM_TEXT:
        return objects.of_dates(series, dtype)
    zone = zone_of(pandas.api.types.pandas_dtype(dtype))
    if zone is None:
        return series.astype(dtype)
    summer = np.ones(len(series), bool)  # of the hour that comes twice the first, and none that is left out
    return series.dt.tz_localize(zone, ambiguous=summer, nonexistent="shift_forward").astype(dtype)

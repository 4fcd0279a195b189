"""What data sets, metrics and GANs of tables share: the package pandas, names of columns, columns as numbers."""

import importlib

import numpy as np

from kerasgan import checks

MISSING_PACKAGES = "Tables need pandas and scikit-learn, and {} is not installed. Run `pip install 'kerasgan[tables]'`."

# How many columns a message lists.
MOST_LISTED = 20


def pandas(*others):
    """Returns the package pandas.

    Args:
        *others: Names of further packages that have to be there.

    Raises:
        ImportError: If it or another one is not installed, with what to do.
    """
    for name in ("pandas", *others):
        try:
            importlib.import_module(name)
        except ImportError:
            raise ImportError(MISSING_PACKAGES.format(name)) from None
    return importlib.import_module("pandas")


def unknown_columns(argument, names, known):
    """Checks that names are those of columns."""
    known = list(known)
    shown = ", ".join(map(repr, known[:MOST_LISTED])) + (", ..." if len(known) > MOST_LISTED else "")
    return [
        f"`{argument}`: there is no column {name!r}. Columns: {shown}.{checks.suggestion(name, known)}"
        for name in names
        if name not in known
    ]


def as_numbers(series):
    """Returns a numeric column as float64; dates and spans of time in microseconds, what is missing as NaN."""
    if series.dtype.kind in "Mm":
        plain = series.dt.tz_convert("UTC").dt.tz_localize(None) if zone_of(series.dtype) is not None else series
        values = plain.to_numpy().astype(f"{'datetime64' if series.dtype.kind == 'M' else 'timedelta64'}[us]")
        return np.where(np.isnat(values), np.nan, values.astype("int64"))
    return series.to_numpy("float64", na_value=np.nan)


def zone_of(dtype):
    """Returns the time zone of a type of dates, `None` for one without; also of pyarrow's."""
    return getattr(getattr(dtype, "pyarrow_dtype", dtype), "tz", None)

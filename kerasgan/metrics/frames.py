"""The checks that the metrics of tables share, and columns as they compare them."""

import importlib

import numpy as np

from kerasgan import checks

NUMERIC = "iufMm"


def tables(*, least=1, problems=(), **frames):
    """Returns the frames with their columns in one order, once they are frames of the same columns with rows.

    Args:
        least: Integer, how many rows each needs. Defaults to `1`.
        problems: List of what else is wrong (with the options), to be told in the same message.
        **frames: `pandas.DataFrame`s by argument name.

    Raises:
        ValueError: Naming everything that is wrong.
    """
    found = [problem for name, frame in frames.items() for problem in _problems(name, frame, least)]
    (first, reference), *others = frames.items()
    for name, frame in others if not found else ():
        differ = sorted(set(reference.columns) ^ set(frame.columns), key=str)
        if differ:
            found.append(f"`{name}`: expected the columns of `{first}`. Only one of the two has {differ}.")
    checks.raise_all([*found, *problems])
    return [frame[list(reference.columns)] for frame in frames.values()]


def _problems(name, frame, least):
    if not is_frame(frame):
        return [f"`{name}`: expected a pandas DataFrame. Received: {type(frame).__name__}."]
    if len(frame) < least:
        return [f"`{name}`: expected at least {least} rows. Received {len(frame)}."]
    if not len(frame.columns):
        return [f"`{name}`: expected columns. Received none."]
    if twice := sorted({str(column) for column in frame.columns[frame.columns.duplicated()]}):
        return [f"`{name}`: expected a name of its own for each column. Received twice: {twice}."]
    numbers = [column for column in frame.columns if getattr(frame[column].dtype, "kind", "O") == "f"]
    endless = [column for column in numbers if np.isinf(frame[column].to_numpy("float64", na_value=np.nan)).any()]
    return [f"`{name}`: expected finite numbers. The columns {endless} have infinite ones."] if endless else []


def is_frame(table):
    """Tells whether something is a `pandas.DataFrame`."""
    return hasattr(table, "columns") and hasattr(table, "dtypes")


def shuffled(frame, seed):
    """Returns the rows of a frame in an order of their values and `seed` alone, however they stood before."""
    keys = importlib.import_module("pandas").util.hash_pandas_object(frame, index=False).to_numpy()
    ordered = frame.iloc[np.argsort(keys, kind="stable")]
    return ordered.iloc[np.random.default_rng(seed).permutation(len(ordered))].reset_index(drop=True)


def is_numeric(series):
    """Tells whether a column holds numbers, dates or spans of time, and no categories or truth values."""
    return str(series.dtype) != "category" and getattr(series.dtype, "kind", "O") in NUMERIC


def codes(*columns):
    """Returns columns of categories as whole numbers that stand for the same in each; what is missing is one, too."""
    texts = [np.asarray(column.astype(object).where(column.notna(), None), object) for column in columns]
    known = {}
    for text in texts:
        for value in set(text):
            known.setdefault(value, len(known))
    return [np.array([known[value] for value in text], "int64") for text in texts]


def correlation(x, y):
    """Returns Pearson's correlation of two float64 arrays, NaN left out; NaN where one is constant."""
    known = ~(np.isnan(x) | np.isnan(y))
    x, y = x[known], y[known]
    if not len(x) or np.ptp(x) == 0 or np.ptp(y) == 0:
        return np.nan
    return float(np.corrcoef(x, y)[0, 1])

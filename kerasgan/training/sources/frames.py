"""Tables of pandas as arrays: numbers and truth values of any of its types; what is neither is named by its column."""

import numpy as np

from kerasgan import checks


def is_frame(values):
    """Tells whether something is a table with named columns."""
    return hasattr(values, "columns") and hasattr(values, "dtypes") and hasattr(values, "to_numpy")


def as_array(frame, argument="data"):
    """Returns the numbers of a table as an array of floats; what is missing is NaN.

    Args:
        frame: `pandas.DataFrame`, its nullable types, truth values and sparse columns included.
        argument: String, what messages call it.

    Raises:
        ValueError: If a column has no numbers, with the names of all of these.
    """
    found = {name: as_floats(frame[name]) for name in frame.columns}
    wrong = {name: str(frame[name].dtype) for name, column in found.items() if column is None}
    if wrong:
        shown = ", ".join(f"{name!r} ({dtype})" for name, dtype in list(wrong.items())[:5])
        checks.raise_all(
            [
                f"`{argument}`: expected columns of numbers. Received: {shown}{', ...' if len(wrong) > 5 else ''}. "
                f"Encode them, `pandas.get_dummies({argument})`, or leave them out, "
                f"`{argument}.drop(columns={list(wrong)[:5]})`."
            ]
        )
    return np.stack(list(found.values()), axis=1) if found else np.zeros((len(frame), 0))


def as_floats(column):
    """Returns a column as floats, or `None` where it has something else."""
    if getattr(column.dtype, "kind", "O") in "biuf" and hasattr(column, "isna"):
        return column.to_numpy(dtype="float64", na_value=np.nan)
    if getattr(column.dtype, "kind", "O") in "mM" or "categor" in str(column.dtype).lower():
        return None
    try:
        values = np.asarray(column)
        texts = values.dtype.kind in "US" or any(isinstance(value, (str, bytes)) for value in values)
        return None if texts else values.astype("float64")
    except (TypeError, ValueError):
        return None

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
    columns = [frame.iloc[:, place] for place in range(len(frame.columns))]  # two may have one name
    found = [as_floats(column) for column in columns]
    wrong = {column.name: str(column.dtype) for column, floats in zip(columns, found) if floats is None}
    if wrong:
        shown = ", ".join(f"{name!r} ({dtype})" for name, dtype in list(wrong.items())[:5])
        checks.raise_all(
            [
                f"`{argument}`: expected columns of numbers. Received: {shown}{', ...' if len(wrong) > 5 else ''}. "
                f"Encode them, `pandas.get_dummies({argument})`, or leave them out, "
                f"`{argument}.drop(columns={list(wrong)[:5]})`."
            ]
        )
    return np.stack(found, axis=1) if found else np.zeros((len(frame), 0))


def as_floats(column):
    """Returns a column as floats, or `None` where it has something else."""
    if getattr(column.dtype, "kind", "O") in "biuf" and hasattr(column, "isna"):
        return column.to_numpy(dtype="float64", na_value=np.nan)
    if getattr(column.dtype, "kind", "O") in "mM" or "categor" in str(column.dtype).lower():
        return None
    try:
        values = np.asarray(column)
        others = values.dtype.kind in "USc" or any(isinstance(value, (str, bytes, complex)) for value in values)
        return None if others else values.astype("float64")
    except (TypeError, ValueError):
        return None

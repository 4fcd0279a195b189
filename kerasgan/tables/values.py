"""Single values of a column: in plain types, as a file has them, and as a column of their own type again."""

import numpy as np

from kerasgan.tables import frames, objects


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
        dtype: String, as `objects.type_of` calls it.
    """
    pandas = frames.pandas()
    if dtype in objects.FROM_TEXT:
        return pandas.Index([objects.FROM_TEXT[dtype](value) for value in values], dtype=object)
    known = pandas.api.types.pandas_dtype(dtype)
    if hasattr(known, "subtype") and hasattr(known, "closed"):
        left, right = ([value[end] for value in values] for end in (0, 1))
        return pandas.IntervalIndex.from_arrays(left, right, closed=known.closed).astype(known)
    if getattr(known, "kind", "O") in "Mm":
        return pandas.Index(pandas.Series(values, dtype=object)).astype(known)
    return pandas.Index(values, dtype=known)


def levels_of(series):
    """Returns all values that a column of pandas's categories may have, in plain types; `None` for other columns."""
    return [as_plain(value) for value in series.cat.categories] if str(series.dtype) == "category" else None


def categorical(levels, inner, ordered):
    """Returns pandas's type of categories of values in plain types, see `levels_of`."""
    return frames.pandas().CategoricalDtype(index_of(levels, inner), ordered=ordered)


def place_of(value, known):
    """Returns which of some values in plain types a value is, `None` for none; the text of a value counts, too."""
    value = as_plain(value)
    if value in known:
        return known.index(value)
    if not isinstance(value, str):
        return None
    texts = [str(one) for one in known]
    return texts.index(value) if value in texts else place_of_number(value, known)


def place_of_number(text, known):
    """Returns which of some values is the number that a text says, `None` for none: `"3"` is 3.0, too."""
    try:
        number = float(text)
    except ValueError:
        return None
    places = [place for place, one in enumerate(known) if type(one) in (int, float) and one == number]
    return places[0] if places else None


def several(wanted):
    """Returns what is wanted of a column as a list: one value, or several."""
    return list(wanted) if isinstance(wanted, (list, set, tuple)) else [wanted]


def listed(wanted):
    """Returns arrays, columns and other sets of values as a list, all else as it is."""
    if getattr(wanted, "ndim", 0) and hasattr(wanted, "tolist"):
        return wanted.tolist()
    return list(wanted) if isinstance(wanted, (frozenset, range)) else wanted


def none_wanted(wanted, name, argument):
    """Checks that a list of values has any."""
    if not isinstance(wanted, (list, set, tuple)) or len(wanted):
        return []
    return [f"{argument}: expected values of {name!r}. Received: {wanted!r}. Leave the column out to take any."]


def is_missing(value):
    """Tells whether a value stands for what is missing."""
    return value is None or (not isinstance(value, (list, set, tuple)) and bool(frames.pandas().isna(value)))


def as_series(values, dtype):
    """Returns a column of a type, by its name, from a list of numbers or texts, `None` for what is missing."""
    pandas = frames.pandas()
    if dtype in objects.FROM_TEXT:
        make = objects.FROM_TEXT[dtype]
        return pandas.Series([None if value is None else make(value) for value in values], dtype=object)
    kind = getattr(pandas.api.types.pandas_dtype(dtype), "kind", "O")
    if kind in "Mm":
        return pandas.Series(pandas.Series(values, dtype=object)).astype(dtype)
    return pandas.Series(values, dtype=dtype)

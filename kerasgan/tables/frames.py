"""Frames of pandas: what a table has to be before anything is made of it."""

from kerasgan import checks
from kerasgan.checks import frames

# What the values of a column of objects may be.
KNOWN = ("number", "truth", "str", "date", "datetime", "Timestamp", "timedelta", "Timedelta")


def pandas():
    """Returns the package pandas, once scikit-learn is there, too."""
    return frames.pandas("sklearn")


def check(frame, argument="frame", least=2):
    """Raises a `ValueError` with all that keeps something from being a table to learn from.

    Args:
        frame: What should be a `pandas.DataFrame`.
        argument: String, what messages call it. Defaults to `"frame"`.
        least: Integer, how many rows it needs. Defaults to `2`.
    """
    checks.raise_all(frame_problems(frame, argument, least) or column_problems(frame, argument))


def frame_problems(frame, argument="frame", least=2):
    """Checks that something is a frame with rows and with columns of different names."""
    if not isinstance(frame, pandas().DataFrame):
        kind = f"{type(frame).__module__.partition('.')[0]}.{type(frame).__name__}"
        fix = " Pass its `.to_pandas()`." if hasattr(frame, "to_pandas") else ""
        received = type(frame).__name__ if type(frame).__module__ == "builtins" else kind
        return [f"`{argument}`: expected a pandas DataFrame. Received: {received}.{fix}"]
    if not len(frame.columns):
        return [f"`{argument}`: expected columns. Received a frame of {len(frame)} rows without any."]
    found = []
    if len(frame) < least:
        found.append(f"`{argument}`: expected at least {least} rows. Received {len(frame) or 'an empty frame'}.")
    twice = list(dict.fromkeys(frame.columns[frame.columns.duplicated()]))
    if twice:
        found.append(f"`{argument}`: expected a name of its own for each column. Received {twice} more than once.")
    no_text = [name for name in frame.columns if not isinstance(name, str)]
    if no_text:
        found.append(
            f"`{argument}`: expected text as the names of columns. Received {no_text[:3]}. Name them: "
            "`frame.columns = frame.columns.map(str)`."
        )
    return found


def column_problems(frame, argument="frame"):
    """Checks that each column holds values of one kind that can be learned."""
    return [problem for name in frame.columns for problem in value_problems(frame[name], f"`{argument}[{name!r}]`")]


def value_problems(series, where):
    """Checks the values of one column: no infinities, nothing that has no hash, no kinds beside each other."""
    if not is_named(series.dtype):
        return [
            f"{where}: expected a type that pandas knows by its name. Received {series.dtype}. Make it numbers or "
            "text: `.astype(float)`, `.astype(str)`."
        ]
    values = series.dropna()
    if series.dtype.kind in "fc":
        return number_problems(values, where)
    if series.dtype != object or not len(values):
        return []
    unhashable = next((value for value in values if not is_hashable(value)), None)
    if unhashable is not None:
        return [
            f"{where}: expected numbers, dates or text. Received {shown(unhashable)} of type "
            f"{type(unhashable).__name__}. Leave the column out, or spread it over columns of its own."
        ]
    kinds = {}
    for value in values:
        kinds.setdefault(family(value), value)
    strange = [value for kind, value in kinds.items() if kind not in KNOWN]
    if strange:
        return [
            f"{where}: expected numbers, truth values, dates or text. Received {shown(strange[0])} of type "
            f"{type(strange[0]).__name__}. Make it text, `.astype(str)`, or leave the column out."
        ]
    if len(kinds) > 1:
        told = " beside ".join(f"{shown(value)} ({type(value).__name__})" for value in list(kinds.values())[:2])
        name = where.strip("`")
        return [
            f"{where}: expected values of one type. Received {told}. Make them one: `{name}.astype(str)`, or "
            f"`pandas.to_numeric({name}, errors='coerce')`."
        ]
    zoned = next((value for value in values if getattr(value, "tzinfo", None) is not None), None)
    if zoned is not None:
        return [
            f"{where}: expected dates without a time zone in a column of objects. Received {shown(zoned)}. Make it a "
            f"column of dates: `pandas.to_datetime({where.strip('`')}, utc=True)`."
        ]
    return number_problems(values.astype(float), where) if "number" in kinds else []


def is_named(dtype):
    """Tells whether pandas makes a type of its name again, as files have to: of categories the table has the values."""
    if str(dtype) == "category":
        return True
    try:
        return pandas().api.types.pandas_dtype(str(dtype)) is not None
    except (NotImplementedError, TypeError, ValueError):  # such as pyarrow's decimals
        return False


def number_problems(values, where):
    """Checks that numbers are real and finite."""
    if values.dtype.kind == "c":
        return [f"{where}: expected real numbers. Received {values.dtype}. Make its parts two columns."]
    count = int((abs(values.astype("float64")) == float("inf")).sum())
    if not count:
        return []
    return [
        f"{where}: expected finite numbers. Received {count} infinite ones. Make them missing: "
        "`frame.replace([np.inf, -np.inf], np.nan)`."
    ]


def family(value):
    """Returns what kind of value something is: numbers of all types are one, truth values are another."""
    if type(value).__name__ in ("bool", "bool_"):
        return "truth"
    number = hasattr(value, "__float__") and not isinstance(value, (str, bytes))
    return "number" if number else type(value).__name__


def is_hashable(value):
    """Tells whether a value can be looked up."""
    try:
        hash(value)
    except TypeError:
        return False
    return True


def shown(value):
    """Returns a value as messages show it, cut where it is long."""
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "..."

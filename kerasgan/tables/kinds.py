"""Which kind each column is of: found out by looking at its values, or set by hand."""

from kerasgan import checks
from kerasgan.checks.frames import unknown_columns
from kerasgan.tables import dtypes
from kerasgan.tables.categories import CategoryColumn
from kerasgan.tables.following import FollowingColumn
from kerasgan.tables.numeric import NumberColumn
from kerasgan.tables.plain import ConstantColumn, IdColumn

# What a user can set, by its class.
CLASSES = {
    "category": CategoryColumn,
    "constant": ConstantColumn,
    "date": NumberColumn,
    "follows": FollowingColumn,
    "id": IdColumn,
    "number": NumberColumn,
    "ordered": CategoryColumn,
    "time span": NumberColumn,
}
CHOICES = ("category", "constant", "id", "number")

# Whole numbers of so many values at most are categories.
FEW_VALUES = 20

# From so many rows on a column may be an id: whole numbers of which nearly each occurs once, and text of which more
# values than in every other row are different, such as names.
ROWS_OF_IDS, SHARE_OF_IDS, SHARE_OF_TEXT = 20, 0.95, 0.5


def of(series):
    """Returns `"constant"`, `"id"`, `"category"` or `"number"` for a column, by its values."""
    values = series.dropna()
    distinct = values.nunique()
    if distinct == 0 or (distinct == 1 and len(values) == len(series)):
        return "constant"
    plain = dtypes.plain(series)
    if str(series.dtype) == "category" or dtypes.family(plain) is None:
        is_text = str(series.dtype) != "category" and isinstance(values.iloc[0], str)
        return "id" if is_text and is_unique(values, distinct, SHARE_OF_TEXT) else "category"
    if dtypes.family(plain) != dtypes.NUMBER:
        return "number"
    numbers = dtypes.to_numbers(plain.dropna())
    whole = dtypes.step_of(numbers, dtypes.NUMBER) == 1.0
    if whole and is_unique(values, distinct, SHARE_OF_IDS) and is_counted(numbers):
        return "id"
    return "category" if whole and distinct <= min(FEW_VALUES, len(values) // 2) else "number"


def is_unique(values, distinct, share):
    """Tells whether more than a share of the values are different, in a column that is long enough to say so."""
    return len(values) >= ROWS_OF_IDS and distinct > share * len(values)


def is_counted(numbers):
    """Tells whether whole numbers are counted through: in order, or hardly any left out."""
    steps = numbers[1:] - numbers[:-1]
    return bool((steps > 0).all()) or numbers.max() - numbers.min() < 2 * len(numbers)


def fit(series, kind, by_hand, how, most, clock, rng):
    """Returns the `Column` of a series.

    Args:
        series: `pandas.Series`, checked.
        kind: String, as `of` returns it.
        by_hand: Boolean, whether it was set by hand.
        how: `"gaussian"` or `"quantile"`, how modes are found.
        most: Integer, modes of a column of numbers at most.
        clock: `modes.Clock`.
        rng: `numpy.random.Generator`.
    """
    if kind == "number":
        return NumberColumn.fit(series, how, most, clock, rng)
    return CategoryColumn.fit(series, keep=by_hand) if kind == "category" else CLASSES[kind].fit(series)


def from_config(config):
    """Returns the `Column` that `get_config` described."""
    kind = config.get("kind")
    checks.raise_all(checks.one_of("kind", kind, CLASSES))
    rest = {name: value for name, value in config.items() if name not in ("kind", "column", "type")}
    return CLASSES[kind](config["column"], config["type"], **rest)


def problems(frame, discrete, kinds):
    """Checks what is set by hand: names of columns, kinds, and that values can be told as that kind.

    Args:
        frame: `pandas.DataFrame`, checked.
        discrete: List of names, or `None`.
        kinds: Dict of kinds by name.
    """
    known = list(frame.columns)
    if isinstance(discrete, str):
        return [f"`discrete`: expected a list of names. Received: {discrete!r}. Put it into brackets, [{discrete!r}]."]
    found = unknown_columns("discrete", discrete or (), known) + unknown_columns("kinds", kinds, known)
    for name, kind in kinds.items():
        found += checks.one_of(f"kinds[{name!r}]", kind, CHOICES)
        if kind == "number" and name in known and dtypes.family(dtypes.plain(frame[name])) is None:
            found.append(
                f"`kinds[{name!r}]`: expected a column of numbers or dates. Received {frame[name].dtype}. Make it one: "
                f"`pandas.to_numeric(frame[{name!r}])`."
            )
        if kind == "id" and name in known and not can_be_counted(frame[name]):
            found.append(
                f"`kinds[{name!r}]`: expected a column of numbers or text, made anew by counting. Received "
                f"{frame[name].dtype}."
            )
        if kind in ("category", "number") and name in known and not frame[name].notna().any():
            found.append(f"`kinds[{name!r}]`: the column is all missing. Leave it out: it is a constant then.")
        if kind == "constant" and name in known and frame[name].nunique() > 1:
            found.append(f"`kinds[{name!r}]`: expected one value. Received {frame[name].nunique()}.")
    return found


def can_be_counted(series):
    """Tells whether a column is of numbers or text, of which ids can be made."""
    values = series.dropna()
    is_text = len(values) > 0 and isinstance(values.iloc[0], str)
    return is_text or dtypes.family(dtypes.plain(series)) == dtypes.NUMBER

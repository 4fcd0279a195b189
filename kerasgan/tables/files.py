"""Rows on the command line: what is asked for as text, and files that they go into."""

import pathlib

from kerasgan import checks
from kerasgan.checks.frames import unknown_columns
from kerasgan.datasets import table as files

# How many rows `kerasgan sample` makes where nobody says.
ROWS = 1000


def sampled(gan, n, where, seed, output):
    """Makes rows and writes them to a file; returns what there is to say of it.

    Args:
        gan: A `TableGAN`.
        n: Integer, or `None` for `ROWS`.
        where: List of texts as of `asked`, or `None`.
        seed: Integer.
        output: Path of a `.csv` or `.parquet` file.
    """
    output = pathlib.Path(output)
    checks.raise_all(files.output_problems(output))
    rows = gan.sample(n or ROWS, where=asked(gan.table, where or ()) or None, seed=seed)
    files.write(rows, output)
    tried = f", {rows.attrs['tries']:,} made" if rows.attrs["tries"] > len(rows) else ""
    return f"{output}: {len(rows):,} rows{tried}"


def asked(table, texts):
    """Returns the conditions in texts such as `"income=>50K"`, `"age=30..40"`, `"city="`, a dict by column.

    What stands behind the first equals sign is a value; of numbers and dates two with `..` between are a range; nothing
    asks for what is missing. A column that is named twice takes any of its values.

    Args:
        table: A `Table`.
        texts: List of texts.

    Raises:
        ValueError: If one has no equals sign or names no column.

    Example:

    >>> table = kerasgan.tables.Table.fit(pandas.DataFrame({"age": [31.5, 44.0, 29.25, 60.0], "sex": list("fmff")}))
    >>> asked(table, ["age=30..40", "sex=f"])
    {'age': (30.0, 40.0), 'sex': 'f'}
    """
    found = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals:
            raise ValueError(f"`where`: expected a column and a value, such as 'age=30..40'. Received: {text!r}.")
        name = name.strip()
        checks.raise_all(unknown_columns("where", [name], table.names))
        column = next(one for one in table.columns if one.name == name)
        found.setdefault(name, []).append(as_value(column, value))
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def as_value(column, text):
    """Returns what a text asks of a column: a value, a range, or `None` for what is missing."""
    if not text:
        return None
    low, dots, high = text.partition("..")
    if not column.values and not hasattr(column, "family"):
        return {"True": True, "False": False}.get(text, text) if set(column_values(column)) <= {True, False} else text
    return (number(low), number(high)) if dots else number(text)


def column_values(column):
    """Returns the categories of a column, none where it has none."""
    return getattr(getattr(column, "own", column), "categories", ())


def number(text):
    """Returns the number in a text, or the text, such as a date."""
    try:
        return float(text)
    except ValueError:
        return text

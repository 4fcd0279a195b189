"""`Table`: all columns of a frame, and how rows become numbers for the networks and rows again."""

from collections.abc import Sequence
from typing import Self

import numpy as np

from kerasgan import checks
from kerasgan.checks.types import Config, Frame
from kerasgan.tables import following, frames, kinds
from kerasgan.tables.column import Column
from kerasgan.tables.modes import MODES, Clock

# A column of less entropy is nearly constant in the data: one of two values in nine rows of ten has 0.33.
LEAST_ENTROPY = 0.3

# Seconds in which modes are to be found, of all columns together.
TIME = 60.0


class Table:
    """The columns of a frame, in order: what was decided of each, and the layout of a row as the networks have it.

    A row is first the numbers of all columns that have one, then the choices of each column that has any, one-hot.

    Args:
        columns: List of `Column`s.
        counts: List of lists, for each column with choices how many rows took each.

    Attributes:
        names: List of the names of the columns.
        numeric: List of the columns that have a number.
        chosen: List of the columns that have choices.
        numbers: Integer, how many numbers a row begins with.
        choices: Integer, how many choices of all columns follow.
        width: Integer, the length of a row.
        counts: List of arrays, for each of `chosen` how many rows took each choice.

    Example:

    >>> frame = pandas.DataFrame({"age": [31.5, 44.0, 29.25, 60.0], "sex": ["f", "m", "f", "f"]})
    >>> table = kerasgan.tables.Table.fit(frame)
    >>> print(table)
    column  kind      type     choices  values
    age     number    float64        1  29.25 to 60, 1 quantile mode
    sex     category  str            2  2 values
    """

    def __init__(self, columns: Sequence[Column], counts: Sequence[Sequence[int]]) -> None:
        self.columns = list(columns)
        self.names = [column.name for column in self.columns]
        self.numeric = [column for column in self.columns if column.values]
        self.chosen = [column for column in self.columns if column.choices]
        self.numbers = len(self.numeric)
        self.sizes = [column.choices for column in self.chosen]
        self.starts = np.cumsum([0, *self.sizes])[:-1]
        self.choices = int(sum(self.sizes))
        self.width = self.numbers + self.choices
        self.counts = [np.asarray(found, "int64") for found in counts]

    @classmethod
    def fit(
        cls,
        frame: Frame,
        discrete: Sequence[str] | None = None,
        kinds_given: dict[str, str] | None = None,
        modes: str = "quantile",
        most_modes: int = 10,
        time_limit: float = TIME,
        seed: int = 0,
    ) -> Self:
        """Returns the table of a frame.

        Args:
            frame: `pandas.DataFrame`.
            discrete: List of names, columns that are categories whatever they look like. Defaults to none.
            kinds_given: Dict by name of `"category"`, `"constant"`, `"id"` or `"number"`. Defaults to none.
            modes: `"gaussian"` or `"quantile"`. Defaults to `"quantile"`.
            most_modes: Integer, modes of a column of numbers at most. Defaults to `10`.
            time_limit: Float, seconds in which modes are to be found. Defaults to `60.0`.
            seed: Integer, of the rows that are looked at. Defaults to `0`.

        Raises:
            ValueError: If the frame is no table, or an argument is not valid.
        """
        frames.check(frame)
        given = dict(kinds_given or {})
        checks.raise_all(
            [
                *kinds.problems(frame, discrete, given),
                *checks.one_of("modes", modes, MODES),
                *checks.positive_integer("most_modes", most_modes),
                *checks.finite_number("time_limit", time_limit, at_least=0),
                *checks.seed(seed),
            ]
        )
        given |= {name: "category" for name in discrete or ()}
        found = {name: given.get(name) or kinds.of(frame[name]) for name in frame.columns}
        checks.raise_all(nothing_to_learn(found))
        rng, clock = np.random.default_rng(seed), Clock(time_limit, list(found.values()).count("number"))
        columns = [
            kinds.fit(frame[name], kind, name in given, modes, most_modes, clock, rng) for name, kind in found.items()
        ]
        table = cls(following.found(columns, frame, rng, given), [])
        chosen, _ = table.encode(frame, rng)
        table.counts = [np.bincount(part, minlength=size) for part, size in zip(chosen.T, table.sizes)]
        return table

    # === Rows ===

    def encode(self, frame: Frame, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """Returns the choices of each row, integers `(n, columns with choices)`, and the numbers, `(n, numbers)`."""
        chosen, numbers = [], []
        for column in self.columns:
            choices, values = column.encode(frame[column.name], rng)
            if column.choices:
                chosen.append(choices)
            if column.values:
                numbers.append(values)
        n = len(frame)
        choices = np.stack(chosen, axis=1).astype("int32") if chosen else np.zeros((n, 0), "int32")
        return choices, np.stack(numbers, axis=1).astype("float32") if numbers else np.zeros((n, 0), "float32")

    def spread(self, choices: np.ndarray, numbers: np.ndarray) -> np.ndarray:
        """Returns rows as the networks have them, `(n, width)`, of choices and numbers as `encode` returns them."""
        rows = np.zeros((len(choices), self.width), "float32")
        rows[:, : self.numbers] = numbers
        rows[np.arange(len(choices))[:, None], self.numbers + self.starts + choices] = 1
        return rows

    def decode(self, rows: np.ndarray, rng: np.random.Generator) -> Frame:
        """Returns the frame of rows as the networks make them: of each column the largest choice."""
        pandas = frames.pandas()
        choices, numbers = self.gathered(rows)
        chosen = {column.name: part for column, part in zip(self.chosen, choices.T)}
        values = {column.name: part for column, part in zip(self.numeric, numbers.T)}
        made = {
            one.name: one.decode(chosen.get(one.other or one.name), values.get(one.name), len(rows), rng)
            for one in self.columns
        }
        return pandas.DataFrame(made, columns=self.names)

    def renumbered(self, frame: Frame) -> Frame:
        """Returns a frame whose ids are counted through from 1 on."""
        ids = {column.name: column.numbered(len(frame)) for column in self.columns if column.kind == "id"}
        return frame.assign(**ids) if ids else frame

    def gathered(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Returns the choices and the numbers of rows as the networks make them."""
        parts = [rows[:, self.numbers + start :][:, :size] for start, size in zip(self.starts, self.sizes)]
        choices = np.stack([part.argmax(axis=1) for part in parts], axis=1) if parts else np.zeros((len(rows), 0), int)
        return choices, rows[:, : self.numbers].astype("float64")

    def spreads(self, real: np.ndarray, fake: np.ndarray) -> dict[str, float]:
        """Returns the entropy of each column's choices in generated rows, beside that in real ones, a dict by name.

        Columns that hardly vary in the data are left out.
        """
        found = {}
        for column, start, size in zip(self.chosen, self.starts, self.sizes):
            parts = [rows[:, self.numbers + start :][:, :size].mean(axis=0) for rows in (real, fake)]
            entropies = [float(-np.sum(part * np.log(np.maximum(part, 1e-12)))) for part in parts]
            if entropies[0] > LEAST_ENTROPY:
                found[column.name] = entropies[1] / entropies[0]
        return found

    def problems(self, frame: Frame, argument: str = "data", least: int = 1) -> list[str]:
        """Returns what keeps a frame from being rows of this table, a list of messages."""
        found = frames.frame_problems(frame, argument, least)
        if found:
            return found
        missing = [name for name in self.names if name not in frame.columns]
        strange = [name for name in frame.columns if name not in self.names]
        if missing or strange:
            hints = "".join(checks.suggestion(name, missing) for name in strange)
            return [
                f"`{argument}`: expected the columns {self.names}. Missing: {missing or 'none'}; not known: "
                f"{strange or 'none'}.{hints}"
            ]
        types = {column.name: column.dtype for column in self.columns}
        found = [
            f"`{argument}[{name!r}]`: expected {types[name]}. Received {frame[name].dtype}. Convert it: "
            f"`frame.astype({{{name!r}: {types[name]!r}}})`."
            for name in self.names
            if str(frame[name].dtype) != types[name] and not same_kind(frame[name], types[name])
        ]
        return found + frames.column_problems(frame, argument)

    # === Shown, and written down ===

    def __str__(self):
        head = ("column", "kind", "type", "choices", "values")
        rows = [(c.name, c.kind, c.dtype, str(c.choices), c.about) for c in self.columns]
        sizes = [max(len(row[number]) for row in (head, *rows)) for number in range(4)]
        return "\n".join(
            "  ".join(
                [
                    text.rjust(size) if number == 3 else text.ljust(size)
                    for number, (text, size) in enumerate(zip(row, sizes))
                ]
                + [row[4]]
            )
            for row in (head, *rows)
        )

    def get_config(self) -> Config:
        """Returns what `from_config` needs, in plain types: nothing of any single row."""
        return {
            "columns": [column.get_config() for column in self.columns],
            "counts": [found.tolist() for found in self.counts],
        }

    @classmethod
    def from_config(cls, config: Config) -> Self:
        """Returns the table that `get_config` described."""
        return cls([kinds.from_config(one) for one in config["columns"]], config["counts"])


def same_kind(series, dtype):
    """Tells whether a column can be read as one of another type: numbers as numbers, text as text."""
    pandas = frames.pandas()
    kinds_of = [getattr(pandas.api.types.pandas_dtype(one), "kind", "O") for one in (series.dtype, dtype)]
    groups = [{"i": "n", "u": "n", "f": "n", "O": "t", "U": "t"}.get(kind, kind) for kind in kinds_of]
    return groups[0] == groups[1] and "category" not in (str(series.dtype), dtype)


def nothing_to_learn(found):
    """Checks that there is a column to learn from."""
    if any(kind in ("number", "category") for kind in found.values()):
        return []
    return [
        f"`frame`: expected a column with values to learn. Received only {', '.join(sorted(set(found.values())))} "
        "columns. Set what a column is by `kinds={'name': 'category'}`."
    ]

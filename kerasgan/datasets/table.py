"""`table`: a CSV or Parquet file, some rows of which are held out."""

import pathlib
from collections.abc import Sequence

import numpy as np

from kerasgan import checks
from kerasgan.checks import frames
from kerasgan.checks.types import PathLike

READERS = {".csv": "read_csv", ".parquet": "read_parquet", ".pq": "read_parquet", ".gz": "read_csv", ".zip": "read_csv"}


class TableFile:
    """The rows of a CSV or Parquet file as a pandas DataFrame, some of them held out to measure on.

    Args:
        path: Path of a `.csv` (also zipped) or `.parquet` file.
        held_out: Float, the share of rows that is not trained on. Defaults to `0.1`.
        discrete: List of the names of columns that are categories whatever they look like. Defaults to none.
        target: String, the column that `metrics.table_utility` predicts. Defaults to `None`, the last one.
        seed: Integer, of the rows that are held out. Defaults to `0`.

    Attributes:
        frame: `pandas.DataFrame` of the rows to train on.
        held_out: `pandas.DataFrame` of the others.

    Raises:
        ValueError: If there is no such file, it can't be read, or an argument is not valid.

    Example:

    >>> pandas.DataFrame({"x": range(40), "y": list("ab") * 20}).to_csv("rows.csv", index=False)
    >>> data = kerasgan.datasets.load("table", path="rows.csv")
    >>> len(data.frame), len(data.held_out)
    (36, 4)
    """

    kind = "table"
    value_range = (-np.inf, np.inf)

    def __init__(
        self,
        path: PathLike,
        held_out: float = 0.1,
        discrete: Sequence[str] | None = None,
        target: str | None = None,
        seed: int = 0,
    ) -> None:
        problems = checks.finite_number("held_out", held_out, at_least=0)
        if not problems and held_out > 0.5:
            problems = [f"`held_out`: expected a share of at most 0.5. Received: {held_out}."]
        checks.raise_all([*problems, *checks.seed(seed)])
        rows = read(path)
        columns = list(rows.columns)
        named = {"discrete": list(discrete or ()), "target": [] if target is None else [target]}
        checks.raise_all(
            [one for argument, names in named.items() for one in frames.unknown_columns(argument, names, columns)]
        )
        order = np.random.default_rng(seed).permutation(len(rows))
        cut = len(rows) - int(held_out * len(rows))
        self.frame = rows.iloc[np.sort(order[:cut])].reset_index(drop=True)
        self.held_out = rows.iloc[np.sort(order[cut:])].reset_index(drop=True)
        self.discrete = discrete
        self.target = target if target is not None or not columns else columns[-1]


def read(path):
    """Returns the rows of a file as a `pandas.DataFrame`.

    Raises:
        ValueError: If there is no such file or it can't be read, with what to do.
    """
    path = pathlib.Path(path)
    kind = path.suffix.lower()
    if kind not in READERS:
        raise ValueError(f"`path`: expected a .csv or .parquet file. Received: {str(path)!r}.")
    if not path.is_file():
        raise ValueError(f"`path`: expected a file that exists. Received: {str(path)!r}.")
    try:
        return getattr(frames.pandas(), READERS[kind])(path)
    except ImportError:
        raise ImportError("Parquet files need pyarrow. Run `pip install pyarrow`, or pass a .csv file.") from None
    except Exception as error:  # pandas and pyarrow raise anything at files that are none
        text = (str(error).strip().splitlines() or [""])[0][:200]
        raise ValueError(f"`path`: {str(path)!r} can't be read as a table: {text}") from error


def write(frame, path):
    """Writes rows to a `.csv` or `.parquet` file.

    Raises:
        ValueError: If the name ends in neither.
    """
    path = pathlib.Path(path)
    checks.raise_all(output_problems(path))
    try:
        frame.to_parquet(path, index=False) if path.suffix.lower() != ".csv" else frame.to_csv(path, index=False)
    except ImportError:
        raise ImportError("Parquet files need pyarrow. Run `pip install pyarrow`, or choose a .csv file.") from None


def output_problems(path):
    """Checks that rows can be written to a path."""
    if path.suffix.lower() not in (".csv", ".parquet", ".pq"):
        return [f"`output`: rows of a table go into a .csv or .parquet file. Received: {str(path)!r}."]
    return [] if path.parent.is_dir() else [f"`output`: expected a folder that exists. Received: {str(path.parent)!r}."]

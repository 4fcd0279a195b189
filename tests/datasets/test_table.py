"""`table`: a file of rows, some of them held out."""

import datetime
import decimal

import pytest
from small_table import frame

from kerasgan import datasets
from kerasgan.datasets import table

pandas = pytest.importorskip("pandas")


@pytest.fixture
def path(tmp_path):
    frame().to_csv(tmp_path / "rows.csv", index=False)
    return tmp_path / "rows.csv"


def test_rows_are_trained_on_or_held_out_and_never_both(path):
    data = datasets.load("table", path=path)
    assert (len(data.frame), len(data.held_out), data.target) == (216, 24, "always")
    assert sorted([*data.frame["id"], *data.held_out["id"]]) == sorted(frame()["id"])
    assert datasets.load("table", path=path).held_out.equals(data.held_out)
    assert len(datasets.load("table", path=path, held_out=0).frame) == 240


def test_rows_are_written_and_read(tmp_path):
    rows = frame()[["sex", "income", "age"]]
    table.write(rows, tmp_path / "made.csv")
    assert table.read(tmp_path / "made.csv").equals(rows)


def test_rows_are_written_and_read_as_parquet(tmp_path):
    pytest.importorskip("pyarrow")
    table.write(frame(), tmp_path / "made.parquet")
    assert table.read(tmp_path / "made.parquet").equals(frame())
    data = datasets.load("table", path=tmp_path / "made.parquet")
    assert len(data.frame) == 216 and (data.frame.dtypes == frame().dtypes).all()


def test_parquet_keeps_decimals_dates_and_categories(tmp_path):
    pytest.importorskip("pyarrow")
    rows = pandas.DataFrame(
        {
            "price": [decimal.Decimal("1.25"), None, decimal.Decimal("20.50")],
            "day": [datetime.date(2020, 1, 1), datetime.date(2021, 2, 3), None],
            "grade": pandas.Categorical(["low", "high", "low"], ["low", "mid", "high"], ordered=True),
            "count": pandas.array([1, None, 2**40], dtype="Int64"),
        }
    )
    table.write(rows, tmp_path / "made.parquet")
    again = table.read(tmp_path / "made.parquet")
    assert again.equals(rows) and (again.dtypes == rows.dtypes).all()


@pytest.mark.parametrize(
    "options, text",
    [
        ({"path": "rows.txt"}, "`path`: expected a .csv or .parquet file. Received: 'rows.txt'."),
        ({"path": "nowhere.csv"}, "`path`: expected a file that exists. Received: 'nowhere.csv'."),
        ({"held_out": 0.9}, "`held_out`: expected a share of at most 0.5. Received: 0.9."),
        ({"target": "incom"}, "`target`: there is no column 'incom'. .* Did you mean 'income'?"),
        ({"discrete": ["x"]}, "`discrete`: there is no column 'x'."),
    ],
)
def test_what_is_no_table(path, options, text):
    with pytest.raises(ValueError, match=text.replace("?", r"\?")):
        datasets.load("table", **{"path": path, **options})


def test_a_file_that_holds_no_table(tmp_path):
    (tmp_path / "empty.csv").write_bytes(b"")
    with pytest.raises(ValueError, match="can't be read as a table: No columns to parse from file"):
        table.read(tmp_path / "empty.csv")


def test_rows_go_into_no_picture(tmp_path):
    with pytest.raises(ValueError, match="`output`: rows of a table go into a .csv or .parquet file."):
        table.write(frame(), tmp_path / "made.png")

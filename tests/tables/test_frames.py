"""What is no table: one clear error, all mistakes at once, before anything is made."""

import datetime
import decimal
import sys

import numpy as np
import pytest

from kerasgan.tables import Table, frames

pandas = pytest.importorskip("pandas")
GOOD = pandas.DataFrame({"x": [1.5, 2.5, 3.25, 4.0] * 10, "y": ["a", "b"] * 20})


def refused(frame, **options):
    with pytest.raises(ValueError) as error:
        Table.fit(frame, **options)
    return str(error.value)


def test_no_frame():
    assert refused([[1, 2]]) == "`frame`: expected a pandas DataFrame. Received: list."


def test_an_empty_frame():
    assert refused(GOOD[:0]) == "`frame`: expected at least 2 rows. Received an empty frame."


def test_no_columns():
    assert refused(pandas.DataFrame(index=range(3))) == (
        "`frame`: expected columns. Received a frame of 3 rows without any."
    )


def test_one_row():
    assert refused(GOOD[:1]) == "`frame`: expected at least 2 rows. Received 1."


def test_two_columns_of_one_name():
    twice = pandas.concat([GOOD, GOOD], axis=1)
    assert "Received ['x', 'y'] more than once." in refused(twice)


def test_names_that_are_no_text():
    assert "expected text as the names of columns. Received [0, 1]" in refused(GOOD.set_axis([0, 1], axis=1))


def test_mixed_types_and_infinities_and_lists_are_told_together():
    bad = GOOD.assign(
        mixed=pandas.Series([1, "a"] * 20, dtype=object), lists=[[1]] * 40, endless=[np.inf, 1.0] * 20, odd=[b"x"] * 40
    )
    text = refused(bad)
    assert text.startswith("4 problems:")
    assert "`frame['mixed']`: expected values of one type. Received 1 (int) beside 'a' (str)." in text
    assert "`frame['lists']`: expected numbers, dates or text. Received [1] of type list." in text
    assert "`frame['endless']`: expected finite numbers. Received 20 infinite ones." in text
    assert "`frame['odd']`: expected numbers, truth values, dates or text. Received b'x' of type bytes." in text


def test_all_missing():
    assert refused(pandas.DataFrame({"a": [None] * 30, "b": [np.nan] * 30})) == (
        "`frame`: expected a column with values to learn. Received only constant columns. Set what a column is by "
        "`kinds={'name': 'category'}`."
    )
    assert Table.fit(GOOD.assign(none=np.nan)).columns[2].about == "all missing"


def test_dates_of_a_zone_in_a_column_of_objects():
    when = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    text = refused(GOOD.assign(when=pandas.Series([when] * 40, dtype=object)))
    assert "`frame['when']`: expected dates without a time zone in a column of objects." in text
    assert text.endswith("Make it a column of dates: `pandas.to_datetime(frame['when'], utc=True)`.")


def test_a_type_of_which_pandas_does_not_know_the_name():
    dtype = pandas.ArrowDtype(pytest.importorskip("pyarrow").decimal128(10, 2))
    column = pandas.Series([decimal.Decimal("1.25"), decimal.Decimal("2.5")] * 20).astype(dtype)
    assert refused(GOOD.assign(z=column)) == (
        "`frame['z']`: expected a type that pandas knows by its name. Received decimal128(10, 2)[pyarrow]. Make it "
        "numbers or text: `.astype(float)`, `.astype(str)`."
    )


def test_complex_numbers():
    assert "expected real numbers" in refused(GOOD.assign(z=np.ones(40) * 1j))


def test_nothing_to_learn():
    assert refused(pandas.DataFrame({"a": [1] * 30, "b": range(30)})) == (
        "`frame`: expected a column with values to learn. Received only constant, id columns. Set what a column is by "
        "`kinds={'name': 'category'}`."
    )


def test_columns_that_are_not_there():
    text = refused(GOOD, discrete=["z"], kinds_given={"xx": "number"})
    assert "`discrete`: there is no column 'z'. Columns: 'x', 'y'." in text
    assert "`kinds`: there is no column 'xx'. Columns: 'x', 'y'. Did you mean 'x'?" in text


def test_kinds_that_do_not_fit():
    text = refused(GOOD, kinds_given={"y": "number", "x": "constant"})
    assert "`kinds['y']`: expected a column of numbers or dates." in text
    assert "`kinds['x']`: expected one value. Received 4." in text
    assert "Did you mean 'category'?" in refused(GOOD, kinds_given={"y": "categorie"})


def test_one_name_in_place_of_a_list():
    assert refused(GOOD, discrete="y") == (
        "`discrete`: expected a list of names. Received: 'y'. Put it into brackets, ['y']."
    )


@pytest.mark.parametrize("package", ["pandas", "sklearn"])
def test_without_its_packages_one_clear_line(monkeypatch, package):
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(ImportError) as error:
        frames.pandas()
    assert str(error.value) == (
        f"Tables need pandas and scikit-learn, and {package} is not installed. Run `pip install 'kerasgan[tables]'`."
    )


def test_a_frame_of_another_package_says_how_it_becomes_one():
    class DataFrame:
        def to_pandas(self):
            return pandas.DataFrame()

    DataFrame.__module__ = "polars.dataframe.frame"
    told = "`frame`: expected a pandas DataFrame. Received: polars.DataFrame. Pass its `.to_pandas()`."
    assert refused(DataFrame()) == told

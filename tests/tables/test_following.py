"""A column that another one says: nothing is learned of it, and it is right in each row."""

import numpy as np
import pytest

from kerasgan.tables import Table

pandas = pytest.importorskip("pandas")


def frame(n=300):
    level = np.random.default_rng(0).integers(0, 4, n)
    names = np.array(["none", "school", "college", "doctor"])
    return pandas.DataFrame({"level": names[level], "years": np.array([0, 9, 13, 20])[level], "x": np.arange(n) / 7})


def test_it_is_seen_printed_and_takes_no_place():
    table = Table.fit(frame())
    assert table.columns[1].kind == "follows"
    assert table.columns[1].about == "4 values, said by level"
    assert [column.name for column in table.chosen] == ["level", "x"]


def test_it_comes_back_exactly_also_from_a_file():
    data = frame()
    table = Table.from_config(Table.fit(data).get_config())
    rows = table.spread(*table.encode(data, np.random.default_rng(0)))
    assert table.decode(rows, np.random.default_rng(0))[["level", "years"]].equals(data[["level", "years"]])


def test_it_can_be_asked_for():
    column = Table.fit(frame()).columns[1]
    allowed, problems = column.allowed([9, 20], "`where`")
    assert problems == [] and allowed.tolist() == [False, True, False, True]  # college, doctor, none, school
    assert column.fulfils(pandas.Series([0, 9, 20]), 9).tolist() == [False, True, False]


def test_few_rows_say_nothing_and_what_is_set_by_hand_stays():
    assert Table.fit(frame(20)).columns[1].kind == "category"
    assert Table.fit(frame(), discrete=["years"]).columns[1].kind == "category"


def test_a_column_with_one_exception_is_learned():
    data = frame()
    data.loc[0, "years"] = 9 if data.loc[0, "years"] != 9 else 0
    assert Table.fit(data).columns[1].kind == "category"

"""Columns: which kind each is of, and values that come back as they were."""

import datetime
import decimal
import json

import numpy as np
import pytest

from kerasgan.tables import Table, build_gan, dtypes, kinds, values
from kerasgan.tables.categories import CategoryColumn
from kerasgan.tables.modes import QuantileModes
from kerasgan.tables.numeric import frequent

pandas = pytest.importorskip("pandas")
N = 200


def rng():
    return np.random.default_rng(0)


def series():
    """Columns of many kinds, each of which is to come back exactly."""
    r, n = rng(), N
    text = r.choice(["a", "b", "c"], n)
    days = pandas.Timestamp("2020-01-01") + pandas.to_timedelta(r.integers(0, 900, n), unit="D")
    some = r.random(n) < 0.1
    whole = r.integers(0, 1000, n)
    return {
        "int64": pandas.Series(whole),
        "int8": pandas.Series(r.integers(-100, 100, n), dtype="int8"),
        "uint16": pandas.Series(whole, dtype="uint16"),
        "nullable": pandas.Series(whole, dtype="Int64").mask(some),
        "decimals": pandas.Series(np.round(r.normal(50, 9, n), 2)),
        "float32": pandas.Series(np.round(r.normal(size=n), 1), dtype="float32"),
        "gaps": pandas.Series(np.round(r.normal(size=n), 3)).mask(some),
        "nullable floats": pandas.Series(np.round(r.normal(size=n), 3), dtype="Float64").mask(some),
        "sparse": pandas.Series(pandas.arrays.SparseArray(np.where(some, 1.5, 0.0))),
        "bool": pandas.Series(text == "a"),
        "boolean": pandas.Series(text == "a", dtype="boolean").mask(some),
        "text": pandas.Series(text),
        "text with gaps": pandas.Series(text).mask(some),
        "objects": pandas.Series(text, dtype=object).mask(some, None),
        "truth objects": pandas.Series(list(text == "b"), dtype=object),
        "category": pandas.Series(pandas.Categorical(text, categories=["c", "a", "b", "never"])),
        "ordered": pandas.Series(pandas.Categorical(text, categories=["c", "a", "b"], ordered=True)).mask(some),
        "numbers as categories": pandas.Series(pandas.Categorical(r.integers(3, 9, n))),
        "intervals": pandas.Series(pandas.cut(r.random(n), 4)),
        "few numbers": pandas.Series(r.integers(1, 6, n)),
        "days": pandas.Series(days),
        "days with gaps": pandas.Series(days).mask(some),
        "seconds": pandas.Series(days + pandas.to_timedelta(r.integers(0, 86400, n), unit="s")),
        "zone": pandas.Series(days).dt.tz_localize("Asia/Shanghai"),
        "spans": pandas.Series(pandas.to_timedelta(r.integers(0, 5000, n), unit="m")),
        "date objects": pandas.Series([day.date() for day in days], dtype=object),
        "constant": pandas.Series(["always"] * n),
        "constant number": pandas.Series([7] * n),
        "all missing": pandas.Series([np.nan] * n),
        "dominant": pandas.Series(np.where(r.random(n) < 0.9, 0, whole)),
    }


@pytest.mark.parametrize("modes", ["gaussian", "quantile"])
@pytest.mark.parametrize("name", list(series()))
def test_a_column_comes_back_exactly(name, modes):
    column = series()[name]
    frame = pandas.DataFrame({"x": column, "y": [0.25, 0.5] * (N // 2)})
    table = Table.fit(frame, modes=modes)
    choices, values = table.columns[0].encode(frame["x"], rng())
    made = table.columns[0].decode(choices, values, N, rng())
    pandas.testing.assert_series_equal(made, column, check_names=False, rtol=1e-12)


@pytest.mark.parametrize("dtype", ["date32[day][pyarrow]", "timestamp[us][pyarrow]", "timestamp[us, tz=UTC][pyarrow]"])
def test_dates_of_pyarrow_come_back_exactly(dtype):
    pytest.importorskip("pyarrow")
    days = pandas.Series(pandas.date_range("1960-03-01", periods=N)).dt.tz_localize("UTC" if "tz" in dtype else None)
    column = days.astype(dtype).sample(frac=1, random_state=0, ignore_index=True)
    frame = pandas.DataFrame({"x": column, "y": [0.25, 0.5] * (N // 2)})
    table = Table.fit(frame)
    made = table.decode(table.spread(*table.encode(frame, rng())), rng())["x"]
    assert made.dtype == column.dtype and made.tolist() == column.tolist()


@pytest.mark.parametrize(
    "name, kind",
    [("int64", "number"), ("few numbers", "category"), ("bool", "category"), ("days", "date"), ("spans", "time span"),
     ("ordered", "ordered"), ("constant", "constant"), ("all missing", "constant"), ("dominant", "number"),
     ("date objects", "date")],
)  # fmt: skip
def test_the_kind_is_seen(name, kind):
    frame = pandas.DataFrame({"x": series()[name], "y": series()["text"]})
    assert Table.fit(frame).columns[0].kind == kind


@pytest.mark.parametrize(
    "values, kind",
    [
        (np.arange(N), "id"),
        (rng().permutation(N) + 5000, "id"),
        ([f"user {number}" for number in range(N)], "id"),
        (rng().integers(0, 10**6, N), "number"),
        (rng().random(N), "number"),
    ],
)
def test_ids_are_made_anew_and_other_numbers_learned(values, kind):
    table = Table.fit(pandas.DataFrame({"x": values, "y": ["a", "b"] * (N // 2)}))
    assert table.columns[0].kind == kind
    if kind == "id":
        made = table.columns[0].decode(None, None, 3, rng())
        assert made.tolist() in ([1, 2, 3], ["x-1", "x-2", "x-3"])


def test_a_frequent_value_has_a_choice_of_its_own_and_so_is_hit_exactly():
    column = Table.fit(pandas.DataFrame({"x": series()["dominant"], "y": series()["text"]})).columns[0]
    assert column.spikes.tolist() == [0.0]
    assert column.decode(np.zeros(3, int), np.full(3, 0.7), 3, rng()).tolist() == [0, 0, 0]


def test_frequent_among_rare_ones_and_bounds_are_hit_exactly_and_even_values_are_not():
    counts = np.array([30, 5, 5, 500, 5, 5, 5, 60, 5, 5])
    assert frequent(np.arange(10.0), counts, 625).tolist() == [0.0, 3.0, 7.0]
    assert frequent(np.arange(10.0), np.full(10, 60), 600).tolist() == [0.0, 9.0]
    assert frequent(np.arange(600.0), np.ones(600), 600).tolist() == []


def test_made_numbers_keep_to_bounds_and_decimals():
    frame = pandas.DataFrame({"x": series()["decimals"], "y": series()["text"]})
    column = Table.fit(frame, modes="gaussian").columns[0]
    choices = rng().integers(0, column.choices, 1000)
    made = column.decode(choices, rng().uniform(-1, 1, 1000), 1000, rng())
    assert frame["x"].min() <= made.min() and made.max() <= frame["x"].max()
    assert (made == made.round(2)).all()


def test_many_categories_share_a_choice_and_come_as_often_as_they_did():
    words = pandas.Series([f"w{number}" for number in range(10_000) for _ in range(3)])
    column = Table.fit(pandas.DataFrame({"x": words, "y": [0.5, 1.5] * (len(words) // 2)})).columns[0]
    assert column.choices == 256
    assert column.about == "10000 values, the 9745 rarest share one choice"
    made = column.decode(np.full(2000, 255), None, 2000, rng())
    assert made.nunique() > 1000 and set(made) <= set(words)


def test_of_text_of_many_values_those_of_a_single_row_are_not_kept():
    words = [f"often {number % 400}" for number in range(4000)] + [f"secret {number}" for number in range(500)]
    frame = pandas.DataFrame({"x": words, "y": [0.5, 1.5] * 2250})
    table = Table.from_config(json.loads(json.dumps(Table.fit(frame).get_config())))
    column = table.columns[0]
    assert "secret" not in str(table.get_config())
    assert column.about == "900 values, the 645 rarest share one choice, 500 of a single row are not kept"
    choices, _ = column.encode(frame["x"], rng())
    assert (choices[4000:] == 255).all()
    assert set(column.decode(choices, None, 4500, rng())) <= {f"often {number}" for number in range(400)}
    assert column.allowed("secret 3", "`where`")[1][0].startswith("`where`: 'x' has no value 'secret 3'.")
    by_hand = Table.fit(frame, discrete=["x"]).columns[0]
    assert by_hand.single == 0 and len(by_hand.categories) == 900


def test_where_no_rare_value_is_kept_the_frequent_ones_stand_for_them():
    words = ["a", "b"] * 500 + [f"secret {number}" for number in range(600)]
    column = Table.fit(pandas.DataFrame({"x": words, "y": [0.5, 1.5] * 800})).columns[0]
    choices, _ = column.encode(pandas.Series(words), rng())
    assert column.choices == 3 and set(column.decode(choices, None, 1600, rng())) == {"a", "b"}


@pytest.mark.parametrize("share, kind", [(0.6, "id"), (0.4, "category")])
def test_text_of_which_most_values_are_different_is_made_anew(share, kind):
    names = [f"name {number}" for number in range(int(share * 1000))] + ["none"] * (1000 - int(share * 1000))
    assert kinds.of(pandas.Series(names, name="x")) == kind


OBJECTS = {
    "decimals": [decimal.Decimal(number) / 4 for number in range(2, 62)],
    "decimals as categories": [decimal.Decimal("1.5"), decimal.Decimal("2.5"), decimal.Decimal("10")] * 20,
    "whole numbers": [number * 7919 % 1009 for number in range(60)],
    "few whole numbers": [1, 2, 3] * 20,
    "floats": [number / 8 for number in range(60)],
    "dates": [datetime.date(2020, 1, 1) + datetime.timedelta(days=number**2) for number in range(60)],
    "moments": [datetime.datetime(2020, 1, 1) + datetime.timedelta(seconds=number**3) for number in range(60)],
    "spans": [datetime.timedelta(minutes=number**2) for number in range(60)],
    "stamps": [pandas.Timestamp("2020-01-01") + pandas.Timedelta(days=number**2) for number in range(60)],
    "one decimal": [decimal.Decimal("2.50")] * 60,
    "one date": [datetime.date(2020, 1, 1)] * 60,
}


@pytest.mark.parametrize("gaps", [False, True])
@pytest.mark.parametrize("by_hand", [None, "category"])
@pytest.mark.parametrize("name", OBJECTS)
def test_python_s_own_objects_come_back_as_the_same_types(name, by_hand, gaps):
    column = pandas.Series(OBJECTS[name], dtype=object)
    column = column.mask(pandas.Series([number % 7 == 3 for number in range(60)]), None) if gaps else column
    frame = pandas.DataFrame({"x": column, "y": ["a", "b"] * 30})
    fitted = Table.fit(frame, kinds_given={"x": by_hand} if by_hand else None)
    table = Table.from_config(json.loads(json.dumps(fitted.get_config())))
    choices, values = table.columns[0].encode(frame["x"], rng())
    made = table.columns[0].decode(choices, values, 60, rng())
    assert made.tolist() == column.tolist()
    assert [type(value) for value in made] == [type(value) for value in column]


@pytest.mark.parametrize("dtype", ["uint64", "int64", "UInt64", "Int64"])
def test_whole_numbers_near_the_end_of_their_type(dtype):
    most = np.iinfo(dtype.lower()).max
    column = pandas.Series([most - 10**17 * number for number in range(60)], dtype=dtype)
    found = Table.fit(pandas.DataFrame({"x": column, "y": ["a", "b"] * 30})).columns[0]
    choices, values = found.encode(column, rng())
    made = found.decode(choices, values, 60, rng())
    assert str(made.dtype) == dtype and int(made.max()) == most
    assert max(abs(int(a) - int(b)) for a, b in zip(made, column)) < 10**4  # float64's precision there


def test_few_large_whole_numbers_and_one_alone_are_exact():
    large = [2**63 + 1, 2**64 - 1]
    frame = pandas.DataFrame({"x": pandas.Series(large * 30, dtype="uint64"), "y": ["a", "b"] * 30})
    column = Table.fit(frame).columns[0]
    assert column.decode(*column.encode(frame["x"], rng()), 60, rng()).tolist() == large * 30
    alone = Table.fit(frame.assign(x=pandas.Series([large[0]] * 60, dtype="uint64"))).columns[0]
    assert alone.decode(None, None, 2, rng()).tolist() == [large[0]] * 2


def test_ids_of_a_narrow_type_are_counted_on():
    frame = pandas.DataFrame({"x": np.arange(60, dtype="int8"), "y": ["a", "b"] * 30})
    column = Table.fit(frame).columns[0]
    assert column.decode(None, None, 300, rng()).tolist() == list(range(1, 301))
    assert str(column.decode(None, None, 100, rng()).dtype) == "int8"


def test_a_value_that_was_not_there_before_is_named():
    table = Table.fit(pandas.DataFrame({"x": series()["text"], "y": series()["decimals"]}))
    with pytest.raises(ValueError, match=r"`frame\['x'\]`: expected the values .* Received 'z'"):
        table.columns[0].encode(pandas.Series(["a", "z"]), rng())


def test_dates_of_before_1970_and_after():
    days = pandas.Series([datetime.datetime(1901, 5, 6), datetime.datetime(2150, 1, 1)] * 20)
    column = Table.fit(pandas.DataFrame({"x": days, "y": ["a", "b"] * 20})).columns[0]
    choices, values = column.encode(days, rng())
    assert (column.decode(choices, values, 40, rng()).to_numpy() == days.to_numpy()).all()


def test_rare_values_do_not_stand_in_the_order_of_the_rows():
    rng = np.random.default_rng(0)
    texts = [f"{number:05d}" for number in rng.permutation(5000)[:900]]
    column = CategoryColumn.fit(pandas.Series(texts + texts[:100], name="text"), keep=True)
    assert column.categories[:100] == sorted(texts[:100]) and column.categories[100:] == sorted(texts[100:])


@pytest.mark.parametrize(
    "values, kind",
    [
        (np.random.default_rng(0).normal(size=100) * 1e-10, "number"),
        (pandas.period_range("2020-01", periods=60, freq="M"), "category"),
        (1.6e9 + np.sort(np.random.default_rng(0).uniform(0, 1000, 100)), "number"),
    ],
    ids=["tiny", "periods", "seconds"],
)
def test_values_of_their_own_are_no_ids_unless_they_can_be_counted(values, kind):
    assert kinds.of(pandas.Series(values, name="x")) == kind


def test_milliseconds_are_kept():
    when = pandas.Series(pandas.Timestamp("2020-01-01") + pandas.to_timedelta(np.arange(50) * 1001, unit="ms"))
    assert dtypes.step_of(dtypes.to_numbers(when), dtypes.DATE) == 1e-3


def test_few_rows_leave_few_of_their_values_in_a_column():
    values = np.random.default_rng(0).normal(size=41)
    knots = QuantileModes.fit(values, 10, None).knots
    assert len(np.unique(knots)) <= 1 + len(values) // 10


@pytest.mark.parametrize("kind", ["whole numbers", "intervals", "texts"])
def test_a_category_column_may_have_missing_values(kind):
    numbers = pandas.Series(np.arange(60) % 4)
    series = {
        "whole numbers": numbers.astype("category"),
        "intervals": pandas.Series(pandas.cut(numbers, [-1, 0, 1, 2])),
        "texts": numbers.astype(str).astype("category"),
    }[kind].rename("c")
    series[::7] = None
    column = CategoryColumn.fit(series)
    rng = np.random.default_rng(0)
    chosen, _ = column.encode(series, rng)
    again = column.decode(chosen, None, len(series), rng)
    pandas.testing.assert_series_equal(again, series, check_names=False)


@pytest.mark.parametrize("dtype", ["float64", "float32", "Float32"])
def test_decimals_are_kept_whatever_the_precision(dtype):
    values = pandas.Series(np.random.default_rng(0).normal(size=400).round(1)).astype(dtype)
    column = Table.fit(pandas.DataFrame({"x": values, "y": ["a", "b"] * 200})).columns[0]
    assert column.step == 0.1


def categories(values, **options):
    return pandas.Series(pandas.Categorical(values, **options))


@pytest.mark.parametrize(
    "column",
    [
        categories(["a"] * N, categories=["c", "a"], ordered=True),
        categories([3] * N, categories=[3, 4]),
        pandas.Series(pandas.cut(np.full(N, 0.5), [0, 1, 2])),
        categories([None] * N, categories=["a", "b"]),
    ],
    ids=["text", "numbers", "intervals", "all missing"],
)
def test_a_constant_of_categories_keeps_those_that_no_row_has(column):
    frame = pandas.DataFrame({"x": column, "y": series()["text"]})
    table = Table.from_config(json.loads(json.dumps(Table.fit(frame).get_config())))
    assert table.columns[0].kind == "constant"
    made = table.columns[0].decode(None, None, N, rng())
    pandas.testing.assert_series_equal(made, column, check_names=False)


def test_dates_of_a_zone_are_whole_days_where_its_clocks_show_them():
    """In UTC they are 22 or 23 o'clock of the day before, by the time of the year."""
    days = pandas.Series(pandas.date_range("2024-01-01", periods=N * 2, tz="Europe/Berlin"))
    column = Table.fit(pandas.DataFrame({"x": days, "y": [0.5, 1.5] * N})).columns[0]
    made = column.decode(rng().integers(0, column.choices, 500), rng().uniform(-1, 1, 500), 500, rng())
    assert made.dtype == days.dtype and made.isin(days).all() and made.nunique() > 100


def test_an_hour_that_a_clock_leaves_out_or_shows_twice_is_a_time_there():
    spring, autumn = pandas.Timestamp("2024-03-31 02:30"), pandas.Timestamp("2024-10-27 02:30")
    seconds = dtypes.to_numbers(pandas.Series([spring, autumn]))
    made = dtypes.from_numbers(seconds, "datetime64[us, Europe/Berlin]", dtypes.DATE)
    assert [str(time) for time in made] == ["2024-03-31 03:00:00+02:00", "2024-10-27 02:30:00+02:00"]


@pytest.mark.parametrize("text, place", [("3", 1), ("3.0", 1), ("2.5", 0), ("1e1", None), ("x", None), ("nan", None)])
def test_a_number_can_be_asked_for_as_it_is_written(text, place):
    assert values.place_of(text, [2.5, 3.0, True, "4"]) == place


def test_the_columns_of_a_table_are_settled():
    frame = pandas.DataFrame({"x": series()["decimals"], "y": series()["text"]})
    with pytest.raises(ValueError) as error:
        build_gan(Table.fit(frame), discrete=["x"], modes="gaussian")
    assert str(error.value).splitlines()[1:] == [
        "  1. `discrete`: a `Table` has its columns already, so ['x'] can't count. Pass it to `Table.fit`, or the "
        "frame in the place of its table.",
        "  2. `modes`: a `Table` has its columns already, so 'gaussian' can't count. Pass it to `Table.fit`, or the "
        "frame in the place of its table.",
    ]

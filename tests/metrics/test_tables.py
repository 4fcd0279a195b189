"""The metrics of tables: by hand, and beside SDMetrics where it is installed."""

import importlib
import math

import numpy as np
import pytest
from scipy import stats

from kerasgan import metrics

pandas = pytest.importorskip("pandas")
pytest.importorskip("sklearn")
table_utility = importlib.import_module("kerasgan.metrics.table_utility")


def frame(n, seed, shift=0.0):
    rng = np.random.default_rng(seed)
    return pandas.DataFrame(
        {
            "a": rng.normal(shift, 1, n),
            "b": rng.integers(0, 50, n),
            "c": rng.choice(["x", "y", "z"], n, p=[0.5, 0.3, 0.2]),
            "d": pandas.Series(rng.choice(["p", "q"], n)).mask(rng.random(n) < 0.1),
            "e": pandas.Timestamp("2020-01-01") + pandas.to_timedelta(rng.integers(0, 400, n), unit="D"),
            "f": rng.random(n) < 0.3,
        }
    )


REAL, FAKE = frame(300, 0), frame(400, 1, shift=0.5)


def test_shape_by_hand():
    found = metrics.table_shape(REAL, FAKE, by_column=True)
    assert list(found) == list("abcdef")
    assert found["a"] == pytest.approx(1 - stats.ks_2samp(REAL["a"], FAKE["a"]).statistic)
    assert found["e"] == pytest.approx(
        1 - stats.ks_2samp(REAL["e"].astype("int64"), FAKE["e"].astype("int64")).statistic
    )
    for name in "cdf":
        p, q = (one[name].dropna().value_counts(normalize=True) for one in (REAL, FAKE))
        assert found[name] == pytest.approx(1 - 0.5 * p.sub(q, fill_value=0).abs().sum())
    assert metrics.table_shape(REAL, FAKE) == pytest.approx(np.mean(list(found.values())))


def test_trend_by_hand():
    found = metrics.table_trend(REAL, FAKE, by_pair=True)
    assert len(found) == 15
    r = [np.corrcoef(one["a"], one["b"])[0, 1] for one in (REAL, FAKE)]
    assert found["a", "b"] == pytest.approx(1 - abs(r[0] - r[1]) / 2)
    tables = [pandas.crosstab(one["c"], one["f"], normalize=True) for one in (REAL, FAKE)]
    assert found["c", "f"] == pytest.approx(1 - 0.5 * (tables[0] - tables[1]).abs().to_numpy().sum())
    cut = [np.digitize(one["a"], np.histogram_bin_edges(one["a"], 10)) for one in (REAL, FAKE)]
    tables = [pandas.crosstab(one["c"], parts, normalize=True) for one, parts in zip((REAL, FAKE), cut)]
    apart = tables[0].sub(tables[1], fill_value=0).fillna(0).abs().to_numpy().sum()
    assert found["a", "c"] == pytest.approx(1 - 0.5 * apart)


def test_both_are_those_of_sdmetrics():
    """Its figures where it is installed: it needs packages that the tests do not."""
    properties = pytest.importorskip("sdmetrics.reports.single_table._properties")
    kinds = dict(zip("abcdef", ["numerical", "numerical", "categorical", "categorical", "datetime", "boolean"]))
    about = {"columns": {name: {"sdtype": kind} for name, kind in kinds.items()}}
    assert properties.ColumnShapes().get_score(REAL, FAKE, about) == pytest.approx(metrics.table_shape(REAL, FAKE))
    assert properties.ColumnPairTrends().get_score(REAL, FAKE, about) == pytest.approx(metrics.table_trend(REAL, FAKE))


def test_a_table_beside_itself_is_perfect_and_one_beside_nothing_of_it_is_not():
    assert metrics.table_shape(REAL, REAL) == metrics.table_trend(REAL, REAL) == 1
    other = pandas.DataFrame({"x": ["a"] * 5})
    assert metrics.table_shape(other, other.assign(x="b")) == 0


def test_a_constant_column_has_no_correlation():
    real = pandas.DataFrame({"a": [1.0, 2.0, 3.0], "b": [2.0, 2.0, 2.0]})
    assert math.isnan(metrics.table_trend(real, real, by_pair=True)["a", "b"])
    assert metrics.table_trend(real, real) == 1


def test_numbers_that_are_missing_are_left_out():
    real = pandas.DataFrame({"a": [1.0, 2.0, np.nan], "b": ["x", None, "y"]})
    assert metrics.table_shape(real, real) == metrics.table_trend(real, real) == 1
    nothing = real.assign(a=np.nan)
    assert metrics.table_shape(real, nothing, by_column=True)["a"] == 0


@pytest.mark.parametrize("metric", [metrics.table_shape, metrics.table_trend])
def test_what_is_no_pair_of_tables(metric):
    with pytest.raises(ValueError, match="`fake`: expected a pandas DataFrame. Received: ndarray."):
        metric(REAL, np.zeros((3, 2)))
    with pytest.raises(
        ValueError, match=r"`fake`: expected the columns of `real`. Only one of the two has \['f', 'g'\]."
    ):
        metric(REAL, FAKE.rename(columns={"f": "g"}))
    with pytest.raises(ValueError, match="`fake`: expected at least"):
        metric(REAL, FAKE[:0])


def labelled(n, seed, informative=True):
    rng = np.random.default_rng(seed)
    x, c = rng.normal(size=n), rng.choice(["u", "v"], n)
    score = x + (c == "u") if informative else rng.normal(size=n)
    return pandas.DataFrame({"x": x, "c": c, "y": np.where(score > 0.5, "yes", "no"), "z": score})


def test_utility_tells_a_table_that_teaches_from_one_that_does_not():
    real, held_out = labelled(500, 0), labelled(500, 1)
    good = metrics.table_utility(real, labelled(500, 2)[list("xcyz")], target="y", held_out=held_out)
    assert good.auc > 0.97 and good.real_auc > 0.97 and math.isnan(good.rmse)
    shuffled = labelled(500, 3, informative=False).drop(columns="z")
    bad = metrics.table_utility(real.drop(columns="z"), shuffled, target="y", held_out=held_out.drop(columns="z"))
    assert abs(bad.auc - 0.5) < 0.1 and bad.real_auc > 0.97


def test_utility_of_numbers_is_an_error_in_their_units():
    data = [labelled(400, seed).drop(columns="y") for seed in range(3)]
    found = metrics.table_utility(data[0], data[1], target="z", held_out=data[2])
    assert found.rmse < 0.3 and found.real_rmse < 0.3 and math.isnan(found.auc)


def test_utility_where_all_generated_rows_are_of_one_class():
    real, held_out = labelled(100, 0), labelled(100, 1)
    found = metrics.table_utility(real, real[real["y"] == "no"], target="y", held_out=held_out)
    assert found.auc == 0.5


def test_utility_of_no_column():
    with pytest.raises(ValueError, match="`target`: expected one of 'c', 'x', 'y', 'z'. Received: 'yy'."):
        metrics.table_utility(labelled(9, 0), labelled(9, 1), target="yy", held_out=labelled(9, 2))


def test_nearest_records_by_hand():
    real = pandas.DataFrame({"a": [0.0, 10.0], "c": ["x", "y"]})
    fake = pandas.DataFrame({"a": [1.0, 10.0, 7.0], "c": ["x", "y", "x"]})
    held_out = pandas.DataFrame({"a": [5.0], "c": ["x"]})
    found = metrics.nearest_record(real, fake, held_out=held_out)
    assert found.distance == pytest.approx(0.05)  # of 0.1 / 2, 0, (0.3 + 1) / 2 or 0.7 / 2: 0.05, 0, 0.35
    assert found.real_distance == pytest.approx(0.25)
    assert found.copies == pytest.approx(1 / 3) and found.real_copies == 0


def test_a_generator_that_copies_is_found_out():
    real, held_out = frame(300, 0), frame(300, 1)
    copied = metrics.nearest_record(real, real.sample(200, random_state=0), held_out=held_out)
    assert copied.copies == 1 and copied.closer > 0.95 and copied.distance == 0
    fresh = metrics.nearest_record(real, frame(200, 2), held_out=held_out)
    assert fresh.copies == 0 and abs(fresh.closer - 0.5) < 0.15


def test_utility_of_a_column_alone():
    one = REAL[["a"]]
    with pytest.raises(ValueError, match="`target`: expected other columns to predict 'a' by. Received frames of"):
        metrics.table_utility(one, one, target="a", held_out=one)


@pytest.mark.full
def test_utility_tells_the_frequent_ones_of_hundreds_of_classes_apart():
    def rows(seed):
        number = np.random.default_rng(seed).zipf(1.5, 1500) % 400
        return pandas.DataFrame({"x": number + 0.5, "y": [f"class {one}" for one in number]})

    found = metrics.table_utility(rows(0), rows(1), target="y", held_out=rows(2))
    assert found.auc > 0.9 and found.real_auc > 0.9 and found.f1 > 0.8
    labels = table_utility.as_arrays([rows(1), rows(2)], "y", rows(0))[1]
    assert [len(np.unique(one)) for one in labels] == [20, 20]
    frequent = rows(0)["y"].value_counts().index[:5]
    assert [set(labels[0][rows(1)["y"] == name]) for name in frequent] == [{number} for number in range(5)]


def test_utility_where_a_class_is_only_in_one_table():
    real, held_out = labelled(300, 0).drop(columns="z"), labelled(300, 1).drop(columns="z")
    fake = labelled(300, 2).drop(columns="z")
    fake.loc[:20, "y"] = "perhaps"
    assert metrics.table_utility(real, fake, target="y", held_out=held_out).auc > 0.9


def test_compare_takes_frames():
    found = metrics.compare("table_shape", REAL, FAKE)
    assert found.value == metrics.table_shape(REAL, FAKE) and found.real_value > found.value
    assert found[2:] == (300, 400, (150, 150))
    again = metrics.compare("table_shape", REAL.sample(300, random_state=1), FAKE)
    assert again == found
    held_out = frame(200, 5)
    found = metrics.compare(metrics.table_trend, REAL, FAKE, held_out=held_out)
    assert found.real_value == pytest.approx(metrics.table_trend(REAL, held_out)) and found.n_baseline == (300, 200)
    with pytest.raises(ValueError, match="`fake`: expected a pandas DataFrame. Received: ndarray."):
        metrics.compare("table_shape", REAL, np.zeros((3, 2)))
    with pytest.raises(
        ValueError, match="`metric`: nearest_record compares with held-out real rows by itself. Call it"
    ):
        metrics.compare("nearest_record", REAL, FAKE, held_out=held_out)


def test_a_generator_that_has_collapsed_has_lost_what_columns_know_of_each_other():
    """Correlation by SciPy's definition; of a constant column it is 0."""
    a = np.random.default_rng(0).normal(size=200)
    real = pandas.DataFrame({"a": a, "b": a + 0.1 * np.random.default_rng(1).normal(size=200)})
    fake = pandas.DataFrame({"a": np.zeros(200), "b": np.ones(200)})
    r = stats.pearsonr(real.a, real.b).statistic
    assert metrics.table_trend(real, fake) == pytest.approx(1 - r / 2)
    assert np.isnan(metrics.table_trend(fake, real, by_pair=True)["a", "b"])


@pytest.mark.full
def test_a_class_of_one_row_among_very_many_is_no_error():
    n = 10_001
    x = np.random.default_rng(0).normal(size=n)
    real = pandas.DataFrame({"x": x, "y": np.where(x > 0, "a", "b")})
    fake = real.assign(y=["c", *real.y[1:]])
    assert metrics.table_utility(real, fake, target="y", held_out=real[:500]).auc > 0.99


@pytest.mark.parametrize("metric", ["table_shape", "table_trend"])
@pytest.mark.parametrize("dtype", ["float64", "Float64", "float32"])
def test_columns_have_names_of_their_own_and_finite_numbers(metric, dtype):
    real = pandas.DataFrame({"a": [0.0, 1.0, 2.0], "b": [1.0, 0.0, 2.0]}).astype(dtype)
    twice, endless = real.set_axis(["a", "a"], axis=1), real.replace({"b": {2.0: np.inf}})
    with pytest.raises(
        ValueError, match="^`fake`: expected a name of its own for each column. Received twice: .'a'.[.]"
    ):
        getattr(metrics, metric)(real, twice)
    with pytest.raises(ValueError, match="^`fake`: expected finite numbers. The columns .'b'. have infinite ones[.]"):
        getattr(metrics, metric)(real, endless)


def test_nearest_records_are_asked_of_some_rows():
    with pytest.raises(ValueError, match="^`most`: expected a whole number of at least 1. Received: 0.$"):
        metrics.nearest_record(frame(20, 0), frame(20, 1), held_out=frame(20, 2), most=0)

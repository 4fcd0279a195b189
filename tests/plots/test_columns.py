"""Pictures of tables: each column drawn, whole numbers in bins that hold as many each."""

import numpy as np
import pytest
from PIL import Image

from kerasgan import plots
from kerasgan.plots import columns

pandas = pytest.importorskip("pandas")


def table(n=40):
    rng = np.random.default_rng(0)
    days = pandas.Timestamp("2020-01-01") + pandas.to_timedelta(rng.integers(0, 900, n), unit="D")
    return pandas.DataFrame(
        {
            "age": rng.integers(17, 90, n),
            "height": rng.normal(170, 10, n),
            "born": days,
            "town": rng.choice([f"town {number}" for number in range(30)], n),
            "nothing": np.full(n, np.nan),
        }
    )


@pytest.mark.parametrize("low, high", [(0, 1), (17, 90), (-3, 31), (0, 5000)])
def test_each_bin_holds_as_many_whole_numbers(low, high):
    whole = np.arange(low, high + 1)
    edges = columns.bin_edges(whole.astype("float64"))
    counts = np.histogram(whole, edges)[0]
    assert counts.sum() == len(whole) and len(counts) <= columns.BINS + 1
    assert len(set(counts[:-1])) <= 1 and counts[-1] <= counts[0]


def test_other_numbers_have_equal_bins():
    np.testing.assert_allclose(columns.bin_edges(np.array([0.5, 1.0])), np.linspace(0.5, 1.0, columns.BINS + 1))
    assert len(columns.bin_edges(np.array([]))) == columns.BINS + 1


@pytest.mark.parametrize("draw", [plots.plot_columns, plots.plot_correlations])
def test_both_pictures_are_drawn_of_any_columns(draw, tmp_path):
    draw(table(), table(25), to_file=tmp_path / "table.png")
    with Image.open(tmp_path / "table.png") as picture:
        assert min(picture.size) > 200 and len(np.unique(np.asarray(picture.convert("L")))) > 10

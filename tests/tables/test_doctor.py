"""The doctor of a table: it says which column makes one value only."""

import numpy as np
import pytest
from small_table import frame
from small_table import gan as build

from kerasgan.callbacks.doctor import conditions, signs

pytest.importorskip("pandas")


def rows(gan):
    table = gan.table
    return table.spread(*table.encode(frame(), np.random.default_rng(0)))


def test_the_narrowest_column_by_hand():
    gan = build()
    real = rows(gan)
    fake, place = real.copy(), gan.table.chosen.index(next(one for one in gan.table.chosen if one.name == "city"))
    start = gan.table.numbers + gan.table.starts[place]
    fake[:, start : start + gan.table.sizes[place]] = 0
    fake[:, start] = 1
    assert gan.figures_of(real, fake) == {"narrowest": "city", "narrowest_spread": pytest.approx(0, abs=1e-6)}
    assert gan.figures_of(real, real)["narrowest_spread"] == pytest.approx(1)


def test_the_condition_names_the_column():
    (found,) = [one for one in conditions.CONDITIONS if one.name == "collapsed column"]
    now = {"samples": 128.0, "narrowest": "city", "narrowest_spread": 0.1}
    assert signs.is_narrow_column(now, []) and not signs.is_narrow_column({**now, "narrowest_spread": 0.5}, [])
    assert found.evidence.format(**now).startswith("Column 'city' has 10% of the entropy")

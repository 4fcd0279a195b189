"""Modes of numbers: found, told, and inverted; and the time that they may take."""

import time

import numpy as np
import pytest

from kerasgan.tables.modes import MODES, Clock, GaussianModes, QuantileModes

pytest.importorskip("sklearn")


def mixture(n=4000):
    rng = np.random.default_rng(0)
    return np.where(rng.random(n) < 0.3, rng.normal(-10, 1, n), rng.normal(20, 3, n))


def test_gaussian_modes_are_those_of_the_data():
    modes = GaussianModes.fit(mixture(), 10, np.random.default_rng(0))
    low = modes.means < 5
    np.testing.assert_allclose(modes.weights[low].sum(), 0.3, atol=0.02)
    np.testing.assert_allclose(np.average(modes.means[low], weights=modes.weights[low]), -10, atol=0.3)
    np.testing.assert_allclose(np.average(modes.means[~low], weights=modes.weights[~low]), 20, atol=0.3)


def test_a_quantile_mode_is_an_equal_part_of_the_rows():
    values = mixture()
    chosen, places = QuantileModes.fit(values, 10, None).encode(values, None)
    np.testing.assert_allclose(np.bincount(chosen), 400, atol=2)
    np.testing.assert_allclose(np.histogram(places, 9, (-0.9, 0.9))[0] / 4000, 1 / 9, atol=0.01)


@pytest.mark.parametrize("how", list(MODES))
def test_values_come_back(how):
    values = mixture()
    modes = MODES[how].fit(values, 10, np.random.default_rng(0))
    chosen, places = modes.encode(values, np.random.default_rng(1))
    assert np.abs(places).max() <= 1
    np.testing.assert_allclose(modes.decode(chosen, places), values, atol=1e-9)
    again = MODES[how](**modes.get_config())
    np.testing.assert_array_equal(again.decode(chosen, places), modes.decode(chosen, places))


def test_a_value_counts_for_a_mode_as_often_as_it_is_likely():
    modes = GaussianModes([0.0, 1.0], [1.0, 1.0], [0.5, 0.5])
    chosen, _ = modes.encode(np.full(20_000, 0.5), np.random.default_rng(0))
    np.testing.assert_allclose(np.bincount(chosen) / 20_000, 0.5, atol=0.01)
    chosen, _ = modes.encode(np.full(20_000, 1.0), np.random.default_rng(0))
    np.testing.assert_allclose(chosen.mean(), 1 / (1 + np.exp(-0.5)), atol=0.01)  # Bayes by hand


def test_where_the_time_runs_out_modes_are_quantiles():
    clock = Clock(0.0, 2)
    clock.slowest = 1.0
    assert clock.fit("gaussian", mixture(), 10, np.random.default_rng(0)).how == "quantile"
    assert Clock(60.0, 2).fit("gaussian", mixture(500), 3, np.random.default_rng(0)).how == "gaussian"


def test_a_million_values_take_seconds():
    values, began = mixture(1_000_000), time.monotonic()
    Clock(60.0, 1).fit("quantile", values, 10, np.random.default_rng(0))
    assert time.monotonic() - began < 20

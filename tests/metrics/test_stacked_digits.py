"""Modes of stacked digits, on real ones whose numbers are known."""

import numpy as np
import pytest
from scipy import stats

from kerasgan import datasets
from kerasgan.metrics import stacked_digits


def test_real_stacks_are_read_as_what_they_are():
    x, labels = datasets.load("stacked_mnist", stacks=300)
    assert (stacked_digits.numbers(x) == labels).mean() > 0.97
    found = stacked_digits.scores(x)
    counts = found.counts / 300
    assert found.modes == np.count_nonzero(counts) and found.counts.sum() == 300
    assert found.reverse_kl == pytest.approx(stats.entropy(counts, np.full(1000, 1e-3)))


def test_what_a_perfect_sampler_gets_is_that_of_the_table(rng):
    """26,000 even draws: 0.0192 with a deviation of 0.0009."""
    n = 26_000
    drawn = np.bincount(rng.integers(1000, size=n), minlength=1000)
    found = stacked_digits.reverse_kl(drawn)
    assert found == pytest.approx(999 / (2 * n), abs=0.003)
    ideal = stacked_digits.scores(np.zeros((1, 28, 28, 3), "uint8"))
    assert (ideal.ideal_modes, ideal.modes) == (pytest.approx(1), 1)


def test_other_images_are_refused():
    with pytest.raises(ValueError, match=r"^`images`: expected uint8 stacks, \(n, 28, 28, 3\). Received float64 of"):
        stacked_digits.scores(np.zeros((4, 28, 28, 3)))

"""The kernel distance against sums over all pairs."""

import itertools
import sys

import numpy as np
import pytest

from kerasgan.metrics import kernel_distance

REAL, FAKE = np.random.RandomState(0).randn(200, 8), np.random.RandomState(1).randn(200, 8) + 0.3


def by_pairs(real, fake):
    def k(x, y):
        return (sum(x * y) / len(x) + 1) ** 3

    among = [np.mean([k(x, y) for x, y in itertools.permutations(group, 2)]) for group in (real, fake)]
    return sum(among) - 2 * np.mean([k(x, y) for x, y in itertools.product(real, fake)])


def test_the_fixture_of_the_reference():
    found = kernel_distance(REAL, FAKE)
    assert type(found) is float
    assert found == pytest.approx(0.5059051298409378, rel=1e-12)


@pytest.mark.parametrize("n, m, d", [(2, 2, 1), (9, 5, 3), (5, 9, 3)])
def test_it_is_the_sum_over_all_pairs(rng, n, m, d):
    real, fake = rng.normal(size=(n, d)), rng.normal(1, 2, (m, d))
    assert kernel_distance(real, fake) == pytest.approx(by_pairs(real, fake), rel=1e-10)


@pytest.mark.parametrize("block", [1, 150, 1000, 10**9])
def test_blocks_do_not_matter(monkeypatch, block):
    monkeypatch.setattr(sys.modules[kernel_distance.__module__], "BLOCK", block)
    assert kernel_distance(REAL, FAKE) == pytest.approx(0.5059051298409378, rel=1e-12)


def test_it_has_no_bias(rng):
    """Over many pairs of samples of one distribution the mean is 0, within its standard error."""
    found = [kernel_distance(rng.normal(size=(10, 2)), rng.normal(size=(10, 2))) for _ in range(600)]
    assert abs(np.mean(found)) < 3 * np.std(found) / np.sqrt(600)
    assert min(found) < 0 < max(found)


def test_subsets_give_mean_and_spread():
    found = kernel_distance(REAL, FAKE, subsets=30, subset_size=50)
    assert found._fields == ("mean", "std")
    assert abs(found.mean - 0.5059051298409378) < 3 * found.std / np.sqrt(30)
    assert found == kernel_distance(REAL, FAKE, subsets=30, subset_size=50, seed=2020)
    assert found != kernel_distance(REAL, FAKE, subsets=30, subset_size=50, seed=1)


def test_a_subset_of_all_samples_is_all_samples():
    found = kernel_distance(REAL, FAKE, subsets=2, subset_size=200)
    assert found.mean == pytest.approx(0.5059051298409378, rel=1e-12)
    assert found.std == pytest.approx(0, abs=1e-12)


def refusal(*args, **options):
    with pytest.raises(ValueError) as error:
        kernel_distance(*args, **options)
    return str(error.value)


def test_bad_options_are_refused_with_the_arrays():
    message = "`subset_size`: expected from 2 to 200, the smaller sample. Received: 1000."
    assert refusal(REAL, FAKE, subsets=100) == message
    assert refusal(REAL, FAKE[:1], subsets=0, subset_size=0) == (
        "3 problems:\n  1. `fake`: expected at least 2 samples. Received 1.\n"
        "  2. `subsets`: expected a whole number of at least 1. Received: 0.\n"
        "  3. `subset_size`: expected a whole number of at least 1. Received: 0."
    )
    assert refusal(np.zeros(()), FAKE).startswith("`real`: expected an array (n, d)")

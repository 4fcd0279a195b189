"""Cases of one behaviour: some in a hurry, all of them with `--full`."""

import itertools

import pytest


def some(names, first):
    """Returns `names` for `parametrize`; all but those in `first` wait for `--full`."""
    return [pytest.param(name, marks=() if name in first else pytest.mark.full) for name in names]


def pairs(names, others, first):
    """Returns the pairs of two lists likewise; `first` is a function of a pair."""
    found = itertools.product(names, others)
    return [pytest.param(*pair, marks=() if first(*pair) else pytest.mark.full) for pair in found]

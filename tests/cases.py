"""Cases of one behaviour: some in a hurry, all of them with `--full`, and with `--share` a part of these."""

import itertools
import zlib

import pytest


def some(names, first):
    """Returns `names` for `parametrize`; all but those in `first` wait for `--full`."""
    return [pytest.param(name, marks=() if name in first else pytest.mark.full) for name in names]


def pairs(names, others, first):
    """Returns the pairs of two lists likewise; `first` is a function of a pair."""
    found = itertools.product(names, others)
    return [pytest.param(*pair, marks=() if first(*pair) else pytest.mark.full) for pair in found]


def in_share(test, share):
    """Tells whether a test, by its ID, is in the share K of N, written `"K/N"`: every test is in one of them."""
    number, count = map(int, share.split("/"))
    if not 0 <= number < count:
        raise ValueError(f"`--share`: expected K/N with K from 0 to N - 1. Received: {share!r}.")
    return zlib.crc32(test.encode()) % count == number

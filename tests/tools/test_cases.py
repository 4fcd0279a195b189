"""Shares of the further cases: each case is in one of them."""

import cases
import pytest


def test_each_test_is_in_one_share_and_shares_are_alike():
    tests = [f"tests/rooms/test_one.py::test_it[{number}]" for number in range(300)]
    shares = [[test for test in tests if cases.in_share(test, f"{number}/3")] for number in range(3)]
    assert sorted(sum(shares, [])) == sorted(tests)
    assert all(70 < len(share) < 130 for share in shares)


@pytest.mark.parametrize("share", ["3/3", "-1/3", "0/0"])
def test_a_share_that_is_none_of_them_is_refused(share):
    with pytest.raises(ValueError, match="^`--share`: expected K/N with K from 0 to N - 1. Received: "):
        cases.in_share("tests/test_one.py::test_it", share)

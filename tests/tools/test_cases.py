"""Shares of the further cases: each case is in one of them."""

import cases


def test_each_test_is_in_one_share_and_shares_are_alike():
    tests = [f"tests/rooms/test_one.py::test_it[{number}]" for number in range(300)]
    shares = [[test for test in tests if cases.in_share(test, f"{number}/3")] for number in range(3)]
    assert sorted(sum(shares, [])) == sorted(tests)
    assert all(70 < len(share) < 130 for share in shares)

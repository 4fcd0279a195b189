"""Label agreement by hand."""

import numpy as np
import pytest
from scipy import stats

from kerasgan.metrics import label_agreement

ASKED, RECOGNISED = [0, 0, 0, 2, 2, 3], [0, 0, 1, 2, 4, 3]


def test_by_hand():
    found = label_agreement(ASKED, RECOGNISED)
    assert found.accuracy == 4 / 6
    assert found.classes.tolist() == [0, 2, 3]
    assert found.per_class == pytest.approx([2 / 3, 1 / 2, 1])
    expected = np.zeros((5, 5), int)
    for row, column in zip(ASKED, RECOGNISED):
        expected[row, column] += 1
    np.testing.assert_array_equal(found.confusion, expected)


def test_the_interval_is_wilson_s():
    expected = stats.binomtest(4, 6).proportion_ci(method="wilson")
    assert label_agreement(ASKED, RECOGNISED)[1:3] == pytest.approx((expected.low, expected.high))


def test_all_right_and_all_wrong(rng):
    labels = rng.integers(0, 10, 100)
    assert label_agreement(labels, labels).accuracy == 1
    assert label_agreement(labels, (labels + 1) % 10).accuracy == 0


def test_a_generator_that_ignores_its_labels_is_at_chance(rng):
    found = label_agreement(rng.integers(0, 10, 5000), rng.integers(0, 10, 5000))
    assert found.low < 0.1 < found.high


def test_labels_come_in_pairs():
    with pytest.raises(ValueError) as error:
        label_agreement([0, 1], [[0, 1]])
    assert str(error.value) == ("`recognised`: expected an array (n,) of one label per sample. Received shape (1, 2).")
    with pytest.raises(ValueError) as error:
        label_agreement([0, -1], [0, 1, 2])
    assert str(error.value) == (
        "2 problems:\n  1. `asked`: expected labels from 0. Received -1.\n"
        "  2. Expected as many labels in each array. Received: `asked` 2, `recognised` 3."
    )


def test_numbers_of_things_are_no_classes():
    with pytest.raises(ValueError) as error:
        label_agreement([0, 10**12], [0, 10**12])
    assert str(error.value) == (
        "`asked`, `recognised`: expected classes from 0 to 9,999 at most. Received: 1,000,000,000,000. Number them: "
        "`names = np.unique([*asked, *recognised])`, `np.searchsorted(names, asked)`."
    )
    names = np.unique([0, 10**12])
    assert label_agreement(np.searchsorted(names, [0, 10**12]), np.searchsorted(names, [0, 10**12])).accuracy == 1

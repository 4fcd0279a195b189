"""Class balance against SciPy's tests."""

import numpy as np
import pytest
from scipy import stats

from kerasgan.metrics import class_balance


@pytest.mark.parametrize("wanted", [4, [0.25] * 4, [0.1, 0.2, 0.3, 0.4]])
def test_figures_agree_with_scipy(rng, wanted):
    labels = rng.integers(0, 4, 50)
    counts = [np.sum(labels == c) for c in range(4)]
    q = np.full(4, 0.25) if wanted == 4 else np.array(wanted)
    expected = stats.chisquare(counts, 50 * q)
    found = class_balance(labels, wanted)
    assert found.counts.tolist() == counts and found.classes == 4
    assert found.kl == pytest.approx(stats.entropy(counts, q))
    assert (found.chi_square, found.p_value) == pytest.approx((expected.statistic, expected.pvalue))


def test_classes_that_never_come_are_counted_as_missing():
    found = class_balance([0, 0, 0, 2], 4)
    assert found.classes == 2 and found.counts.tolist() == [3, 0, 1, 0]
    assert found.kl == pytest.approx(np.log(4) - stats.entropy([3, 1]))
    assert class_balance([1, 1], 1000).kl == pytest.approx(np.log(1000))


def test_even_classes_are_even():
    assert class_balance(np.arange(40) % 10, 10)[:4] == pytest.approx((10, 0, 0, 1))
    assert class_balance([0, 0], 1)[:4] == (1, 0.0, 0.0, 1.0)


def test_the_ideal_of_stacked_mnist_is_what_the_reference_says(rng):
    """1000 classes, 26,000 samples: 0.0192."""
    found = class_balance(rng.integers(0, 1000, 26000), 1000)
    assert found.classes == 1000
    assert found.ideal_kl == pytest.approx(0.0192, abs=2e-5)
    assert found.kl == pytest.approx(0.0192, abs=3 * 0.0009)


@pytest.mark.parametrize(
    "labels, wanted, told",
    [
        ([0, 4], 4, "`labels`: expected labels below 4, as `wanted` says. Received 4."),
        ([0, 1], [0.5, 0.4], "`wanted`: expected probabilities that sum to 1. Received a sum of 0.9."),
        ([0, 1], [1.5, -0.5], "`wanted`: expected probabilities of at least 0. Received -0.5. Logits need a softmax."),
        ([0, 1], [1.0, 0, 0], "`wanted`: expected a share above 0 for each class. Received none for: [1, 2]."),
        (
            [0.5],
            0,
            "2 problems:\n  1. `labels`: expected whole numbers. Received dtype float64.\n"
            "  2. `wanted`: expected a number of classes, or an array (classes,) of probabilities. Received: 0.",
        ),
        (
            [0],
            True,
            "`wanted`: expected a number of classes, or an array (classes,) of probabilities. Received: True.",
        ),
    ],
)
def test_bad_input_is_refused(labels, wanted, told):
    with pytest.raises(ValueError) as error:
        class_balance(labels, wanted)
    assert str(error.value) == told

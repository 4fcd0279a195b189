"""The checks that all metrics share."""

import numpy as np
import pytest

from kerasgan.metrics import arrays

GOOD = np.arange(6.0).reshape(3, 2)


def refusal(**given):
    with pytest.raises(ValueError) as error:
        arrays.features(**given)
    return str(error.value)


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "int32", "uint8", "bool"])
def test_real_numbers_of_any_type_become_float64_in_the_order_given(dtype):
    first, second = arrays.features(b=GOOD.astype(dtype), a=(GOOD > 2).astype(dtype))
    assert first.dtype == second.dtype == np.float64
    np.testing.assert_array_equal(first, GOOD.astype(dtype))
    np.testing.assert_array_equal(second, GOOD > 2)


def test_lists_will_do():
    (found,) = arrays.features(samples=[[1, 2], [3, 4]])
    np.testing.assert_array_equal(found, [[1.0, 2.0], [3.0, 4.0]])


def test_the_callers_array_is_left_alone():
    given = GOOD.copy()
    (found,) = arrays.features(samples=given)
    with pytest.raises(ValueError, match="read-only"):
        found[:] = 7
    given[0, 0] = 5  # the caller's own stays writable


@pytest.mark.parametrize("shape", [(), (3,), (2, 3, 4), (0, 3), (3, 0), (2, 4, 4, 1)])
def test_other_shapes_are_refused_with_the_way_to_flatten(shape):
    assert refusal(real=np.zeros(shape)) == (
        f"`real`: expected an array (n, d) of n samples with d features. Received shape {shape}. Flatten images with "
        "`x.reshape(len(x), -1)`."
    )


@pytest.mark.parametrize("values", [GOOD * 1j, GOOD.astype(str), GOOD.astype(object)])
def test_other_than_real_numbers_are_refused(values):
    assert refusal(fake=values) == f"`fake`: expected real numbers. Received dtype {values.dtype}."


def test_values_that_are_not_finite_are_counted():
    bad = GOOD.copy()
    bad[0, 1], bad[2, 0], bad[1, 1] = np.nan, np.inf, -np.inf
    assert refusal(fake=bad) == "`fake`: expected finite numbers. Received 3 NaN or infinite values."


def test_widths_have_to_agree():
    assert refusal(real=GOOD, fake=np.zeros((5, 3))) == (
        "Expected the same number of features in each array. Received: `real` 2, `fake` 3."
    )


def test_all_mistakes_come_in_one_message():
    message = refusal(real=np.full((2, 2), np.nan), fake=np.zeros((2, 3)), other=np.zeros(3))
    assert message == (
        "3 problems:\n"
        "  1. `real`: expected finite numbers. Received 4 NaN or infinite values.\n"
        "  2. `other`: expected an array (n, d) of n samples with d features. Received shape (3,). Flatten images with "
        "`x.reshape(len(x), -1)`.\n"
        "  3. Expected the same number of features in each array. Received: `real` 2, `fake` 3."
    )


# === Samples enough, and of one scale ===


def test_too_few_samples_and_wrong_options_come_in_one_message():
    assert refusal(real=GOOD[:1], fake=GOOD, least=2, problems=["`k`: wrong."]) == (
        "2 problems:\n  1. `real`: expected at least 2 samples. Received 1.\n  2. `k`: wrong."
    )


def test_pixels_beside_scaled_values_are_refused_with_both_ranges():
    pixels, scaled = np.array([[0, 255]], "uint8"), np.array([[-1.0, 0.5]], "float32")
    assert refusal(real=pixels, fake=scaled) == (
        "Expected one scale for all arrays. Received: `real` uint8 from 0 to 255, `fake` float32 from -1 to 0.5. "
        "Scale the pixels, or scale back."
    )
    assert "`real` float32 from -1 to 0.5, `fake` uint8 from 0 to 255" in refusal(real=scaled, fake=pixels)


@pytest.mark.parametrize("other", [np.array([[0.0, 200.0]]), np.array([[3, 255]], "uint8"), np.array([[0, 1]])])
def test_pixels_beside_values_of_their_scale_are_fine(other):
    arrays.features(real=np.array([[0, 255]], "uint8"), fake=other)
    arrays.features(real=np.array([[0, 1]], "uint8"), fake=np.array([[0.0, 1.0]]))


# === Neighbours, labels, probabilities ===


@pytest.mark.parametrize("k", [0, -1, 1.5, None, True])
def test_neighbours_are_a_whole_number(k):
    assert arrays.neighbours(k, real=GOOD) == [f"`k`: expected a whole number of at least 1. Received: {k!r}."]


def test_neighbours_are_fewer_than_the_samples_of_each_array():
    assert arrays.neighbours(2, real=GOOD, fake=GOOD) == []
    assert arrays.neighbours(3, real=GOOD, fake=np.zeros((4, 2))) == [
        "`k`: expected less than the 3 samples of `real`. Received: 3."
    ]
    assert len(arrays.neighbours(9, real=GOOD, fake=GOOD)) == 2
    assert arrays.neighbours(9, real=np.zeros(()), fake=np.zeros((0, 2))) == []  # told by `features`


@pytest.mark.parametrize(
    "labels, told",
    [
        (np.zeros((2, 2), int), "expected an array (n,) of one label per sample. Received shape (2, 2)."),
        (np.zeros(0, int), "expected an array (n,) of one label per sample. Received shape (0,)."),
        ([0.5, 1.0], "expected whole numbers. Received dtype float64."),
        ([np.nan, 1.0], "expected whole numbers. Received dtype float64."),
        ([np.inf, 1.0], "expected whole numbers. Received dtype float64."),
        (["a"], "expected whole numbers. Received dtype <U1."),
        ([True], "expected whole numbers. Received dtype bool."),
        ([3, -2], "expected labels from 0. Received -2."),
    ],
)
def test_labels_that_are_none_are_refused(labels, told):
    with pytest.raises(ValueError) as error:
        arrays.labels(asked=labels)
    assert str(error.value) == f"`asked`: {told}"


def test_labels_become_integers_and_agree_in_number():
    (found,) = arrays.labels(labels=[0.0, 3.0])
    assert found.dtype == np.int64 and found.tolist() == [0, 3]
    assert arrays.label_problems(a=[0, 1], b=[1]) == ["Expected as many labels in each array. Received: `a` 2, `b` 1."]


@pytest.mark.parametrize(
    "values, told",
    [
        ([0.5, 0.6], "expected probabilities that sum to 1. Received a sum of 1.1."),
        ([[0.5, 0.5], [0.2, 0.2]], "expected probabilities that sum to 1. Received a sum of 0.4."),
        ([1.5, -0.5], "expected probabilities of at least 0. Received -0.5. Logits need a softmax."),
        ([np.nan, 1.0], "expected finite numbers. Received 1 NaN or infinite values."),
        ([], "expected probabilities. Received shape (0,) of dtype float64."),
        (["a"], "expected probabilities. Received shape (1,) of dtype <U1."),
    ],
)
def test_probabilities_that_are_none_are_refused(values, told):
    assert arrays.probabilities("p", np.array(values)) == [f"`p`: {told}"]


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_probabilities_of_any_precision_are_taken(rng, dtype):
    scores = np.exp(rng.normal(size=(50, 1000)))
    assert arrays.probabilities("p", (scores / scores.sum(axis=1, keepdims=True)).astype(dtype)) == []


# === Shuffling ===


def test_rows_are_shuffled_by_the_seed_whatever_their_order_was(rng):
    rows = rng.integers(0, 3, (40, 2)).astype(float)
    found = arrays.shuffled(rows, 5)
    np.testing.assert_array_equal(arrays.shuffled(rng.permutation(rows), 5), found)
    assert not np.array_equal(arrays.shuffled(rows, 6), found)
    assert sorted(map(tuple, found)) == sorted(map(tuple, rows))

"""The checks that all metrics share, and the contract of every metric."""

import inspect

import numpy as np
import pytest

from kerasgan import metrics
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
    arrays.features(samples=given)[0][:] = 7
    np.testing.assert_array_equal(given, GOOD)


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


# === The contract of a metric ===

TWO_SAMPLES = [
    name for name in metrics.__all__ if list(inspect.signature(getattr(metrics, name)).parameters)[:1] == ["real"]
]


@pytest.mark.parametrize("name", metrics.__all__)
def test_metrics_live_in_a_file_of_their_name_and_are_documented(name):
    metric = getattr(metrics, name)
    assert metric.__module__ == f"kerasgan.metrics.{name}"
    for part in ("Args:", "Returns:", "Raises:", "Example:"):
        assert f"\n    {part}\n" in metric.__doc__


@pytest.mark.parametrize("name", TWO_SAMPLES)
def test_metrics_of_two_samples_take_real_then_fake_and_options_by_name(name):
    parameters = list(inspect.signature(getattr(metrics, name)).parameters.values())
    assert [parameter.name for parameter in parameters[:2]] == ["real", "fake"]
    assert all(parameter.kind is parameter.KEYWORD_ONLY for parameter in parameters[2:])


@pytest.mark.parametrize("name", TWO_SAMPLES)
def test_metrics_of_two_samples_change_nothing_ignore_order_and_check_both(name, rng):
    metric = getattr(metrics, name)
    real, fake = rng.normal(size=(20, 3)), rng.normal(0.5, 2.0, (30, 3))
    copies = real.copy(), fake.copy()
    found = metric(real, fake)
    np.testing.assert_array_equal(real, copies[0])
    np.testing.assert_array_equal(fake, copies[1])
    np.testing.assert_allclose(metric(rng.permutation(real), rng.permutation(fake)), found, rtol=1e-9)
    np.testing.assert_allclose(metric(real.tolist(), fake.tolist()), found, rtol=1e-9)
    with pytest.raises(ValueError, match="^2 problems:\n  1. `real`: .*\n  2. `fake`: "):
        metric(np.zeros(3), np.full((2, 3), np.nan))

"""What every metric has to do."""

import inspect
import numbers
import re

import numpy as np
import pytest

from kerasgan import metrics
from kerasgan.metrics import METRICS as ALL
from kerasgan.metrics import compare

# Those of tables take frames: tests/metrics/test_tables.py.
METRICS = {name: metric for name, metric in ALL.items() if not name.startswith("table_") and name != "nearest_record"}

TWO_SAMPLES = [name for name in METRICS if list(inspect.signature(METRICS[name]).parameters)[:1] == ["real"]]
OTHERS = {
    "class_balance": (np.arange(30) % 3, 3),
    "inception_score": (np.full((30, 3), 1 / 3),),
    "label_agreement": (np.arange(30) % 3, np.arange(30) % 2),
    "mode_coverage": (np.random.default_rng(0).normal(size=(30, 2)), [[0.0, 0.0], [1.0, 0.0]], 0.5),
    "normal_fit": (np.random.default_rng(0).normal(size=(30, 2)),),
}
ZERO_FOR_EQUAL = {"frechet_distance", "kolmogorov_smirnov", "moment_error", "sliced_wasserstein"}
SYMMETRIC = {*ZERO_FOR_EQUAL, "kernel_distance"}


def options(name, rng):
    return {"training": rng.normal(size=(15, 3))} if name == "nearest_training" else {}


def figures(result):
    """All numbers of a result, in a row, order within arrays of distances left aside."""
    parts = result.values() if isinstance(result, dict) else result if isinstance(result, tuple) else [result]
    return np.concatenate([np.sort(np.ravel(part)) for part in parts]).astype(float)


@pytest.mark.parametrize("name", METRICS)
def test_metrics_live_in_a_file_of_their_name_and_are_documented(name):
    metric = getattr(metrics, name)
    assert metric.__module__ == f"kerasgan.metrics.{name}" and name in metrics.__all__
    for part in ("Args:", "Returns:", "Raises:", "Example:"):
        assert f"\n    {part}\n" in metric.__doc__


@pytest.mark.parametrize("name", [name for name in METRICS if name not in ("normal_fit", "kolmogorov_smirnov")])
def test_metrics_tell_their_formula_and_source(name):
    assert re.search(r"\n    Formula.*:\n\n    ```python\n", METRICS[name].__doc__)
    assert re.search(r"\n    (Reference|Source): ", METRICS[name].__doc__)


def test_every_metric_is_under_this_contract():
    assert {*TWO_SAMPLES, *OTHERS} == set(METRICS)
    assert set(metrics.names()) == set(ALL)
    assert metrics.__all__ == sorted(metrics.__all__)


@pytest.mark.parametrize("name", METRICS)
def test_several_figures_come_with_names_and_one_alone(name, rng):
    args = OTHERS.get(name) or (rng.normal(size=(20, 3)), rng.normal(size=(30, 3)))
    found = METRICS[name](*args, **options(name, rng))
    named = isinstance(found, dict) or hasattr(found, "_fields")
    assert named or type(found) is float or (name == "kolmogorov_smirnov" and found.dtype == np.float64)
    single = found if hasattr(found, "_fields") else ()
    assert all(isinstance(value, np.ndarray) or type(value) in (int, float) for value in single)


@pytest.mark.parametrize("name", TWO_SAMPLES)
def test_metrics_of_two_samples_take_real_then_fake_and_options_by_name(name):
    parameters = list(inspect.signature(METRICS[name]).parameters.values())
    assert [parameter.name for parameter in parameters[:2]] == ["real", "fake"]
    assert all(parameter.kind is parameter.KEYWORD_ONLY for parameter in parameters[2:])


@pytest.mark.parametrize("name", TWO_SAMPLES)
def test_metrics_of_two_samples_change_nothing_ignore_order_and_check_both(name, rng):
    more = options(name, rng)
    metric = METRICS[name]
    real, fake = rng.normal(size=(20, 3)), rng.normal(0.5, 2.0, (30, 3))
    copies = real.copy(), fake.copy()
    found = figures(metric(real, fake, **more))
    np.testing.assert_array_equal(real, copies[0])
    np.testing.assert_array_equal(fake, copies[1])
    np.testing.assert_allclose(figures(metric(rng.permutation(real), rng.permutation(fake), **more)), found, rtol=1e-9)
    np.testing.assert_allclose(figures(metric(real.tolist(), fake.tolist(), **more)), found, rtol=1e-9)
    with pytest.raises(ValueError, match="^2 problems:\n  1. `real`: .*\n  2. `fake`: "):
        metric(np.zeros(9), np.full((9, 3), np.nan), **more)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
@pytest.mark.parametrize("name", TWO_SAMPLES)
def test_values_that_are_not_finite_are_refused(name, bad, rng):
    real, fake = rng.normal(size=(20, 3)), rng.normal(size=(20, 3))
    fake[4, 1] = bad
    with pytest.raises(ValueError) as error:
        METRICS[name](real, fake, **options(name, rng))
    assert str(error.value) == "`fake`: expected finite numbers. Received 1 NaN or infinite values."


@pytest.mark.parametrize("name", TWO_SAMPLES)
def test_scales_that_do_not_meet_are_refused(name, rng):
    pixels, scaled = rng.integers(0, 256, (20, 3)).astype("uint8"), rng.uniform(-1, 1, (20, 3))
    with pytest.raises(ValueError, match="^Expected one scale for all arrays. Received: `real` uint8 from"):
        METRICS[name](pixels, scaled, **options(name, rng))


@pytest.mark.parametrize("d", [1, 3])
@pytest.mark.parametrize("name", TWO_SAMPLES)
def test_equal_and_constant_samples_give_finite_figures(name, d, rng):
    real = rng.normal(size=(20, d))
    more = {"training": real[:9]} if name == "nearest_training" else {}
    equal, constant = METRICS[name](real, real, **more), METRICS[name](np.ones((20, d)), np.ones((20, d)), **more)
    assert np.isfinite(figures(equal)).all() and np.isfinite(figures(constant)).all()
    if name in ZERO_FOR_EQUAL:
        np.testing.assert_allclose([*figures(equal), *figures(constant)], 0, atol=1e-12)


@pytest.mark.parametrize("name", sorted(SYMMETRIC))
def test_distances_are_symmetric(name, rng):
    real, fake = rng.normal(size=(20, 3)), rng.normal(0.5, 2.0, (30, 3))
    np.testing.assert_allclose(figures(METRICS[name](real, fake)), figures(METRICS[name](fake, real)), rtol=1e-9)


@pytest.mark.parametrize("name", TWO_SAMPLES)
def test_every_metric_of_two_samples_can_be_compared_with_real_samples(name, rng):
    real, fake = rng.normal(size=(40, 3)), rng.normal(size=(30, 3))
    found = compare(name, real, fake, **options(name, rng))
    assert isinstance(found.n_real, numbers.Integral)
    assert figures(found.value).dtype == figures(found.real_value).dtype == float

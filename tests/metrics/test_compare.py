"""A metric beside its value for real samples."""

import numpy as np
import pytest

from kerasgan import metrics
from kerasgan.metrics import compare


@pytest.fixture
def samples(rng):
    return rng.normal(size=(60, 3)), rng.normal(1, 2, (20, 3)), rng.normal(size=(50, 3))


@pytest.mark.parametrize("metric", ["frechet_distance", metrics.frechet_distance])
def test_without_more_real_samples_the_halves_of_the_real_ones_are_compared(samples, metric):
    real, fake, _ = samples
    found = compare(metric, real, fake)
    assert found.value == metrics.frechet_distance(real, fake)
    assert 0 < found.real_value < found.value
    assert found[2:] == (60, 20, (30, 30))


def test_the_halves_have_every_sample_once(samples):
    real, fake, _ = samples
    seen = []
    compare(lambda real, fake: seen.append((real, fake)), real, fake)
    np.testing.assert_array_equal(np.sort(np.concatenate(seen[1]), axis=0), np.sort(real, axis=0))


def test_held_out_real_samples_take_the_place_of_as_many_fakes(samples, rng):
    real, fake, held_out = samples
    found = compare("sliced_wasserstein", real, fake, held_out=held_out)
    assert found[2:] == (60, 20, (60, 20))
    assert found == compare("sliced_wasserstein", real, fake, held_out=rng.permutation(held_out))
    assert compare("sliced_wasserstein", real, fake, held_out=held_out[:7]).n_baseline == (60, 7)


def test_options_reach_the_metric_and_the_seed_chooses_the_halves(samples):
    real, fake, _ = samples
    found = compare("precision_recall", real, fake, k=7)
    assert found.value == metrics.precision_recall(real, fake, k=7)
    assert found.real_value._fields == ("precision", "recall")
    other = [compare("sliced_wasserstein", real, fake, seed=seed).real_value for seed in (0, 1)]
    assert other[0] != other[1]


def test_metrics_of_one_sample_are_taken_of_each(samples):
    real, fake, held_out = samples
    centers = np.zeros((1, 3))
    found = compare("mode_coverage", real, fake, centers=centers, std=1.0)
    assert found.value.high_quality == metrics.mode_coverage(fake, centers, 1.0).high_quality
    assert found.real_value.high_quality == metrics.mode_coverage(real, centers, 1.0).high_quality
    assert found[2:] == (60, 20, (60,))
    found = compare("mode_coverage", real, fake, held_out=held_out, centers=centers, std=1.0)
    assert found.n_baseline == (50,)


def test_features_are_taken_of_all_samples(rng):
    real, fake, held_out = (rng.normal(size=(n, 4, 4, 1)) for n in (30, 20, 20))
    sums = compare("sliced_wasserstein", real, fake, held_out=held_out, features=lambda x: x.sum(axis=(1, 2)))
    assert sums.value == metrics.sliced_wasserstein(real.sum(axis=(1, 2)), fake.sum(axis=(1, 2)))
    raw = compare("sliced_wasserstein", real, fake, features="raw", batch_size=7)
    assert raw.value == metrics.sliced_wasserstein(real.reshape(30, -1), fake.reshape(20, -1))


def test_an_unknown_metric_is_named_with_a_guess():
    with pytest.raises(ValueError, match=r"^`metric`: expected one of 'class_balance', .* Did you mean 'frechet_dist"):
        compare("frechet", np.zeros((4, 1)), np.zeros((4, 1)))


def test_metrics_have_names():
    assert metrics.names() == sorted(metrics.METRICS)
    assert metrics.get("sliced_wasserstein") is metrics.sliced_wasserstein is metrics.get(metrics.sliced_wasserstein)


def test_all_three_samples_are_checked_before_any_work():
    calls = []
    with pytest.raises(ValueError) as error:
        compare(lambda real, fake: calls.append(1), np.zeros((4, 2)), np.zeros((4, 3)), held_out=np.zeros(3))
    assert str(error.value) == (
        "2 problems:\n  1. `held_out`: expected an array (n, d) of n samples with d features. Received shape (3,). "
        "Flatten images with `x.reshape(len(x), -1)`.\n"
        "  2. Expected the same number of features in each array. Received: `real` 2, `fake` 3."
    )
    with pytest.raises(ValueError, match="^`real`: expected at least 2 samples. Received 1.$"):
        compare(lambda real, fake: calls.append(1), np.zeros((1, 2)), np.zeros((4, 2)))
    assert not calls


def test_the_two_samples_may_have_other_names(rng):
    a, b = rng.normal(size=(20, 2)), rng.normal(size=(20, 2))
    found = compare(lambda ours, theirs: float(np.mean(ours) - np.mean(theirs)), a, b, held_out=a)
    assert found.value == pytest.approx(a.mean() - b.mean())

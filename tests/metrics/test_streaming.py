"""Metrics in batches are those of all samples at once."""

import numpy as np
import pytest

from kerasgan import metrics
from kerasgan.metrics import Streaming

TWO = [
    "frechet_distance",
    "kernel_distance",
    "precision_recall",
    "density_coverage",
    "sliced_wasserstein",
    "moment_error",
]


def feed(stream, real, fake, cuts=(1, 2, 17)):
    for batch in np.split(real, cuts):
        stream.update(batch, real=True)
    for batch in np.split(fake, cuts):
        stream.update(batch)
    return stream


@pytest.mark.parametrize("name", TWO)
@pytest.mark.parametrize("offset", [0.0, 100.0])
def test_batches_of_any_size_give_the_result_of_all_at_once(name, offset, rng):
    real, fake = rng.normal(size=(60, 4)) + offset, rng.normal(1, 2, (70, 4)) + offset
    expected = metrics.get(name)(real, fake)
    assert feed(Streaming(name), real, fake).result() == pytest.approx(expected, rel=1e-9)


@pytest.mark.filterwarnings("ignore:The Fréchet distance")
def test_the_frechet_distance_of_few_samples_too(rng):
    real, fake = rng.normal(size=(20, 50)), rng.normal(1, 2, (30, 50))
    found = feed(Streaming("frechet_distance"), real, fake).result()
    assert found == pytest.approx(metrics.frechet_distance(real, fake), rel=1e-9)


def test_the_frechet_distance_keeps_no_samples(rng):
    stream = feed(Streaming("frechet_distance"), rng.normal(size=(60, 4)), rng.normal(size=(70, 4)))
    assert stream._batches == {"real": [], "fake": []}


def test_batches_may_be_written_over_afterwards(rng):
    batch, stream = np.zeros((3, 2)), Streaming("sliced_wasserstein")
    for real in (True, False):
        batch[:] = 1
        stream.update(batch, real=real)
        batch[:] = 5
    assert stream.result() == 0


def test_options_reach_the_metric_and_results_can_be_had_on_the_way(rng):
    real, fake = rng.normal(size=(60, 4)), rng.normal(size=(70, 4))
    stream = feed(Streaming("precision_recall", k=7), real, fake)
    assert stream.result() == stream.result() == metrics.precision_recall(real, fake, k=7)
    stream.update(fake + 100)
    assert stream.result().precision < metrics.precision_recall(real, fake, k=7).precision


def test_metrics_of_one_sample_take_generated_ones_only(rng):
    samples = rng.normal(size=(40, 2))
    stream = Streaming(metrics.mode_coverage, centers=np.zeros((1, 2)), std=1.0)
    for batch in np.split(samples, 4):
        stream.update(batch)
    assert stream.result().counts == metrics.mode_coverage(samples, np.zeros((1, 2)), 1.0).counts
    with pytest.raises(ValueError) as error:
        stream.update(samples, real=True)
    assert str(error.value) == "`real`: mode_coverage looks at generated samples only. Received: True."


def test_images_are_turned_into_features_batch_by_batch(rng):
    real, fake = rng.normal(size=(30, 4, 4, 1)), rng.normal(size=(40, 4, 4, 1))
    stream = feed(Streaming("frechet_distance", features=lambda x: x.mean(axis=1)), real, fake)
    expected = metrics.frechet_distance(real.mean(axis=1).reshape(30, 4), fake.mean(axis=1).reshape(40, 4))
    assert stream.result() == pytest.approx(expected, rel=1e-9)


def test_forgetting_starts_again(rng):
    stream = feed(Streaming("frechet_distance"), rng.normal(size=(60, 4)), rng.normal(9, 1, (70, 4)))
    stream.reset_state()
    real, fake = rng.normal(size=(60, 2)), rng.normal(size=(70, 2))
    assert feed(stream, real, fake).result() == pytest.approx(metrics.frechet_distance(real, fake), rel=1e-9)


@pytest.mark.parametrize("name, least", [("frechet_distance", 2), ("sliced_wasserstein", 1)])
def test_no_result_without_samples(name, least):
    with pytest.raises(ValueError) as error:
        Streaming(name).result()
    assert str(error.value) == (
        f"2 problems:\n  1. `real`: expected at least {least} samples before the result. Received 0.\n"
        f"  2. `fake`: expected at least {least} samples before the result. Received 0."
    )


def test_bad_batches_of_the_frechet_distance_are_refused_at_once(rng):
    stream = Streaming("frechet_distance")
    stream.update(rng.normal(size=(5, 3)))
    with pytest.raises(ValueError, match="^`fake`: expected finite numbers."):
        stream.update(np.full((5, 3), np.nan))
    with pytest.raises(ValueError) as error:
        stream.update(rng.normal(size=(5, 4)), real=True)
    assert str(error.value) == "`real`: expected 3 features, as before. Received 4."


def test_scales_that_do_not_meet_are_refused_as_for_all_at_once(rng):
    real, fake = rng.integers(0, 256, (20, 4)).astype("uint8"), rng.uniform(-1, 1, (20, 4)).astype("float32")
    stream = Streaming("frechet_distance")
    stream.update(real, real=True)
    with pytest.raises(ValueError, match="^Expected one scale for all arrays. Received: `real` uint8 from "):
        stream.update(fake)


def test_options_that_the_metric_has_not_are_refused():
    with pytest.raises(ValueError, match="^`frechet_distance` takes no options. Received: bogus. Leave them out."):
        Streaming("frechet_distance", bogus=3)

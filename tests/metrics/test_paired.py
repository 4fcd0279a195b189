"""Metrics of pairs, by other implementations and by hand."""

import numpy as np
import pytest

from kerasgan.metrics import paired


@pytest.fixture
def two(rng):
    a = rng.integers(0, 256, (3, 20, 17, 2)).astype("uint8")
    return a, np.clip(a + rng.normal(0, 30, a.shape), 0, 255).astype("uint8")


def test_structural_similarity_is_tensorflows(two):
    tf = pytest.importorskip("tensorflow")
    assert paired.structural_similarity(*two) == pytest.approx(float(np.mean(tf.image.ssim(*two, 255))), abs=1e-5)
    assert paired.structural_similarity(two[0], two[0]) == 1.0


def test_the_others_by_hand(two):
    a, b = (x.astype(float) for x in two)
    assert paired.mean_absolute_error(*two) == pytest.approx(np.abs(a - b).mean() / 255)
    counts = [np.bincount((x // 8).astype(int).ravel(), minlength=32) / x.size for x in (a, b)]
    assert paired.histogram_distance(*two) == pytest.approx(1 - np.minimum(*counts).sum())
    assert paired.histogram_distance(two[0], two[0][::-1]) == 0


def test_what_can_not_be_compared_is_told(two):
    with pytest.raises(
        ValueError, match="^`made`: expected one for each of those wanted, .3, 20, 17, 2.. Received: .2, "
    ):
        paired.mean_absolute_error(two[0], two[1][:2])
    with pytest.raises(
        ValueError, match="^`wanted`: expected uint8 pictures, .n, height, width, channels.. Received: float64"
    ):
        paired.histogram_distance(two[0] / 255, two[1])
    with pytest.raises(ValueError, match="^`wanted`: expected pictures from 11x11 pixels on. Received: .10, 17..$"):
        paired.structural_similarity(*(x[:, :10] for x in two))

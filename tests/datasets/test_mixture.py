"""Mixtures of equal normal modes: SciPy and counting by hand are the judges."""

import numpy as np
import pytest
from scipy import stats

from kerasgan import datasets
from kerasgan.datasets.mixture import Mixture


def draw(name, n=20_000, **options):
    sampler = datasets.load(name, **options)
    x = sampler(n, np.random.default_rng(0))
    nearest = np.linalg.norm(x[:, None] - sampler.centers[None], axis=-1).argmin(axis=1)
    return sampler, x, nearest


@pytest.mark.parametrize("name", ["ring_8", "grid_25"])
def test_every_mode_is_as_likely_as_the_others(name):
    sampler, _, nearest = draw(name)
    assert stats.chisquare(np.bincount(nearest, minlength=len(sampler.centers))).pvalue > 1e-3


@pytest.mark.parametrize("name, options", [("ring_8", {}), ("grid_25", {}), ("ring_8", {"radius": 5.0, "std": 0.2})])
def test_modes_are_round_and_normal(name, options):
    sampler, x, nearest = draw(name, **options)
    off = (x - sampler.centers[nearest]) / sampler.std
    assert stats.kstest(off.ravel(), stats.norm.cdf).pvalue > 1e-3
    assert abs(np.corrcoef(off.T)[0, 1]) < 5 / np.sqrt(len(x))
    within = (np.linalg.norm(off, axis=1) < 3).mean()  # the share of high quality that a perfect GAN has
    assert within == pytest.approx(1 - np.exp(-4.5), abs=4e-3)


def test_batches_are_float32_and_go_on_where_the_generator_is():
    rng, mixture = np.random.default_rng(0), Mixture([[0, 0, 0]], 1.0)
    first, second = mixture(4, rng), mixture(4, rng)
    assert first.shape == (4, 3) and first.dtype == np.float32
    assert not np.array_equal(first, second)
    np.testing.assert_array_equal(first, mixture(4, np.random.default_rng(0)))

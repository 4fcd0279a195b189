"""`gaussian_2d`: mean and covariance as printed in the chapter that it is from."""

import re

import numpy as np
import pytest
from scipy import stats

from kerasgan import datasets


def test_mean_and_covariance_are_the_published_ones():
    sampler = datasets.load("gaussian_2d")
    assert sampler.mean.tolist() == [1.0, 2.0]
    np.testing.assert_allclose(sampler.covariance, [[1.01, 1.95], [1.95, 4.25]])
    np.testing.assert_allclose(np.linalg.eigvalsh(sampler.covariance), [0.0949, 5.1651], atol=5e-5)


@pytest.mark.parametrize("options", [{}, {"A": [[0.5, 0.0], [1.0, 2.0]], "b": [-3.0, 0.0]}])
def test_samples_are_normal_with_that_mean_and_covariance(options):
    sampler = datasets.load("gaussian_2d", **options)
    x = sampler(20_000, np.random.default_rng(0))
    assert x.shape == (20_000, 2) and x.dtype == np.float32
    distances = stats.multivariate_normal(sampler.mean, sampler.covariance)
    white = np.linalg.solve(np.linalg.cholesky(distances.cov), (x - distances.mean).T)
    assert stats.kstest((white**2).sum(axis=0), stats.chi2(2).cdf).pvalue > 1e-3
    np.testing.assert_allclose(np.cov(x.T), sampler.covariance, atol=0.2)


@pytest.mark.parametrize(
    "options, message",
    [
        ({"A": [[1, 2]]}, "`A`: expected finite numbers of shape (2, 2). Received: [[1, 2]]."),
        ({"b": "here"}, "`b`: expected finite numbers of shape (2,). Received: 'here'."),
        ({"b": [1, np.inf]}, "`b`: expected finite numbers of shape (2,). Received: [1, inf]."),
    ],
)
def test_parameters_that_will_not_do_are_named(options, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        datasets.load("gaussian_2d", **options)

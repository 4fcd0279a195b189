"""The digits of torch-fidelity and prdc, where they are installed."""

import numpy as np
import pytest

from benchmarks import peers
from kerasgan import metrics

SHAPES = [(200, 200, 8), (120, 90, 2), (300, 250, 20)]


def fidelity(name):
    """Returns a module of torch-fidelity and PyTorch; skips the test where they are not installed."""
    torch = pytest.importorskip("torch")
    try:
        return peers.torch_fidelity(name), torch
    except ImportError as missing:
        pytest.skip(str(missing))


def draw(shape):
    n, m, d = shape
    rng = np.random.default_rng(3)
    return rng.normal(size=(n, d)), rng.normal(0.3, 1.2, (m, d))


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("k", [3, 5])
def test_neighbours_are_those_of_prdc(shape, k):
    prdc = pytest.importorskip("prdc")
    real, fake = draw(shape)
    expected = prdc.compute_prdc(real, fake, nearest_k=k)
    assert metrics.precision_recall(real, fake, k=k) == pytest.approx((expected["precision"], expected["recall"]))
    assert metrics.density_coverage(real, fake, k=k) == pytest.approx((expected["density"], expected["coverage"]))


@pytest.mark.parametrize("shape", SHAPES)
def test_the_frechet_distance_is_torch_fidelity_s(shape):
    peer, torch = fidelity("metric_fid")
    real, fake = draw(shape)
    stats = [peer.fid_features_to_statistics(torch.from_numpy(x)) for x in (real, fake)]
    expected = peer.fid_statistics_to_metric(*stats, verbose=False)["frechet_inception_distance"]
    assert metrics.frechet_distance(real, fake) == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_kernel_distance_is_torch_fidelity_s_subset_by_subset(shape):
    peer, torch = fidelity("metric_kid")
    real, fake = draw(shape)
    options = dict(kid_subsets=10, kid_subset_size=50, rng_seed=2020, verbose=False)
    expected = peer.kid_features_to_metric(torch.from_numpy(real), torch.from_numpy(fake), **options)
    found = metrics.kernel_distance(real, fake, subsets=10, subset_size=50)
    assert found.mean == pytest.approx(expected["kernel_inception_distance_mean"], rel=1e-6)
    assert found.std == pytest.approx(expected["kernel_inception_distance_std"], rel=1e-6)


def test_the_inception_score_is_torch_fidelity_s():
    peer, torch = fidelity("metric_isc")
    logits = np.random.default_rng(3).normal(0, 3, (205, 10))
    expected = peer.isc_features_to_metric(torch.from_numpy(logits), shuffle=False)
    p = np.exp(logits)
    found = metrics.inception_score(p / p.sum(axis=1, keepdims=True))
    assert found.mean == pytest.approx(expected["inception_score_mean"], rel=1e-6)
    assert found.std == pytest.approx(expected["inception_score_std"], rel=1e-6)


@pytest.mark.parametrize("shape", SHAPES)
def test_precision_and_recall_are_torch_fidelity_s(shape):
    peer, torch = fidelity("metric_prc")
    real, fake = draw(shape)
    options = dict(prc_neighborhood=3, prc_batch_size=1000, save_cpu_ram=False, verbose=False)
    expected = peer.prc_features_to_metric(torch.from_numpy(fake), torch.from_numpy(real), **options)
    assert metrics.precision_recall(real, fake) == pytest.approx((expected["precision"], expected["recall"]), rel=1e-6)

"""Neighbours against all differences, squared one by one: ties, copies, far-off data, and blocks of any size."""

import sys

import numpy as np
import pytest
from scipy.spatial.distance import cdist

import kerasgan.metrics  # noqa: F401
from kerasgan.metrics import neighbours

KINDS = ["normal", "grid", "copies", "far off", "an outlier", "collapsed", "tiny", "one feature"]


def draw(kind, rng):
    points = rng.normal(size=(60, 1 if kind == "one feature" else 4))
    if kind == "grid":
        return rng.integers(0, 3, (60, 4)).astype(float) / 10  # tenths: rounding, and many ties
    if kind == "copies":
        return np.repeat(points[:12], 5, axis=0)
    if kind == "far off":
        return 1e7 + points
    if kind == "an outlier":
        points[3] = 1e6
    if kind == "collapsed":
        points[:] = 0.1
    return points * 1e-9 + 5 if kind == "tiny" else points


def squares(queries, points):
    return np.array([[np.square(x - y).sum() for y in points] for x in queries])


@pytest.fixture(params=[1, 100, 130, 2**20])
def block(request, monkeypatch):
    monkeypatch.setattr(neighbours, "BLOCK", request.param)


@pytest.mark.parametrize("k", [1, 3, 59])
@pytest.mark.parametrize("kind", KINDS)
def test_the_distance_to_the_kth_neighbour_is_exact(kind, k, block, rng):
    points = draw(kind, rng)
    others = squares(points, points)
    np.fill_diagonal(others, np.inf)
    np.testing.assert_array_equal(neighbours.radii(points, k), np.sort(others, axis=1)[:, k - 1])
    queries = rng.permutation(points)[:7] + rng.choice([0, 0.1], (7, 1))
    expected = np.sort(squares(queries, points), axis=1)[:, k - 1]
    np.testing.assert_array_equal(neighbours.kth_distances(queries, points, k), expected)


@pytest.mark.parametrize("closed", [True, False])
@pytest.mark.parametrize("kind", KINDS)
def test_who_is_in_whose_ball_is_exact_on_the_surface_too(kind, closed, block, rng):
    centers = draw(kind, rng)
    queries = np.concatenate([centers[::-1], centers[:5] * 1.01])
    radii = neighbours.radii(centers, 2)
    distances = squares(queries, centers)
    expected = distances <= radii if closed else distances < radii
    found = np.concatenate(list(neighbours.inside(queries, centers, radii, closed=closed)))
    np.testing.assert_array_equal(found, expected)


def test_distances_agree_with_scipy(rng):
    a, b = rng.normal(size=(50, 7)), rng.normal(size=(40, 7))
    expected = np.sort(cdist(a, b, "sqeuclidean"), axis=1)[:, 4]
    np.testing.assert_allclose(neighbours.kth_distances(a, b, 5), expected, rtol=1e-12)


@pytest.mark.skipif(sys.platform == "win32", reason="no peak memory there")
def test_memory_is_that_of_a_block(rng):
    """4,000 x 4,000 distances would be 128 MB; what is made on the way is below that."""
    import tracemalloc

    points = rng.normal(size=(4000, 3))
    tracemalloc.start()
    neighbours.radii(points, 3)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 60e6

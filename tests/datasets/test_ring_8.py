"""`ring_8`: eight distinct modes on the circle."""

import re

import numpy as np
import pytest

from kerasgan import datasets


def test_the_centers_are_the_eighth_roots_of_one():
    ring = datasets.load("ring_8")
    half = np.sqrt(0.5)
    expected = [(1, 0), (half, half), (0, 1), (-half, half), (-1, 0), (-half, -half), (0, -1), (half, -half)]
    np.testing.assert_allclose(ring.centers, expected, atol=1e-7)
    assert (ring.radius, ring.std) == (1.0, 0.01)


def test_no_two_modes_are_one():
    """As they are with the widely copied `linspace(0, 2 * pi, 8)`: first and last are then the same point."""
    centers = datasets.load("ring_8", radius=2.0).centers.astype("float64")
    apart = np.linalg.norm(centers[:, None] - centers[None], axis=-1)[~np.eye(8, dtype=bool)]
    np.testing.assert_allclose(apart.min(), 4 * np.sin(np.pi / 8), rtol=1e-6)
    np.testing.assert_allclose(np.linalg.norm(centers, axis=1), 2.0, rtol=1e-6)


@pytest.mark.parametrize(
    "options, message",
    [
        ({"radius": -1}, "`radius`: expected a finite number of at least 0. Received: -1."),
        ({"std": None}, "`std`: expected a finite number of at least 0. Received: None."),
    ],
)
def test_parameters_that_will_not_do_are_named(options, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        datasets.load("ring_8", **options)

"""`grid_25`: 25 modes on a square grid."""

import itertools

import pytest

from kerasgan import datasets


def test_the_centers_are_the_product_of_five_places():
    grid = datasets.load("grid_25")
    assert [tuple(center) for center in grid.centers] == list(itertools.product((-4, -2, 0, 2, 4), repeat=2))
    assert (grid.spacing, grid.std) == (2.0, 0.05)


def test_the_spacing_stretches_the_grid():
    assert datasets.load("grid_25", spacing=0.5).centers.max() == 1.0


def test_both_mistakes_are_named_at_once():
    with pytest.raises(ValueError, match="^2 problems:") as error:
        datasets.load("grid_25", spacing=True, std=-0.1)
    assert "1. `spacing`: expected a finite number of at least 0. Received: True." in str(error.value)
    assert "2. `std`: expected a finite number of at least 0. Received: -0.1." in str(error.value)

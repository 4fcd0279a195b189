"""Orthogonal regularisation by NumPy."""

import keras
import numpy as np
import pytest
from helpers import value

import kerasgan
from kerasgan import terms


def by_hand(kernels):
    total = 0
    for kernel in kernels:
        filters = kernel.reshape(-1, kernel.shape[-1]).astype("float64")
        products = filters.T @ filters
        total += 0.5 * ((products - np.diag(np.diag(products))) ** 2).sum()
    return total


@pytest.mark.parametrize("network", terms.term.NETWORKS)
def test_it_is_the_sum_of_products_of_different_filters(networks, real, network):
    gan = kerasgan.build_gan(*networks, terms=[terms.OrthogonalRegularization(0.5, network)], run_eagerly=True)
    kernels = [value(v) for v in gan.players[network].learned if v.name == "kernel"]
    logs = gan.train_on_batch(real)
    assert logs["orthogonal_regularization"] == pytest.approx(0.5 * by_hand(kernels), rel=1e-4)


def test_orthogonal_filters_cost_nothing():
    kernel = keras.initializers.Orthogonal(gain=3.0, seed=0)((3, 3, 2, 5))
    assert float(terms.orthogonal_regularization.overlap(kernel)) < 1e-6


def test_a_network_is_one_of_two():
    with pytest.raises(ValueError, match="^`network`: expected one of 'discriminator', 'generator'. Received: 'd'"):
        terms.OrthogonalRegularization(network="d")

"""Products and sums written for XLA: NumPy's numbers, and gradients of any order."""

import keras
import numpy as np
import pytest
from keras import ops

from kerasgan.networks import products
from kerasgan.training.backend import engine


def numbers(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape).astype("float32")


def numpy(tensor):
    return ops.convert_to_numpy(ops.cast(tensor, "float32"))


@pytest.mark.parametrize("given, made", [(3, 5), (5, 3), (4, 4)])
def test_a_product_and_its_gradients_are_numpys(given, made):
    """Wider or narrower: whichever of the two factors is turned around."""
    rows, matrix, weights = numbers(2, 3, given), numbers(given, made, seed=1), numbers(2, 3, made, seed=2)
    tensors = [ops.convert_to_tensor(values) for values in (rows, matrix)]
    np.testing.assert_allclose(numpy(products.product(*tensors)), rows @ matrix, rtol=1e-5, atol=1e-5)
    found = engine.gradient(lambda both: products.product(*both) * ops.convert_to_tensor(weights), tensors)
    wanted = weights @ matrix.T, rows.reshape(-1, given).T @ weights.reshape(-1, made)
    for one, other in zip(found, wanted):
        np.testing.assert_allclose(numpy(one), other, rtol=1e-5, atol=1e-5)


def test_a_gradient_can_be_differentiated_again():
    """The sum of (x M)**2 has the gradient 2 x M M', and the square of that by M, by NumPy."""
    rows, matrix = numbers(6, 4), numbers(4, 2, seed=1)

    def slope(matrix):
        square = lambda rows: ops.square(products.product(rows, matrix))  # noqa: E731
        return ops.square(engine.gradient(square, ops.convert_to_tensor(rows)))

    found = engine.gradient(slope, ops.convert_to_tensor(matrix))
    by_slope = 8 * rows @ matrix @ matrix.T
    wanted = by_slope.T @ (rows @ matrix) + rows.T @ (by_slope @ matrix)
    np.testing.assert_allclose(numpy(found), wanted, rtol=1e-4, atol=1e-4)


def test_a_bias_learns_from_all_rows():
    rows, row, weights = numbers(2, 3, 4), numbers(4, seed=1), numbers(2, 3, 4, seed=2)
    tensors = [ops.convert_to_tensor(values) for values in (rows, row)]
    np.testing.assert_allclose(numpy(products.added(*tensors)), rows + row, rtol=1e-6)
    weigh = ops.convert_to_tensor(weights)
    by_rows, by_row = engine.gradient(lambda both: products.added(*both) * weigh, tensors)
    np.testing.assert_allclose(numpy(by_rows), weights, rtol=1e-6)
    np.testing.assert_allclose(numpy(by_row), weights.sum(axis=(0, 1)), rtol=1e-5, atol=1e-6)


def test_half_precision_adds_up_in_whole_precision():
    """A thousand ones and a thousandth each: in bfloat16 itself the sum would stop at 256."""
    rows = ops.cast(np.full((1000, 2), 1.0, "float32"), "bfloat16")
    assert numpy(products.total(rows)).tolist() == [1000.0, 1000.0]
    assert keras.backend.standardize_dtype(products.total(rows).dtype) == "bfloat16"

"""Products and sums whose gradients JAX's compiler would compute slowly on a CPU; elsewhere what Keras has.

Two facts about XLA's products and sums there, both measured, hold for all of this:

- The gradient by a matrix adds up over all rows, `rows.T @ gradient`. Where the wider of the two is turned around, it
  takes two to three times as long as the other way, and XLA writes both ways as the first. A barrier keeps them apart.
- A sum over rows takes four to seven times as long as the product of a row of ones with them.
"""

import functools

import keras
from keras import ops


def product(rows, matrix):
    """Returns `ops.matmul(rows, matrix)`.

    Args:
        rows: Tensor `(..., k)`.
        matrix: Tensor `(k, n)`.

    Returns:
        Tensor `(..., n)`.
    """
    if keras.backend.backend() != "jax":
        return ops.matmul(rows, matrix)
    return _product_of_jax()(ops.convert_to_tensor(rows), ops.convert_to_tensor(matrix))


def added(rows, row):
    """Returns `ops.add(rows, row)`: a bias.

    Args:
        rows: Tensor `(..., n)`.
        row: Tensor `(n,)`.

    Returns:
        Tensor `(..., n)`.
    """
    if keras.backend.backend() != "jax":
        return ops.add(rows, row)
    return _sum_of_jax()(ops.convert_to_tensor(rows), ops.convert_to_tensor(row))


def total(rows):
    """Returns the sum of the rows of a matrix `(k, n)`, a row `(n,)`, as a product; it adds up in whole precision."""
    wide = keras.backend.result_type(keras.backend.standardize_dtype(rows.dtype), "float32")
    found = ops.matmul(ops.ones((1, rows.shape[0]), wide), ops.cast(rows, wide))[0]
    return ops.cast(found, rows.dtype)


def as_matrix(rows):
    """Returns a tensor `(..., n)` as a matrix `(k, n)`."""
    return ops.reshape(rows, (-1, rows.shape[-1]))


@functools.cache
def _product_of_jax():
    import jax

    @jax.custom_vjp
    def multiplied(rows, matrix):
        return jax.numpy.matmul(rows, matrix)

    def forward(rows, matrix):
        return multiplied(rows, matrix), (rows, matrix)

    def backward(given, gradient):
        rows, matrix = given
        return multiplied(gradient, matrix.T), summed(as_matrix(rows), as_matrix(gradient))

    def summed(rows, gradient):
        """Returns `rows.T @ gradient`, the narrower of the two turned around."""
        if rows.shape[-1] <= gradient.shape[-1]:
            return rows.T @ gradient
        return jax.lax.optimization_barrier(gradient.T @ rows).T

    multiplied.defvjp(forward, backward)
    return multiplied


@functools.cache
def _sum_of_jax():
    import jax

    @jax.custom_vjp
    def plus(rows, row):
        return rows + row

    plus.defvjp(lambda rows, row: (rows + row, None), lambda _, gradient: (gradient, total(as_matrix(gradient))))
    return plus

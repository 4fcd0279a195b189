"""What the machine can do at best: the rate of large float32 matrix products on all cores."""

import time

import numpy as np

SIZE = 2048


def products(backend):
    """Returns functions without arguments, by name, that multiply two large matrices and wait for the result.

    Args:
        backend: `"tensorflow"`, `"jax"` or `"torch"`; NumPy's product is always among them.
    """
    a = np.random.default_rng(0).random((SIZE, SIZE), dtype=np.float32)
    return {"numpy": lambda: a @ a, backend: {"tensorflow": _tensorflow, "jax": _jax, "torch": _torch}[backend](a)}


def measure(product, seconds):
    """Returns operations per second of `product`, over about `seconds`."""
    count, start = 0, time.perf_counter()
    while count == 0 or time.perf_counter() - start < seconds:
        product()
        count += 1
    return count * 2 * SIZE**3 / (time.perf_counter() - start)


def _tensorflow(a):
    import tensorflow as tf

    x = tf.constant(a)
    compiled = tf.function(lambda: tf.matmul(x, x)[0, 0])
    return lambda: compiled().numpy()


def _jax(a):
    import jax

    x = jax.numpy.asarray(a)
    compiled = jax.jit(lambda x: x @ x)
    return lambda: compiled(x).block_until_ready()


def _torch(a):
    import torch

    x = torch.from_numpy(a)
    return lambda: x @ x

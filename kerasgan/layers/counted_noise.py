"""Random numbers of a layer that are the same on every backend, from the state of a Keras `SeedGenerator`.

Keras draws other numbers on each backend, and on PyTorch it reads the seed on the host, which keeps a step from being
traced. These are arithmetic of 32-bit integers: the state and the place of a number say what it is.
"""

import math

from keras import ops

from kerasgan.checks.types import Shape, Tensor

# How MurmurHash3 by Austin Appleby (public domain) mixes 32 bits: shift, multiply, shift, multiply, shift.
SHIFTS, FACTORS = (16, 13, 16), (0x85EBCA6B - 2**32, 0xC2B2AE35 - 2**32)
STEP = 0x9E3779B9 - 2**32  # 2**32 by the golden ratio, odd: neighbours become far apart
BITS = 23  # float32 holds so many and a half exactly


def uniform(state: Tensor, shape: Shape) -> Tensor:
    """Returns numbers above 0 and below 1, float32.

    Args:
        state: Tensor of two integers, what `SeedGenerator.next()` returns.
        shape: Tuple of integers, or of scalar tensors where they are not known before.
    """
    shape = [ops.cast(size, "int32") if ops.is_tensor(size) else size for size in shape]
    places = ops.arange(math.prod(shape[1:], start=shape[0]), dtype="int32")
    seed, count = ops.unstack(ops.cast(state, "int32"), 2)
    mixed = scrambled(scrambled(places * STEP + seed) + count * STEP)
    high = ops.cast(_shifted(mixed, 32 - BITS), "float32")
    return ops.reshape((high + 0.5) * 2.0**-BITS, shape)


def normal(state: Tensor, shape: Shape) -> Tensor:
    """Returns numbers of N(0, 1), float32, by Box and Muller's formula; the arguments are those of `uniform`."""
    length, angle = ops.unstack(uniform(state, (2, *shape)), 2)
    return ops.sqrt(-2.0 * ops.log(length)) * ops.cos(2.0 * math.pi * angle)


def scrambled(values: Tensor) -> Tensor:
    """Returns 32-bit integers whose bits depend each on all bits of `values`."""
    for shift, factor in zip(SHIFTS, (*FACTORS, 1)):
        values = ops.bitwise_xor(values, _shifted(values, shift)) * factor
    return values


def _shifted(values, by):
    """Returns integers shifted to the right, zeros moving in also where they are negative."""
    return ops.bitwise_and(ops.bitwise_right_shift(values, by), 2 ** (32 - by) - 1)

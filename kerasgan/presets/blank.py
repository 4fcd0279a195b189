"""Networks built to be given their weights at once: without drawing random ones first.

On JAX each random initialiser of each shape is a program that is compiled, 16 seconds of them for one entry of the zoo,
and all of it is overwritten a moment later.
"""

import contextlib
import contextvars
import functools
import threading

import keras
import numpy as np

_HERE = contextvars.ContextVar("blank", default=False)  # in this thread: another may build networks of its own
_ONE_AT_A_TIME = threading.RLock()


@contextlib.contextmanager
def weights():
    """Within this context, in this thread, all that Keras's initialisers draw is zero.

    Example:

    >>> with weights():
    ...     layer = keras.layers.Dense(2)
    ...     layer.build((None, 3))
    >>> float(keras.ops.sum(keras.ops.abs(layer.kernel)))
    0.0
    """
    with _ONE_AT_A_TIME, contextlib.ExitStack() as stack:
        for initializer in drawing():
            stack.enter_context(replaced(initializer))
        token = _HERE.set(True)
        stack.callback(_HERE.reset, token)
        yield


def drawing():
    """Returns the classes of Keras's initialisers that draw numbers, and that of zeros, which JAX compiles too."""
    found = {part for known in vars(keras.initializers).values() if isinstance(known, type) for part in known.__mro__}
    names = ("RandomInitializer", keras.initializers.Zeros.__name__)
    return [cls for cls in found if "__call__" in vars(cls) and any(base.__name__ in names for base in cls.__mro__)]


@contextlib.contextmanager
def replaced(initializer):
    """Within this context an initialiser gives zeros where `weights` is in force."""
    original = initializer.__call__

    @functools.wraps(original)
    def call(self, shape, dtype=None, **options):
        if not _HERE.get():
            return original(self, shape, dtype, **options)
        return keras.ops.convert_to_tensor(np.zeros(shape), dtype=keras.backend.standardize_dtype(dtype))

    initializer.__call__ = call
    try:
        yield
    finally:
        initializer.__call__ = original

"""Averages of weights, as an optimizer of Keras's keeps them (`use_ema`)."""

import contextlib

import numpy as np
from keras import ops


def of(optimizer, variables):
    """Returns (variable, the optimizer's variable with its average) for each of `variables` that has an average.

    Args:
        optimizer: `keras.optimizers.Optimizer` that was built for `variables`.
        variables: List of variables.

    Returns:
        List of pairs; empty before the first update, when there is nothing to average.
    """
    optimizer = getattr(optimizer, "inner_optimizer", optimizer)
    if not getattr(optimizer, "use_ema", False) or not int(ops.convert_to_numpy(optimizer.iterations)):
        return []
    pairs = zip(variables, optimizer._model_variables_moving_average)
    return [(variable, average) for variable, average in pairs if average is not None]


def take(pairs):
    """Gives each variable its average as its value.

    Args:
        pairs: List of (variable, its average), as `of` returns it.
    """
    for variable, average in pairs:
        variable.assign(np.array(ops.convert_to_numpy(average)))  # JAX uses up an array that two variables share


@contextlib.contextmanager
def in_place(pairs):
    """Within this context each variable has its average as its value; afterwards what it had before.

    Args:
        pairs: List of (variable, its average), as `of` returns it.
    """
    before = [(variable, np.array(ops.convert_to_numpy(variable))) for variable, _ in pairs]
    try:
        take(pairs)
        yield
    finally:
        for variable, value in before:
            variable.assign(value)

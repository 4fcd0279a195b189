"""Averages of weights, where an optimizer keeps some."""

import keras
import numpy as np
import pytest
from helpers import value

from kerasgan.training import averages


def built(optimizer):
    variables = [keras.Variable(np.array(start, "float32")) for start in ([1.0, 2.0], 3.0)]
    optimizer.build(variables)
    return optimizer, variables


def update(optimizer, variables):
    inner = getattr(optimizer, "inner_optimizer", optimizer)
    inner.apply([keras.ops.ones(variable.shape) for variable in variables])


@pytest.mark.parametrize("wrap", [lambda one: one, keras.optimizers.LossScaleOptimizer])
def test_they_are_those_by_hand(wrap):
    optimizer, variables = built(wrap(keras.optimizers.SGD(1.0, use_ema=True, ema_momentum=0.75)))
    assert averages.of(optimizer, variables) == []  # nothing to average yet
    for _ in range(3):
        update(optimizer, variables)
    found = averages.of(optimizer, variables)
    assert [variable for variable, _ in found] == variables
    for (_, average), start in zip(found, ([1.0, 2.0], 3.0)):
        one, two, three = (np.array(start) - step for step in (1, 2, 3))
        np.testing.assert_allclose(value(average), 0.75 * (0.75 * one + 0.25 * two) + 0.25 * three, rtol=1e-6)


def test_an_optimizer_without_keeps_none():
    optimizer, variables = built(keras.optimizers.SGD(1.0))
    update(optimizer, variables)
    assert averages.of(optimizer, variables) == []

"""Averages of weights, where an optimizer keeps some."""

import keras
import numpy as np
import pytest
from helpers import moved, sgd, value, values

import kerasgan
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


def test_compiling_anew_keeps_what_samples_are_made_by(real):
    """The averages would go with the optimizer that keeps them: G takes them as its weights."""
    gan = kerasgan.build_gan(
        kerasgan.build_generator("mlp", (2,), latent_dim=3, hidden=(4,)),
        kerasgan.build_discriminator("mlp", (2,), hidden=(4,)),
        g_optimizer=sgd(use_ema=True, ema_momentum=0.5),
        d_optimizer=sgd(),
    )
    for _ in range(2):
        gan.train_on_batch(real[:, :2])
    learning, samples = values(gan.generator.variables), gan.sample(5, seed=0)
    gan.compile(g_optimizer=sgd(), d_optimizer=sgd())
    assert moved(learning, values(gan.generator.variables))
    np.testing.assert_allclose(gan.sample(5, seed=0), samples, rtol=1e-5, atol=1e-6)

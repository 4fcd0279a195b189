"""Two optimizers seen and saved as one."""

import re

import keras
import numpy as np
import pytest
from helpers import sgd, value, values

import kerasgan
from kerasgan.training import optimizers


def test_variables_are_those_of_both_halves(gan):
    assert [id(v) for v in gan.optimizer.variables] == [
        id(v) for half in (gan.optimizer.g, gan.optimizer.d) for v in half.variables
    ]


def test_iterations_and_learning_rate_are_the_generators(gan, real):
    gan.train_on_batch(real)
    assert int(value(gan.optimizer.iterations)) == 1
    assert float(value(gan.optimizer.learning_rate)) == pytest.approx(0.1)


def test_setting_the_learning_rate_keeps_the_ratio_of_the_two(networks):
    gan = kerasgan.build_gan(*networks, g_optimizer=sgd(0.1), d_optimizer=sgd(0.4))
    gan.optimizer.learning_rate = 0.05
    assert float(value(gan.optimizer.g.learning_rate)) == pytest.approx(0.05)
    assert float(value(gan.optimizer.d.learning_rate)) == pytest.approx(0.2)


def test_the_ratio_of_the_two_outlives_a_rate_of_0(networks):
    gan = kerasgan.build_gan(*networks, g_optimizer=sgd(0.1), d_optimizer=sgd(0.4))
    rates = []
    for rate in (0.0, 0.0, 0.1):
        gan.optimizer.learning_rate = rate
        rates.append(float(value(gan.optimizer.d.learning_rate)))
    assert rates == pytest.approx([0.0, 0.0, 0.4])


def pair(g, d):
    given = {"generator": ("g_optimizer", g), "discriminator": ("d_optimizer", d)}
    return optimizers.joined(given, {"generator": "g", "discriminator": "d"})


def test_the_config_makes_the_same_pair():
    both = pair(sgd(0.3, momentum=0.9), keras.optimizers.Adam(0.2, use_ema=True))
    copy = keras.optimizers.deserialize(keras.optimizers.serialize(both))
    assert copy.get_config() == both.get_config()
    assert copy.d.use_ema and copy.g.momentum == 0.9


@pytest.mark.parametrize("identifier", ["adam", "Adam", {"class_name": "Adam", "config": {"learning_rate": 0.01}}])
def test_a_half_is_given_by_name_config_or_object(networks, identifier):
    gan = kerasgan.build_gan(*networks, g_optimizer=identifier, d_optimizer=keras.optimizers.Adam())
    assert type(gan.optimizer.g).__name__ == "Adam"


def test_unknown_names_are_answered_with_the_nearest():
    with pytest.raises(ValueError) as error:
        pair("adamm", "sdg")
    message = str(error.value)
    assert message.startswith("2 problems:\n  1. `g_optimizer`: expected one of 'adadelta', ")
    assert "Received: 'adamm'. Did you mean 'adam'?" in message
    assert "`d_optimizer`: expected one of" in message and "Did you mean 'sgd'?" in message


def test_a_shared_optimizer_is_refused(networks):
    shared = sgd()
    expected = (
        "`g_optimizer` and `d_optimizer` are one and the same object: an optimizer keeps a state for each weight, so "
        "each network needs its own. Create two."
    )
    with pytest.raises(ValueError, match=f"^{re.escape(expected)}$"):
        kerasgan.build_gan(*networks, g_optimizer=shared, d_optimizer=shared)


def test_an_optimizer_in_use_elsewhere_is_refused(gan, networks):
    with pytest.raises(ValueError, match="`d_optimizer` is already in use: it was built for the weights of another"):
        kerasgan.build_gan(*networks, g_optimizer=sgd(), d_optimizer=gan.optimizer.d)


def test_fit_leaves_the_raw_weights_where_an_average_is_kept(networks, real):
    """Keras overwrites weights by their average when `fit` ends; that would lose the state of a GAN's game."""
    gan = kerasgan.build_gan(*networks, g_optimizer=sgd(0.1, use_ema=True, ema_momentum=0.9), d_optimizer=sgd(0.1))
    gan.fit(real, batch_size=4, epochs=2, verbose=0)
    averages = gan.optimizer.g._model_variables_moving_average
    assert not np.array_equal(value(gan.generator.weights[0]), value(averages[0]))


def test_there_is_no_update_of_both_at_once(gan):
    with pytest.raises(NotImplementedError, match="An adversarial step calls each player's own optimizer"):
        gan.optimizer.apply(values(gan.generator.weights))


def test_float16_scales_the_loss_of_each_half():
    keras.config.set_dtype_policy("mixed_float16")
    try:
        both = pair("sgd", "sgd")
    finally:
        keras.config.set_dtype_policy("float32")
    assert {type(half).__name__ for half in both.optimizers} == {"LossScaleOptimizer"}

"""What samples are made by: the weights of the moment, and on JAX one program for all calls of one size."""

import keras
import numpy as np
import pytest
from helpers import sgd

import kerasgan


@keras.saving.register_keras_serializable("tests")
class Counting(keras.layers.Layer):
    """Doubles its inputs and counts how often it is called outside of training."""

    calls = 0

    def call(self, inputs, training=None):
        type(self).calls += not training
        return 2 * inputs


@pytest.fixture
def counted():
    layers = [keras.Input((3,)), keras.layers.Dense(4, use_bias=False), Counting()]
    gan = kerasgan.build_gan(
        keras.Sequential(layers),
        kerasgan.build_discriminator("mlp", input_shape=(4,), hidden=(6,)),
        g_optimizer=sgd(use_ema=True, ema_momentum=0.5),
        d_optimizer=sgd(),
    )
    Counting.calls = 0
    return gan


def by_hand(kernel, seed, n=5):
    return 2 * np.random.default_rng(seed).uniform(-1, 1, (n, 3)).astype("float32") @ kernel


def test_samples_follow_the_weights_between_two_calls(counted, real):
    """Assigned ones, the average once there is one, and the average as it moves on."""
    kernel = counted.generator.get_weights()[0]
    np.testing.assert_allclose(counted.sample(5, seed=1), by_hand(kernel, 1), rtol=1e-4, atol=1e-5)
    counted.generator.set_weights([kernel + 1])
    np.testing.assert_allclose(counted.sample(5, seed=2), by_hand(kernel + 1, 2), rtol=1e-4, atol=1e-5)
    for _ in range(2):
        counted.train_on_batch(real)
        average = np.array(keras.ops.convert_to_numpy(counted.optimizer.g._model_variables_moving_average[0]))
        np.testing.assert_allclose(counted.sample(5, seed=3), by_hand(average, 3), rtol=1e-4, atol=1e-5)


@pytest.mark.skipif(keras.backend.backend() != "jax", reason="the others run operation by operation at once")
def test_jax_compiles_a_generator_once_for_each_size(counted, real):
    counted.sample(5)
    counted.sample(5)
    counted.train_on_batch(real)
    counted.sample(5)
    assert Counting.calls == 1
    counted.sample(7, batch_size=5)  # 5, and 2
    assert Counting.calls == 2


@pytest.mark.parametrize("option", [{"run_eagerly": True}, {"jit_compile": False}])
def test_what_is_not_to_be_compiled_samples_as_it_is_written(counted, option):
    counted.compile(**option)
    counted.sample(5)
    counted.sample(5)
    assert Counting.calls == 2

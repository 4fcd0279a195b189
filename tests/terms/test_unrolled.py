"""Unrolling against finite differences through D's updates, written out in NumPy."""

import copy

import keras
import numpy as np
import oracle
import pytest
from helpers import sgd

import kerasgan
from kerasgan import terms


def unrolled_loss(g, d, real, noise, steps, rate):
    """G's loss under the D of `steps` plain updates later."""
    imagined, optimizer = copy.deepcopy(d), oracle.SGD(rate)
    for _ in range(steps):
        oracle.discriminator_update(g, imagined, optimizer, real, noise)
    return -np.log(oracle.sigmoid(imagined.forward(g.forward(noise)[0])[0])).mean()


@pytest.mark.parametrize("steps", [1, 3])
def test_g_descends_through_the_updates_of_d_and_d_takes_one_plain_step(networks, real, rng, steps):
    gan = kerasgan.build_gan(
        *networks, terms=[terms.Unrolled(steps, learning_rate=0.5)], g_optimizer=sgd(0.1), d_optimizer=sgd(0.1)
    )
    g = oracle.Dense2(networks[0].get_weights(), "relu")
    d = oracle.Dense2(networks[1].get_weights(), "tanh")
    noise = rng.normal(size=(2, 8, 3)).astype("float32")
    x, z = real.astype("float64"), noise.astype("float64")
    oracle.discriminator_update(g, d, oracle.SGD(0.1), x, z[0])
    loss = unrolled_loss(g, d, x, z[1], steps, 0.5)
    slopes = oracle.numerical_gradients(lambda: unrolled_loss(g, d, x, z[1], steps, 0.5), g.weights)
    logs = gan.train_on_batch(real, noise=noise)
    assert logs["g_loss"] == pytest.approx(loss, rel=1e-4)
    assert list(logs) == ["d_loss", "g_loss", "d_accuracy", "jsd"]
    for found, before, slope in zip(networks[0].get_weights(), g.weights, slopes):
        np.testing.assert_allclose(found, before - 0.1 * slope, rtol=1e-3, atol=1e-5)
    for found, expected in zip(networks[1].get_weights(), d.weights):
        np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-5)


def test_the_rate_is_that_of_d_by_default_and_adam_is_adam(rng):
    from kerasgan.terms.unrolled import adam

    theirs = oracle.Adam(1.0, 0.5, 0.999, epsilon=0.0)
    weights, memory = [np.zeros(3)], None
    ours = np.zeros(3)
    for count in (1, 2, 3):
        slope = rng.normal(size=3).astype("float32")
        weights = theirs.step(weights, [slope])
        moves, memory = adam([keras.ops.convert_to_tensor(slope)], memory, count)
        ours = ours - keras.ops.convert_to_numpy(moves[0])
    np.testing.assert_allclose(ours, weights[0], atol=1e-2)  # our epsilon is 1e-4


@pytest.fixture
def policy():
    """Sets the policy of what is built from here on, and sets it back."""
    yield keras.mixed_precision.set_dtype_policy
    keras.mixed_precision.set_dtype_policy("float32")


def test_networks_in_half_precision_are_refused_under_any_policy(policy, networks):
    policy("mixed_float16")
    d = kerasgan.build_discriminator("mlp", (4,), hidden=3)
    policy("float32")
    with pytest.raises(ValueError, match="Use 'float32' or 'mixed_bfloat16'.$"):
        kerasgan.build_gan(networks[0], d, terms=["unrolled"])


def test_bfloat16_unrolls_as_the_message_says(policy, real):
    policy("mixed_bfloat16")
    g, d = kerasgan.build_generator("mlp", (4,), 3, hidden=5), kerasgan.build_discriminator("mlp", (4,), hidden=5)
    gan = kerasgan.build_gan(g, d, terms=[terms.Unrolled(2)], jit_compile=False)
    before = g.get_weights()[0].copy()
    assert np.isfinite(list(gan.train_on_batch(real).values())).all()
    assert (g.get_weights()[0] != before).any()


def test_half_precision_is_refused(networks):
    keras.mixed_precision.set_dtype_policy("mixed_float16")
    try:
        with pytest.raises(ValueError, match="^`terms`: Unrolled does not work under the 'mixed_float16' policy"):
            kerasgan.build_gan(*networks, terms=["unrolled"])
    finally:
        keras.mixed_precision.set_dtype_policy("float32")

"""How a network ends: the range of G, D's logits and probabilities."""

import math

import keras
import numpy as np
import pytest
from helpers import value, values
from keras import layers, ops
from small_models import Subclassed, flattened_twice, functional, nested, sequential

from kerasgan import networks
from kerasgan.networks import ends

INFINITE = math.inf


# === The last activation ===

ENDS = {
    "sequential": (lambda: sequential(layers.Dense(4, activation="tanh")), "tanh", (-1, 1)),
    "functional": (lambda: functional(layers.Dense(2, activation="sigmoid")), "sigmoid", (0, 1)),
    "linear dense": (lambda: sequential(layers.Dense(4)), "linear", (-INFINITE, INFINITE)),
    "linear convolution": (
        lambda: keras.Sequential([keras.Input((4, 4, 1)), layers.Conv2DTranspose(1, 3)]),
        "linear",
        (-INFINITE, INFINITE),
    ),
    "nested": (lambda: nested(sequential(layers.Dense(4, activation="tanh"))), "tanh", (-1, 1)),
    "twice nested": (lambda: nested(nested(sequential(layers.Dense(2, activation="relu")))), "relu", (0, INFINITE)),
    "nested sequential": (
        lambda: sequential(sequential(layers.Dense(4, activation="tanh")), layers.Reshape((2, 2))),
        "tanh",
        (-1, 1),
    ),
    "activation layer": (lambda: sequential(layers.Dense(4), layers.Activation("sigmoid")), "sigmoid", (0, 1)),
    "relu layer": (lambda: sequential(layers.Dense(4), layers.ReLU()), "relu", (0, INFINITE)),
    "softmax layer": (lambda: sequential(layers.Dense(4), layers.Softmax()), "softmax", (0, 1)),
    "leaky relu layer": (lambda: sequential(layers.Dense(4), layers.LeakyReLU()), "leaky_relu", (-INFINITE, INFINITE)),
    "leaking relu layer": (
        lambda: sequential(layers.Dense(4), layers.ReLU(negative_slope=0.2)),
        "leaky_relu",
        (-INFINITE, INFINITE),
    ),
    "capped relu layer": (lambda: sequential(layers.Dense(4), layers.ReLU(max_value=2.0)), "relu", (0, INFINITE)),
    "relu6": (lambda: sequential(layers.Dense(4, activation="relu6")), "relu6", (0, 6)),
    "softplus": (lambda: sequential(layers.Dense(4, activation="softplus")), "softplus", (0, INFINITE)),
    "softsign": (lambda: sequential(layers.Dense(4, activation="softsign")), "softsign", (-1, 1)),
    "exponential": (lambda: sequential(layers.Dense(4, activation="exponential")), "exponential", (0, INFINITE)),
    "hard sigmoid": (lambda: sequential(layers.Dense(4, activation="hard_sigmoid")), "hard_sigmoid", (0, 1)),
    "hard tanh": (lambda: sequential(layers.Dense(4, activation="hard_tanh")), "hard_tanh", (-1, 1)),
    "reshaped": (lambda: sequential(layers.Dense(4, activation="tanh"), layers.Reshape((2, 2))), "tanh", (-1, 1)),
    "reshaped and flattened": (
        lambda: sequential(layers.Dense(4, activation="sigmoid"), layers.Reshape((2, 2, 1)), layers.Flatten()),
        "sigmoid",
        (0, 1),
    ),
    "flattened by a layer in use before": (flattened_twice, "sigmoid", (0, 1)),
    "wrapped": (
        lambda: sequential(layers.SpectralNormalization(layers.Dense(4, activation="sigmoid"))),
        "sigmoid",
        (0, 1),
    ),
    "wrapped linear": (
        lambda: sequential(layers.SpectralNormalization(layers.Dense(4))),
        "linear",
        (-INFINITE, INFINITE),
    ),
    "operation": (lambda: functional(ops.sigmoid), "sigmoid", (0, 1)),
    "operation tanh": (lambda: functional(ops.tanh), "tanh", (-1, 1)),
    "scaled afterwards": (lambda: functional(lambda x: 3 * ops.tanh(x)), "multiply", (-INFINITE, INFINITE)),
    "normalised afterwards": (
        lambda: sequential(layers.Dense(4, activation="tanh"), layers.BatchNormalization()),
        "batchnormalization",
        (-INFINITE, INFINITE),
    ),
    "dropped out afterwards": (
        lambda: sequential(layers.Dense(4, activation="tanh"), layers.Dropout(0.5)),
        "dropout",
        (-INFINITE, INFINITE),
    ),
    "own function": (
        lambda: sequential(layers.Dense(4, activation=lambda x: 2 * ops.tanh(x))),
        "<lambda>",
        (-INFINITE, INFINITE),
    ),
    "subclassed": (lambda: Subclassed(4), None, (-INFINITE, INFINITE)),
    "the first of two outputs": (
        lambda: functional(lambda x: [ops.tanh(x), ops.sigmoid(x)]),
        "tanh",
        (-1, 1),
    ),
}


@pytest.mark.parametrize("name", ENDS)
def test_the_last_activation_and_its_range_are_found(name):
    make, activation, reached = ENDS[name]
    model = make()
    assert networks.last_activation(model) == activation
    assert networks.output_range(model) == reached
    assert (networks.ends_in_logits(model) is False) == (activation == "sigmoid")


def test_each_output_of_a_model_inside_has_its_own_activation():
    inner = functional(lambda x: [ops.tanh(x), layers.Dense(1, activation="sigmoid")(x), layers.Dense(1)(x)])
    x = keras.Input(inner.input_shape[1:])
    tanh, sigmoid, linear = inner(x)
    outer = keras.Model(x, [linear, tanh, sigmoid])
    assert [networks.last_activation(outer, number) for number in range(3)] == ["linear", "tanh", "sigmoid"]


@pytest.mark.parametrize("name", [name for name, (_, activation, _) in ENDS.items() if activation])
def test_no_output_leaves_the_range_that_was_read_off(name, rng):
    """The models themselves are the oracle, on inputs large enough to reach the ends."""
    model = ENDS[name][0]()
    inputs = rng.normal(0, 30, (50, *model.input_shape[1:])).astype("float32")
    found = value(model(ops.convert_to_tensor(inputs)))
    low, high = networks.output_range(model)
    assert found.min() >= low and found.max() <= high


@pytest.mark.parametrize("name", ends._RANGES)
def test_ranges_are_those_of_the_activations_of_keras(name):
    low, high = ends._RANGES[name]
    x = ops.convert_to_tensor(np.linspace(-80, 80, 3201, dtype="float32").reshape(-1, 1))
    x = ops.concatenate([x, -x], axis=1)  # softmax needs company
    found = value(keras.activations.get(name)(x))
    for end, reached in ((low, found.min()), (high, found.max())):
        if math.isfinite(end):
            assert reached == pytest.approx(end, abs=0.02)
        else:
            assert abs(reached) >= 79 and reached * end > 0


def test_convolutions_are_found_in_nested_models_too():
    inner = keras.Sequential([keras.Input((4, 4, 1)), layers.Conv2D(1, 3), layers.Flatten()])
    assert networks.convolves(inner)
    assert networks.convolves(keras.Sequential([keras.Input((4, 4, 1)), inner, layers.Dense(1)]))
    assert not networks.convolves(sequential(layers.Dense(1)))


# === Logits ===


def logits_by_hand(model, x):
    kernel, bias = values(model.trainable_variables)
    return x @ kernel + bias


def big_inputs(rng):
    return rng.normal(0, 40, (16, 3)).astype("float32")


def verdicts(model, x):
    return ops.convert_to_numpy(model(ops.convert_to_tensor(x)))


SIGMOID_ENDS = {
    "dense": lambda: sequential(layers.Dense(1, activation="sigmoid")),
    "activation layer": lambda: sequential(layers.Dense(1), layers.Activation("sigmoid")),
    "nested": lambda: nested(sequential(layers.Dense(1, activation="sigmoid"))),
    "wrapped": lambda: sequential(layers.SpectralNormalization(layers.Dense(1, activation="sigmoid"))),
    "reshaped": lambda: sequential(layers.Dense(1, activation="sigmoid"), layers.Reshape((1, 1)), layers.Flatten()),
}


@pytest.mark.parametrize("name", SIGMOID_ENDS)
def test_a_sigmoid_layer_gives_exact_logits_where_probabilities_are_0_and_1(name, rng):
    discriminator, x = SIGMOID_ENDS[name](), big_inputs(rng)
    probabilities = verdicts(discriminator, x)
    assert {0.0, 1.0} & set(probabilities.ravel()), "the inputs are not extreme enough for this test"
    with networks.linear_ends(discriminator) as found:
        to_logits = next(iter(found))
        logits = ops.convert_to_numpy(to_logits(discriminator(ops.convert_to_tensor(x))))
    np.testing.assert_allclose(logits, logits_by_hand(discriminator, x), rtol=1e-4, atol=1e-4)
    np.testing.assert_array_equal(verdicts(discriminator, x), probabilities)


def test_logits_pass_unchanged(rng):
    discriminator, x = sequential(layers.Dense(1)), big_inputs(rng)
    with networks.linear_ends(discriminator) as found:
        to_logits = next(iter(found))
        found = ops.convert_to_numpy(to_logits(discriminator(ops.convert_to_tensor(x))))
    np.testing.assert_array_equal(found, verdicts(discriminator, x))


def test_a_sigmoid_operation_is_inverted_instead(rng):
    x = keras.Input((3,))
    discriminator = keras.Model(x, ops.sigmoid(layers.Dense(1)(x)))
    x = rng.normal(0, 1, (16, 3)).astype("float32")
    with networks.linear_ends(discriminator) as found:
        to_logits = next(iter(found))
        logits = ops.convert_to_numpy(to_logits(discriminator(ops.convert_to_tensor(x))))
    np.testing.assert_allclose(logits, logits_by_hand(discriminator, x), rtol=1e-3, atol=1e-3)


def test_inverted_probabilities_are_the_logit_function_and_stay_finite():
    from scipy.special import logit

    p = np.array([0.001, 0.2, 0.5, 0.9, 0.999], "float32")
    np.testing.assert_allclose(value(networks.logits_of_probabilities(ops.convert_to_tensor(p))), logit(p), rtol=1e-4)
    certain = value(networks.logits_of_probabilities(ops.convert_to_tensor(np.array([0.0, 1.0], "float32"))))
    np.testing.assert_allclose(certain, [logit(1e-7), -logit(1e-7)], rtol=0.02)


def test_the_sigmoid_comes_back_after_an_exception():
    discriminator = sequential(layers.Dense(1, activation="sigmoid"))
    with pytest.raises(KeyError), networks.linear_ends(discriminator):
        assert networks.last_activation(discriminator) == "linear"
        raise KeyError
    assert networks.last_activation(discriminator) == "sigmoid"


ANY = (-math.inf, math.inf)


@pytest.mark.parametrize("scale, offset, wanted", [(0.5, 0.5, (0, 1)), (-2, 1, (-1, 3)), ([1.0], 0.0, ANY)])
def test_a_rescaling_moves_the_range(scale, offset, wanted):
    stack = [keras.Input((3,)), layers.Dense(4, "tanh"), layers.Rescaling(scale, offset), layers.Reshape((2, 2))]
    assert networks.output_range(keras.Sequential(stack)) == wanted

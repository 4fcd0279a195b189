"""What is read off any two Keras models, and every way in which two don't make a GAN."""

import gc
import math
import re
import weakref

import keras
import numpy as np
import pytest
from helpers import value, values
from keras import layers, ops

from kerasgan import networks

INFINITE = math.inf


def sequential(*stack, size=3, name=None):
    return keras.Sequential([keras.Input((size,)), *stack], name=name)


def functional(end, size=3):
    x = keras.Input((size,))
    return keras.Model(x, end(layers.Dense(4)(x)))


def nested(inner):
    x = keras.Input((3,))
    return keras.Model(x, inner(x))


def flattened_twice():
    x, flatten = keras.Input((3,)), layers.Flatten()
    return keras.Model(x, flatten(layers.Dense(2, activation="sigmoid")(flatten(x))))


@keras.saving.register_keras_serializable(package="test_networks")
class Subclassed(keras.Model):
    """A model that only tells what it is when called."""

    def __init__(self, units):
        super().__init__()
        self.dense = layers.Dense(units)

    def call(self, x):
        return self.dense(x)


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


@pytest.mark.parametrize("name", [name for name, (_, activation, _) in ENDS.items() if activation])
def test_no_output_leaves_the_range_that_was_read_off(name, rng):
    """The models themselves are the oracle, on inputs large enough to reach the ends."""
    model = ENDS[name][0]()
    inputs = rng.normal(0, 30, (50, *model.input_shape[1:])).astype("float32")
    found = value(model(ops.convert_to_tensor(inputs)))
    low, high = networks.output_range(model)
    assert found.min() >= low and found.max() <= high


@pytest.mark.parametrize("name", networks._RANGES)
def test_ranges_are_those_of_the_activations_of_keras(name):
    low, high = networks._RANGES[name]
    x = ops.convert_to_tensor(np.linspace(-80, 80, 3201, dtype="float32").reshape(-1, 1))
    x = ops.concatenate([x, -x], axis=1)  # softmax needs company
    found = value(keras.activations.get(name)(x))
    assert found.min() == pytest.approx(low, abs=0.02)
    if math.isfinite(high):
        assert found.max() == pytest.approx(high, abs=0.02)
    else:
        assert found.max() >= 79


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
    with networks.linear_end(discriminator) as to_logits:
        logits = ops.convert_to_numpy(to_logits(discriminator(ops.convert_to_tensor(x))))
    np.testing.assert_allclose(logits, logits_by_hand(discriminator, x), rtol=1e-4, atol=1e-4)
    np.testing.assert_array_equal(verdicts(discriminator, x), probabilities)


def test_logits_pass_unchanged(rng):
    discriminator, x = sequential(layers.Dense(1)), big_inputs(rng)
    with networks.linear_end(discriminator) as to_logits:
        found = ops.convert_to_numpy(to_logits(discriminator(ops.convert_to_tensor(x))))
    np.testing.assert_array_equal(found, verdicts(discriminator, x))


def test_a_sigmoid_operation_is_inverted_instead(rng):
    x = keras.Input((3,))
    discriminator = keras.Model(x, ops.sigmoid(layers.Dense(1)(x)))
    x = rng.normal(0, 1, (16, 3)).astype("float32")
    with networks.linear_end(discriminator) as to_logits:
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
    with pytest.raises(KeyError), networks.linear_end(discriminator):
        assert networks.last_activation(discriminator) == "linear"
        raise KeyError
    assert networks.last_activation(discriminator) == "sigmoid"


# === Two models that fit ===


def generator(size=4):
    return sequential(layers.Dense(size), name="g")


def discriminator(size=4):
    return sequential(layers.Dense(1), size=size, name="d")


def conditional(size, units, name):
    x, label = keras.Input((size,)), keras.Input((), dtype="int32")
    joined = layers.Concatenate()([x, ops.one_hot(label, 5)])
    return keras.Model([x, label], layers.Dense(units)(joined), name=name)


def test_a_trace_gives_inputs_sample_and_verdict():
    inputs, sample, verdict = networks.trace(generator(), discriminator())
    assert [tuple(tensor.shape) for tensor in inputs] == [(None, 3)]
    assert (tuple(sample.shape), tuple(verdict.shape)) == ((None, 4), (None, 1))


def test_a_conditional_pair_shares_the_label():
    inputs, sample, verdict = networks.trace(conditional(3, 4, "g"), conditional(4, 1, "d"))
    assert [(tuple(tensor.shape), tensor.dtype) for tensor in inputs] == [((None, 3), "float32"), ((None,), "int32")]
    model = keras.Model(inputs, verdict)
    assert model([np.zeros((2, 3), "float32"), np.array([0, 4])]).shape == (2, 1)


@pytest.mark.parametrize("latent_dim, shape", [(3, (3,)), ((3,), (3,)), ([1, 3], (1, 3))])
def test_a_generator_that_does_not_say_is_told_the_size_of_the_noise(latent_dim, shape):
    inputs, sample, _ = networks.trace(Subclassed(4), Subclassed(1), latent_dim)
    assert tuple(inputs[0].shape) == (None, *shape)
    assert tuple(sample.shape) == (None, *shape[:-1], 4)


def test_a_discriminator_of_any_image_size_takes_what_comes():
    stack = [layers.Conv2D(2, 3), layers.GlobalAveragePooling2D(), layers.Dense(1)]
    free = keras.Sequential([keras.Input((None, None, 1)), *stack])
    makes_images = sequential(layers.Dense(36), layers.Reshape((6, 6, 1)))
    _, sample, verdict = networks.trace(makes_images, free)
    assert (tuple(sample.shape), tuple(verdict.shape)) == ((None, 6, 6, 1), (None, 1))


@pytest.mark.parametrize("shape", [(1,), (1, 1), (1, 1, 1)])
def test_one_number_per_sample_may_come_in_any_shape(shape):
    verdict = sequential(layers.Dense(1), layers.Reshape(shape), size=4)
    assert tuple(networks.trace(generator(), verdict)[2].shape) == (None, *shape)


def test_shapes_fit_where_they_agree_or_leave_it_open():
    assert networks.fits((None, 4), (None, 4)) and networks.fits((None, 4), (32, None))
    assert not networks.fits((None, 4), (None, 5)) and not networks.fits((None, 4), (None, 4, 1))
    assert networks.sample_shape((None, 28, 28, 1)) == (28, 28, 1)


# === Two that don't ===


def refusal(*pair, **options):
    with pytest.raises(ValueError) as error:
        networks.trace(*pair, **options)
    return str(error.value)


def test_both_shapes_are_shown_where_they_differ():
    assert refusal(generator(4), discriminator(5)) == (
        "The output of `generator` does not fit the input of `discriminator`: 'g' makes (None, 4), 'd' takes "
        "(None, 5). Change one of them so that they agree."
    )


def test_more_than_one_output_per_sample_is_refused():
    assert refusal(generator(), sequential(layers.Dense(2), size=4)) == (
        "`discriminator`: expected one output per sample, shape (None, 1), a logit or a probability. Received: "
        "(None, 2). End it with `keras.layers.Dense(1)`, or pool its outputs into one."
    )


def test_a_map_of_outputs_is_refused():
    patches = keras.Sequential([keras.Input((4, 4, 1)), layers.Conv2D(1, 3)])
    images = sequential(layers.Dense(16), layers.Reshape((4, 4, 1)))
    assert "shape (None, 1), a logit or a probability. Received: (None, 2, 2, 1). " in refusal(images, patches)


def test_the_first_of_several_outputs_of_the_discriminator_has_to_be_the_logit():
    x = keras.Input((4,))
    two = keras.Model(x, [layers.Dense(3)(x), layers.Dense(1)(x)])
    assert "a logit or a probability. Received: (None, 3), (None, 1). End it" in refusal(generator(), two)
    logit_first = keras.Model(x, [layers.Dense(1, activation="sigmoid")(x), layers.Dense(3)(x)])
    assert len(networks.trace(generator(), logit_first)[2]) == 2
    assert networks.ends_in_logits(logit_first) is False


def test_several_outputs_of_the_generator_are_refused():
    x = keras.Input((3,))
    two = keras.Model(x, [layers.Dense(4)(x), layers.Dense(4)(x)])
    assert refusal(two, discriminator()) == "`generator`: expected one output, the sample. Received 2 outputs."


def test_a_generator_without_input_is_asked_for_the_size_of_the_noise():
    unbuilt = keras.Sequential([layers.Dense(4)], name="g")
    for silent in (unbuilt, Subclassed(4)):
        assert refusal(silent, discriminator()) == (
            f"`generator` ({silent.name!r}) has no latent input, so the size of the noise is unknown. Begin it with "
            "`keras.Input((latent_dim,))`, or pass `latent_dim=`."
        )


def test_noise_of_unknown_size_is_refused():
    x = keras.Input((None, 3))
    open_ended = keras.Model(x, layers.Dense(4)(layers.GlobalAveragePooling1D()(x)))
    assert refusal(open_ended, discriminator()) == (
        "`generator`: expected one input z of known size, and a label as the second input of a conditional generator. "
        "Received inputs of shapes: (None, None, 3)."
    )


def test_three_inputs_are_refused():
    inputs = [keras.Input((3,)) for _ in range(3)]
    three = keras.Model(inputs, layers.Dense(4)(layers.Add()(inputs)))
    assert refusal(three, discriminator()).endswith("Received inputs of shapes: (None, 3), (None, 3), (None, 3).")


@pytest.mark.parametrize("g_inputs, d_inputs", [(1, 2), (2, 1)])
def test_a_label_for_one_of_the_two_only_is_refused(g_inputs, d_inputs):
    g = generator() if g_inputs == 1 else conditional(3, 4, "g")
    d = discriminator() if d_inputs == 1 else conditional(4, 1, "d")
    assert refusal(g, d) == (
        f"`generator` has {g_inputs} and `discriminator` {d_inputs} inputs: expected one each (z and x), or two each "
        "for a conditional GAN (z and label, x and label)."
    )


@pytest.mark.parametrize("latent_dim", [9, (9,), (1, 3)])
def test_another_size_of_noise_than_the_generator_takes_is_refused(latent_dim):
    assert refusal(generator(), discriminator(), latent_dim=latent_dim) == (
        f"`latent_dim`: expected what `generator` ('g') takes, (3,). Received: {latent_dim}. Leave it out, or build "
        "the generator for it."
    )
    deep = keras.Sequential([keras.Input((1, 1, 3)), layers.Flatten(), layers.Dense(4)])
    for same in (3, (1, 1, 3), [1, 1, 3]):
        networks.trace(deep, discriminator(), same)


@pytest.mark.parametrize("latent_dim", [0, -3, "3", 2.5])
def test_what_is_no_size_of_noise_is_refused(latent_dim):
    message = f"`latent_dim`: expected a whole number of at least 1. Received: {latent_dim!r}."
    assert refusal(Subclassed(4), Subclassed(1), latent_dim=latent_dim) == message


def test_all_misfits_come_in_one_message():
    message = refusal(conditional(3, 4, "g"), discriminator(5))
    assert message.startswith("2 problems:\n  1. The output of `generator` does not fit")
    assert "\n  2. `generator` has 2 and `discriminator` 1 inputs:" in message


def test_the_same_model_twice_is_refused():
    model = sequential(layers.Dense(3))
    assert refusal(model, model) == "`generator` and `discriminator`: expected two models. Received one and the same."


def test_what_is_no_keras_model_is_refused():
    assert refusal("mlp", discriminator()) == "`generator`: expected a Keras model. Received: 'mlp' of type str."
    message = refusal(generator(), layers.Dense(1, name="dense"))
    assert re.fullmatch(
        r"`discriminator`: expected a Keras model\. Received: <Dense name=dense, built=False> of type Dense\.", message
    )
    assert refusal(None, 3) == (
        "2 problems:\n  1. `generator`: expected a Keras model. Received: None of type NoneType.\n"
        "  2. `discriminator`: expected a Keras model. Received: 3 of type int."
    )


def test_networks_without_anything_to_learn_are_refused():
    fixed = sequential(layers.Rescaling(2.0))
    frozen = discriminator(3)
    for layer in frozen.layers:
        layer.trainable = False
    words = "has no trainable weights, so it could never learn. Set `trainable = True` on its layers first."
    assert refusal(fixed, discriminator(3)) == f"`generator` {words}"
    assert refusal(fixed, frozen) == f"2 problems:\n  1. `generator` {words}\n  2. `discriminator` {words}"


# === Classes ===


def labelled(encode, size=3):
    x, label = keras.Input((size,)), keras.Input((), dtype="int32")
    return keras.Model([x, label], layers.Dense(4)(layers.Concatenate()([x, encode(label)])))


CLASSES = {
    "one-hot": (lambda label: ops.one_hot(label, 7), 7),
    "embedding": (layers.Embedding(5, 2), 5),
    "encoding": (lambda label: layers.CategoryEncoding(4, output_mode="one_hot")(ops.reshape(label, (-1, 1))), 4),
    "nested": (lambda label: keras.Sequential([keras.Input(()), layers.Embedding(6, 2)])(label), 6),
    "a number": (lambda label: ops.reshape(ops.cast(label, "float32"), (-1, 1)), None),
}


@pytest.mark.parametrize("name", CLASSES)
def test_the_number_of_classes_is_what_the_label_meets_first(name):
    encode, expected = CLASSES[name]
    assert networks.classes_of(labelled(encode)) == expected


def test_another_embedding_beside_the_labels_is_no_number_of_classes():
    places = layers.Embedding(2, 3)

    def encode(label):
        return layers.Add()([layers.Embedding(9, 3)(label), places(ops.zeros_like(label))])

    assert networks.classes_of(labelled(encode)) == 9
    assert networks.classes_of(sequential(layers.Embedding(9, 3))) is None  # no label at all


class SaysClasses(keras.Model):
    def __init__(self, *sizes):
        super().__init__()
        self.codes = [layers.Embedding(size, 2) for size in sizes]


def test_a_subclassed_model_says_it_where_only_one_layer_can_be_meant():
    assert networks.classes_of(SaysClasses(5)) == 5
    assert networks.classes_of(SaysClasses(5, 8)) is None and networks.classes_of(SaysClasses()) is None


# === Players ===


def with_batch_norm():
    return sequential(layers.Dense(4), layers.BatchNormalization(), layers.Dropout(0.5), layers.Dense(1))


def test_a_player_tells_what_learns_from_what_it_keeps():
    network = with_batch_norm()
    player = networks.Player(network)
    assert [id(v) for v in player.learned] == [id(v) for v in network.trainable_variables]
    assert len(player.learned) == 6 and len(player.kept) == 3
    assert {variable.path.split("/")[-1] for variable in player.kept} == {
        "moving_mean",
        "moving_variance",
        "seed_generator_state",
    }


def test_a_network_that_arrives_frozen_as_a_whole_is_taken_to_be_wanted_trainable():
    network = with_batch_norm()
    network.trainable = False
    player = networks.Player(network)
    assert len(player.learned) == 6
    assert all(layer.trainable for layer in network._flatten_layers())


def test_partial_freezing_is_respected():
    network = with_batch_norm()
    network.layers[0].trainable = False
    player = networks.Player(network)
    assert len(player.learned) == 4 and len(player.kept) == 5
    network.trainable = False
    with player.thawed():
        assert [layer.trainable for layer in network.layers] == [False, True, True, True]
        assert [id(v) for v in network.trainable_variables] == [id(v) for v in player.learned]


def flags(network):
    return [layer.trainable for layer in network._flatten_layers()]


@pytest.mark.parametrize("error", [False, True], ids=["without an error", "with an error"])
@pytest.mark.parametrize("frozen", ["all", "nothing", "a part"])
def test_after_thawing_every_flag_is_as_it_was_just_before(frozen, error):
    network = sequential(with_batch_norm(), layers.Dense(2))
    network.layers[0].layers[-1].trainable = False
    player = networks.Player(network)
    as_it_came = flags(network)
    if frozen == "all":
        network.trainable = False
    elif frozen == "a part":
        network.layers[-1].trainable = False
    before = flags(network)
    try:
        with player.thawed():
            assert flags(network) == as_it_came
            if error:
                raise KeyError
    except KeyError:
        pass
    assert flags(network) == before


def test_a_network_frozen_after_its_first_player_comes_back_as_it_was():
    network = with_batch_norm()
    network.layers[0].trainable = False
    networks.Player(network)
    network.trainable = False
    again = networks.Player(network)
    assert [layer.trainable for layer in network.layers] == [False, True, True, True]
    assert len(again.learned) == 4


def test_what_was_thawed_within_a_frozen_network_learns_again():
    network = with_batch_norm()
    network.layers[0].trainable = network.layers[1].trainable = False
    networks.Player(network)
    network.trainable = False
    network.layers[0].trainable = True
    networks.Player(network)
    assert [layer.trainable for layer in network.layers] == [True, False, True, True]


def test_a_player_keeps_no_network_in_memory():
    network = with_batch_norm()
    networks.Player(network)
    alive = weakref.ref(network)
    del network
    keras.backend.clear_session()
    gc.collect()
    assert alive() is None


def test_thawing_moves_no_weight():
    network = with_batch_norm()
    player = networks.Player(network)
    before = values(network.variables)
    with player.thawed():
        pass
    for found, expected in zip(values(network.variables), before):
        np.testing.assert_array_equal(found, expected)

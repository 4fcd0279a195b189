"""Ready-made networks: what comes out for which arguments, and every mistake in one message."""

import inspect
import math

import keras
import numpy as np
import pytest
from helpers import sgd, value

import kerasgan
from kerasgan import builders, networks

build_generator, build_discriminator = builders.build_generator, builders.build_discriminator


def widths(model):
    return [layer.units for layer in model.layers if isinstance(layer, keras.layers.Dense)]


def activations(model):
    return [layer.activation.__name__ for layer in model.layers if isinstance(layer, keras.layers.Dense)]


# === Defaults ===


def test_without_arguments_it_is_the_pair_of_the_book():
    generator, discriminator = build_generator(), build_discriminator()
    assert (widths(generator), activations(generator)) == ([256, 200], ["relu", "linear"])
    assert (widths(discriminator), activations(discriminator)) == ([256, 1], ["relu", "linear"])
    assert (generator.input_shape, generator.output_shape) == ((None, 200), (None, 200))
    assert (discriminator.input_shape, discriminator.output_shape) == ((None, 200), (None, 1))
    assert generator.count_params() == 2 * (200 * 256) + 256 + 200


def test_networks_and_layers_have_names_that_say_what_they_are():
    generator = build_generator(output_shape=(4, 4, 1), hidden=(8, 8))
    discriminator = build_discriminator(input_shape=(4, 4, 1), hidden=(8, 8), dropout=0.3)
    assert (generator.name, discriminator.name) == ("generator", "discriminator")
    assert [layer.name for layer in generator.layers] == ["hidden_1", "hidden_2", "output", "sample"]
    expected = ["flatten", "hidden_1", "dropout_1", "hidden_2", "dropout_2", "logit"]
    assert [layer.name for layer in discriminator.layers] == expected
    assert build_discriminator(output_activation="sigmoid").layers[-1].name == "output"
    assert (build_generator(name="painter").name, build_discriminator(name="critic").name) == ("painter", "critic")


def test_images_end_in_tanh_and_vectors_linear_unless_told_otherwise():
    assert networks.output_range(build_generator(output_shape=(4, 4, 1))) == (-1, 1)
    assert networks.output_range(build_generator(output_shape=(4,))) == (-math.inf, math.inf)
    assert networks.output_range(build_generator(output_shape=(4,), output_activation="sigmoid")) == (0, 1)
    assert networks.output_range(build_generator(output_shape=(4, 4), output_activation=None))[0] == -math.inf
    assert networks.ends_in_logits(build_discriminator(output_activation="sigmoid")) is False
    assert networks.ends_in_logits(build_discriminator()) is True


# === Options ===


@pytest.mark.parametrize("hidden", [(7,), [7], 7])
def test_one_hidden_width_may_be_written_in_three_ways(hidden):
    assert widths(build_generator(output_shape=(4,), latent_dim=3, hidden=hidden)) == [7, 4]
    assert widths(build_discriminator(input_shape=(4,), hidden=hidden)) == [7, 1]


def test_no_hidden_layer_makes_a_linear_network():
    assert widths(build_generator(output_shape=(2,), latent_dim=2, hidden=())) == [2]
    assert widths(build_discriminator(input_shape=(2,), hidden=[])) == [1]


def test_activation_and_dropout_are_those_asked_for():
    discriminator = build_discriminator(input_shape=(2,), hidden=(5, 3), activation="tanh", dropout=0.25)
    assert activations(discriminator) == ["tanh", "tanh", "linear"]
    assert [layer.rate for layer in discriminator.layers if isinstance(layer, keras.layers.Dropout)] == [0.25, 0.25]
    generator = build_generator(output_shape=(2,), latent_dim=2, activation="leaky_relu", hidden=4)
    assert activations(generator) == ["leaky_relu", "linear"]


def test_networks_compute_what_their_layers_say(rng):
    generator = build_generator(output_shape=(2, 2), latent_dim=3, hidden=(5,))
    z = rng.normal(size=(6, 3)).astype("float32")
    a, b, c, d = generator.get_weights()
    expected = np.tanh(np.maximum(z @ a + b, 0) @ c + d).reshape(6, 2, 2)
    np.testing.assert_allclose(value(generator(keras.ops.convert_to_tensor(z))), expected, rtol=1e-5, atol=1e-6)


# === Conditional ===


def test_only_networks_with_classes_have_two_inputs():
    assert isinstance(build_generator(), keras.Sequential) and isinstance(build_discriminator(), keras.Sequential)
    generator = build_generator(output_shape=(4, 4, 1), latent_dim=3, num_classes=10)
    discriminator = build_discriminator(input_shape=(4, 4, 1), num_classes=10)
    for network in (generator, discriminator):
        assert type(network) is not keras.Sequential and len(network.inputs) == 2
        assert network.inputs[1].shape == (None,) and network.inputs[1].dtype == "int32"
    assert [tensor.name for tensor in generator.inputs] == ["z", "label"]
    assert [tensor.name for tensor in discriminator.inputs] == ["x", "label"]


def test_the_one_hot_label_is_joined_to_the_noise(rng):
    """The network recomputed by hand: the first Dense sees z and, behind it, one-hot."""
    generator = build_generator(output_shape=(4,), latent_dim=3, num_classes=5, hidden=(6,))
    z, labels = rng.normal(size=(5, 3)).astype("float32"), np.array([0, 4, 2, 2, 1], "int32")
    a, b, c, d = generator.get_weights()
    assert a.shape == (3 + 5, 6)
    hidden = np.maximum(np.hstack([z, np.eye(5)[labels]]) @ a + b, 0)
    found = value(generator([keras.ops.convert_to_tensor(z), keras.ops.convert_to_tensor(labels)]))
    np.testing.assert_allclose(found, hidden @ c + d, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("shape", [(4,), (2, 3, 1)])
def test_the_one_hot_label_is_joined_to_the_flattened_sample(rng, shape):
    discriminator = build_discriminator(input_shape=shape, num_classes=3, hidden=(6,))
    x, labels = rng.normal(size=(5, *shape)).astype("float32"), np.array([0, 1, 2, 2, 1], "int32")
    a, b, c, d = discriminator.get_weights()
    hidden = np.maximum(np.hstack([x.reshape(5, -1), np.eye(3)[labels]]) @ a + b, 0)
    found = value(discriminator([keras.ops.convert_to_tensor(x), keras.ops.convert_to_tensor(labels)]))
    np.testing.assert_allclose(found, hidden @ c + d, rtol=1e-4, atol=1e-5)


# === Mistakes ===


def refusal(build, *arguments, **options):
    with pytest.raises(ValueError) as error:
        build(*arguments, **options)
    return str(error.value)


@pytest.mark.parametrize("build", [build_generator, build_discriminator])
def test_an_unknown_architecture_is_answered_with_the_known_ones(build):
    known = ", ".join(repr(name) for name in sorted(builders.ARCHITECTURES))
    assert refusal(build, "mpl") == f"`arch`: expected one of {known}. Received: 'mpl'. Did you mean 'mlp'?"
    assert refusal(build, None) == f"`arch`: expected one of {known}. Received: None."
    assert refusal(build, ["mlp"]) == f"`arch`: expected one of {known}. Received: ['mlp']. Did you mean 'mlp'?"


def test_an_unknown_option_is_answered_with_the_known_ones():
    assert refusal(build_generator, hiden=(3,)) == (
        "The 'mlp' generator takes no `hiden`. Known: activation, hidden, name, output_activation. "
        "Did you mean 'hidden'?"
    )
    assert refusal(build_discriminator, filters=3) == (
        "The 'mlp' discriminator takes no `filters`. Known: activation, dropout, hidden, name, output_activation."
    )


def test_all_mistakes_come_in_one_message():
    message = refusal(build_generator, output_shape=0, latent_dim=-1, num_classes=2.5, hidden=(8, 0), droput=1)
    assert message == (
        "5 problems:\n"
        "  1. `output_shape`: expected a tuple of whole numbers of at least 1, the shape of one sample without the "
        "batch axis, such as (200,) or (28, 28, 1). Received: 0.\n"
        "  2. `latent_dim`: expected a whole number of at least 1. Received: -1.\n"
        "  3. `num_classes`: expected a whole number of at least 1. Received: 2.5.\n"
        "  4. The 'mlp' generator takes no `droput`. Known: activation, hidden, name, output_activation.\n"
        "  5. `hidden`: expected a whole number of at least 1. Received: 0."
    )


def test_sizes_are_checked_along_with_the_architecture():
    message = refusal(build_discriminator, "mlpp", input_shape=(0,))
    assert message.startswith("2 problems:\n  1. `input_shape`: expected a tuple of whole numbers of at least 1")
    assert message.endswith("Did you mean 'mlp'?")


@pytest.mark.parametrize("hidden", ["256", None, 2.5, (3, "4")])
def test_hidden_widths_are_whole_numbers(hidden):
    wrong = hidden[1] if isinstance(hidden, tuple) else hidden
    expected = f"`hidden`: expected a whole number of at least 1. Received: {wrong!r}."
    assert refusal(build_generator, hidden=hidden) == expected


# === The contract of an architecture ===

SHAPES = [(8, 8, 1), (16, 16, 3)]
FLAT = {"mlp": [(1,), (5,), (3, 4), (2, 3, 5)]}
CASES = [(arch, shape) for arch in builders.ARCHITECTURES for shape in SHAPES + FLAT.get(arch, [])]


@pytest.fixture(params=[None, 3], ids=["plain", "conditional"])
def classes(request):
    return request.param


@pytest.mark.parametrize("arch", builders.ARCHITECTURES)
def test_architectures_are_modules_with_two_functions_of_keyword_options(arch):
    for network, first in (("generator", ["output_shape", "latent_dim"]), ("discriminator", ["input_shape"])):
        build = getattr(builders.ARCHITECTURES[arch], network)
        parameters = inspect.signature(build).parameters
        positional = [name for name, p in parameters.items() if p.kind is p.POSITIONAL_OR_KEYWORD]
        assert positional == [*first, "num_classes"]
        options = [p for p in parameters.values() if p.kind is p.KEYWORD_ONLY]
        assert all(p.default is not p.empty for p in options)
        assert {"name", "output_activation"} <= {p.name for p in options}
        assert parameters["name"].default == network
        assert build.__doc__


@pytest.mark.parametrize("arch, shape", CASES)
def test_architectures_make_pairs_that_fit_train_and_survive_saving(arch, shape, classes, tmp_path, rng):
    generator = build_generator(arch, output_shape=shape, latent_dim=3, num_classes=classes)
    discriminator = build_discriminator(arch, input_shape=shape, num_classes=classes)
    z, labels = rng.normal(size=(4, 3)).astype("float32"), np.array([0, 1, 2, 0], "int32")
    inputs = [z, labels] if classes else z
    samples = generator.predict(inputs, verbose=0)
    assert samples.shape == (4, *shape)
    assert networks.ends_in_logits(discriminator) is True
    for network in (generator, discriminator):
        assert network.built and network.trainable_variables

    for network, values in ((generator, z), (discriminator, samples)):
        network.save(tmp_path / "network.keras")
        again = keras.models.load_model(tmp_path / "network.keras", custom_objects=None, safe_mode=True)
        taken = [values, labels] if classes else values
        np.testing.assert_array_equal(again.predict(taken, verbose=0), network.predict(taken, verbose=0))

    gan = kerasgan.build_gan(generator, discriminator, g_optimizer=sgd(), d_optimizer=sgd())
    logs = gan.train_on_batch(np.zeros((4, *shape), "float32"), labels if classes else None)
    assert all(math.isfinite(number) for number in logs.values())

"""Ready-made networks: what comes out for which arguments, and every mistake in one message."""

import inspect
import math

import keras
import numpy as np
import pytest
from cases import pairs, some
from helpers import moved, sgd, value, values

import kerasgan
from kerasgan import builders, networks
from kerasgan.builders import blocks, conditions

build_generator, build_discriminator = builders.build_generator, builders.build_discriminator

# Those that start from noise; test_pictures.py has the others.
FROM_NOISE = [name for name in builders.ARCHITECTURES if not builders.starts_from_pictures(name)]


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


@pytest.mark.parametrize("kind, layer", [("batch", "BatchNormalization"), ("layer", "LayerNormalization")])
def test_a_normalisation_stands_before_each_activation_and_takes_over_the_bias(kind, layer):
    generator = build_generator(output_shape=(4, 4, 1), hidden=(8, 6), activation="leaky_relu", normalization=kind)
    found = [(type(layer).__name__, getattr(layer, "use_bias", None)) for layer in generator.layers]
    hidden = [("Dense", False), (layer, None), ("Activation", None)]
    assert found == [*hidden, *hidden, ("Dense", True), ("Reshape", None)]
    assert [layer.name for layer in generator.layers[:3]] == ["hidden_1", "hidden_1_norm", "hidden_1_activation"]
    assert generator.layers[2].activation is keras.activations.leaky_relu
    assert generator.layers[-2].activation is keras.activations.tanh


def test_the_mlps_of_mnist_can_be_written():
    """From 100 values over 128 to 784 and back; and Keras-GAN's three and two hidden layers."""
    generator = build_generator("mlp", (28, 28, 1), 100, hidden=(128,), output_activation="sigmoid")
    discriminator = build_discriminator("mlp", (28, 28, 1), hidden=(128,))
    assert generator.count_params() == 101 * 128 + 129 * 784
    assert discriminator.count_params() == 785 * 128 + 129
    deep = {"activation": "leaky_relu", "normalization": "batch"}
    generator = build_generator("mlp", (28, 28, 1), 100, hidden=(256, 512, 1024), **deep)
    assert generator.count_params() == 100 * 256 + 256 * 512 + 512 * 1024 + 4 * (256 + 512 + 1024) + 1025 * 784
    discriminator = build_discriminator("mlp", (28, 28, 1), hidden=(512, 256), activation="leaky_relu")
    assert discriminator.count_params() == 785 * 512 + 513 * 256 + 257


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
    network = build.__name__.removeprefix("build_")
    known = ", ".join(
        repr(name) for name in sorted(builders.ARCHITECTURES) if hasattr(builders.ARCHITECTURES[name], network)
    )
    assert refusal(build, "mpl") == f"`arch`: expected one of {known}. Received: 'mpl'. Did you mean 'mlp'?"
    assert refusal(build, None) == f"`arch`: expected one of {known}. Received: None."
    assert refusal(build, ["mlp"]) == f"`arch`: expected one of {known}. Received: ['mlp']. Did you mean 'mlp'?"


def test_an_unknown_option_is_answered_with_the_known_ones():
    assert refusal(build_generator, hiden=(3,)) == (
        "The 'mlp' generator takes no `hiden`. Known: activation, condition, hidden, name, normalization, "
        "output_activation, synchronized. Did you mean 'hidden'?"
    )
    assert refusal(build_discriminator, filters=3) == (
        "The 'mlp' discriminator takes no `filters`. Known: activation, condition, dropout, hidden, minibatch, "
        "name, normalization, output_activation, synchronized."
    )


def test_all_mistakes_come_in_one_message():
    message = refusal(build_generator, output_shape=0, latent_dim=-1, num_classes=2.5, hidden=(8, 0), droput=1)
    assert message == (
        "5 problems:\n"
        "  1. `output_shape`: expected a tuple of whole numbers of at least 1, the shape of one sample without the "
        "batch axis, such as (200,) or (28, 28, 1). Received: 0.\n"
        "  2. `latent_dim`: expected a whole number of at least 1. Received: -1.\n"
        "  3. `num_classes`: expected a whole number of at least 2. Received: 2.5.\n"
        "  4. The 'mlp' generator takes no `droput`. Known: activation, condition, hidden, name, normalization, "
        "output_activation, synchronized.\n"
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


@pytest.mark.parametrize("arch", [arch for arch in FROM_NOISE if arch != "r3gan"])  # it has no normalisation
def test_options_that_all_architectures_have_are_checked_alike(arch):
    options = {"activation": "reul", "output_activation": 3, "normalization": "bach", "condition": "onehot"}
    message = refusal(build_discriminator, arch, input_shape=(8, 8, 1), num_classes=1, **options)
    known = ", ".join(map(repr, blocks.activation_names()))
    assert message.split("\n") == [
        "5 problems:",
        "  1. `num_classes`: expected a whole number of at least 2. Received: 1.",
        "  2. `normalization`: expected one of 'batch', 'instance', 'layer'. Received: 'bach'. Did you mean 'batch'?",
        f"  3. `activation`: expected one of {known}. Received: 'reul'. Did you mean 'relu'?",
        f"  4. `output_activation`: expected one of {known}. Received: 3.",
        "  5. `condition`: expected one of 'auxiliary', 'embedding', 'one_hot', 'projection'. Received: 'onehot'. "
        "Did you mean 'one_hot'?",
    ]
    assert refusal(build_generator, arch, output_shape=(8, 8, 1), condition="one_hot") == (
        "`condition`: there is no condition without classes. Pass `num_classes=` too, or leave it out."
    )


def test_activations_are_those_of_keras_and_functions():
    assert {"relu", "leaky_relu", "tanh", "sigmoid", "linear"} <= set(blocks.activation_names())
    assert all(callable(keras.activations.get(name)) for name in blocks.activation_names())
    assert activations(build_generator(hidden=3, activation=keras.ops.square)) == ["square", "linear"]


# === The contract of an architecture ===

SHAPES = {
    "dcgan": [(8, 8, 1), (9, 15, 2), (28, 28, 1), (100, 48, 3)],
    "resnet": [(8, 8, 1), (9, 15, 2), (28, 28, 1)],
    "r3gan": [(8, 8, 1), (9, 15, 2), (28, 28, 1)],
    "stylegan2": [(8, 8, 1), (9, 15, 2), (28, 28, 1)],
    "mlp": [(1,), (5,), (3, 4), (2, 3, 5), (8, 8, 1), (28, 28, 1)],
}
TINY = {
    "dcgan": {"filters": 2},
    "mlp": {"hidden": 5},
    "r3gan": {"filters": 4, "blocks": 1, "group_width": 4},
    "resnet": {"filters": 2, "activation": "leaky_relu"},
    "stylegan2": {"filters": 2},
}
CASES = [(arch, shape) for arch, shapes in SHAPES.items() for shape in shapes]
ARCH = pytest.mark.parametrize("arch", FROM_NOISE)
# Each architecture has a condition of its own for what is tested in a hurry.
FIRST = dict(zip(FROM_NOISE, (None, "embedding", "one_hot", "projection", "one_hot")))


def in_a_hurry(*conditions):
    """Each architecture with a condition of its own, for what takes seconds; the other pairs are for `--full`."""
    chosen = pairs(FROM_NOISE, conditions, lambda arch, condition: FIRST[arch] == condition)
    return pytest.mark.parametrize("arch, condition", chosen)


def pair(arch, shape, condition, **options):
    """A tiny pair for three classes (or without), and what the two take besides z and x."""
    given = {**TINY[arch], **({"num_classes": 3, "condition": condition} if condition else {}), **options}
    return build_generator(arch, shape, 3, **given), build_discriminator(arch, shape, **given)


def test_each_architecture_is_tested():
    assert set(SHAPES) == set(TINY) == set(FROM_NOISE)


@ARCH
def test_architectures_are_modules_with_functions_of_keyword_options(arch):
    for network, first in (("generator", ["output_shape", "latent_dim"]), ("discriminator", ["input_shape"])):
        build = getattr(builders.ARCHITECTURES[arch], network)
        parameters = inspect.signature(build).parameters
        positional = [name for name, p in parameters.items() if p.kind is p.POSITIONAL_OR_KEYWORD]
        assert positional == [*first, "num_classes"]
        options = [p for p in parameters.values() if p.kind is p.KEYWORD_ONLY]
        assert all(p.default is not p.empty for p in options)
        named = {p.name for p in options}
        assert {"name", "activation", "output_activation", "condition"} <= named
        assert ("normalization" in named) is (arch != "r3gan")
        assert parameters["name"].default == network
        assert build.__doc__
        assert all(f"`{name}`" in getattr(builders, f"build_{network}").__doc__ for name in named)
    assert list(inspect.signature(builders.ARCHITECTURES[arch].problems).parameters) == ["argument", "shape", "options"]


@pytest.mark.parametrize(
    "arch, shape, condition",
    [
        pytest.param(
            *case, condition, marks=() if condition == FIRST[case[0]] or case == CASES[0] else pytest.mark.full
        )
        for case in CASES
        for condition in (None, *conditions.CONDITIONS)
    ],
)
def test_networks_have_the_inputs_and_outputs_that_they_should(arch, shape, condition):
    generator, discriminator = pair(arch, shape, condition)
    shapes = [[tensor.shape for tensor in network.inputs] for network in (generator, discriminator)]
    label = [(None,)] if condition else []
    assert shapes == [[(None, 3), *label], [(None, *shape), *(label if condition != "auxiliary" else [])]]
    assert generator.output_shape == (None, *shape)
    verdicts = [tensor.shape for tensor in discriminator.outputs]
    assert verdicts == ([(None, 1), (None, 3)] if condition == "auxiliary" else [(None, 1)])
    for network in (generator, discriminator):
        in_parts = (arch, network) == ("stylegan2", generator)
        assert isinstance(network, keras.Sequential) is (condition is None and not in_parts)
        assert [tensor.dtype for tensor in network.inputs] == ["float32", "int32"][: len(network.inputs)]
        assert {tensor.dtype for tensor in network.outputs} == {"float32"}
        assert network.built and network.trainable_variables
    bounded = len(shape) > 1 and arch != "stylegan2"
    assert networks.output_range(generator) == ((-1, 1) if bounded else (-math.inf, math.inf))
    if condition != "auxiliary":
        assert networks.ends_in_logits(discriminator) is True
    assert networks.convolves(generator) is networks.convolves(discriminator) is (arch != "mlp")


@in_a_hurry(None, *conditions.CONDITIONS)
def test_networks_give_the_same_after_saving_and_loading(arch, condition, tmp_path, rng):
    shape = (9, 15, 2)
    z, x, labels = rng.normal(size=(4, 3)), rng.uniform(-1, 1, (4, *shape)), np.array([0, 1, 2, 0], "int32")
    normalized = {} if arch in ("r3gan", "stylegan2") else {"normalization": "batch"}
    for network, first in zip(pair(arch, shape, condition, **normalized), (z, x)):
        taken = [first.astype("float32"), labels][: len(network.inputs)]
        taken = taken if len(taken) > 1 else taken[0]
        network.save(tmp_path / "network.keras")
        again = keras.models.load_model(tmp_path / "network.keras", safe_mode=True)
        expected = keras.tree.map_structure(np.asarray, network.predict(taken, verbose=0))
        keras.tree.map_structure(np.testing.assert_array_equal, again.predict(taken, verbose=0), expected)


@in_a_hurry(None, "one_hot", "embedding", "projection")
def test_one_training_step_changes_all_that_learns_in_both(arch, condition, rng):
    generator, discriminator = pair(arch, (9, 15, 2), condition)
    rate = sgd(100.0) if arch == "stylegan2" else sgd()  # whose mapping learns slowly, beyond the last digit
    gan = kerasgan.build_gan(generator, discriminator, g_optimizer=rate, d_optimizer=sgd(0.01))
    players = [gan.players["generator"].learned, gan.players["discriminator"].learned]
    before = [values(learned) for learned in players]
    x, labels = rng.uniform(-1, 1, (6, 9, 15, 2)).astype("float32"), np.array([0, 1, 2, 0, 1, 2], "int32")
    for _ in range(3 if arch == "r3gan" else 1):  # what leads to a zero convolution waits until it is zero no more
        logs = gan.train_on_batch(x, labels if condition else None)
    assert all(math.isfinite(number) for number in logs.values())
    for learned, old in zip(players, before):
        assert [variable.path for variable, was in zip(learned, old) if not moved([value(variable)], [was])] == []


@pytest.mark.skipif(keras.backend.backend() != "tensorflow", reason="only TensorFlow has operations without XLA")
@pytest.mark.parametrize("arch", some(FROM_NOISE, ["dcgan"]))
def test_xla_takes_the_same_step(arch, rng):
    """Two steps, in one of which a gradient of a gradient is due: R1, or the length of paths of StyleGAN2."""
    term = "path_length" if arch == "stylegan2" else "r1"
    x, noise = rng.uniform(-1, 1, (2, 3, 8, 8, 1)).astype("float32"), rng.normal(size=(2, 2, 3, 3)).astype("float32")
    found = []
    for jit_compile in (False, True):
        keras.utils.set_random_seed(1)
        rates = {"g_optimizer": sgd(), "d_optimizer": sgd()}
        terms = [{"class_name": term, "config": {"every": 2}}]
        gan = kerasgan.build_gan(*pair(arch, (8, 8, 1), None), terms=terms, jit_compile=jit_compile, **rates)
        gan.reseed(1)
        gan.train_on_batches({"real": x, "noise": noise})
        found.append(values(gan.state))
    for without, compiled in zip(*found):
        np.testing.assert_allclose(compiled, without, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize(
    "arch, condition",
    pairs(FROM_NOISE, conditions.CONDITIONS, lambda arch, condition: arch == "mlp" or FIRST[arch] == condition),
)
def test_labels_make_a_difference(arch, condition, rng):
    z, x = rng.normal(size=(1, 3)).astype("float32"), rng.uniform(-1, 1, (1, 8, 8, 1)).astype("float32")
    for network, first in zip(pair(arch, (8, 8, 1), condition, activation="leaky_relu"), (z, x)):
        if len(network.inputs) == 2:
            inputs = [np.repeat(first, 3, axis=0), np.arange(3, dtype="int32")]
            rows = network.predict(inputs, verbose=0).reshape(3, -1)
            assert len(np.unique(rows, axis=0)) == 3


@pytest.mark.parametrize(
    "arch, condition",
    pairs(
        FROM_NOISE,
        [None, *(condition for condition in conditions.CONDITIONS if condition != "auxiliary")],
        lambda arch, condition: arch == "mlp" or FIRST[arch] == condition,
    ),
)
def test_a_sigmoid_at_the_end_of_d_is_seen_and_made_linear(arch, condition, rng):
    given = {"num_classes": 3, "condition": condition} if condition else {}
    options = {**TINY[arch], **given, "output_activation": "sigmoid"}
    discriminator = build_discriminator(arch, (8, 8, 1), **options)
    x, labels = rng.uniform(-1, 1, (3, 8, 8, 1)).astype("float32"), np.arange(3, dtype="int32")
    inputs = [keras.ops.convert_to_tensor(part) for part in (x, labels)][: len(discriminator.inputs)]
    inputs = inputs if condition else inputs[0]
    probabilities = value(discriminator(inputs))
    assert networks.ends_in_logits(discriminator) is False
    with networks.linear_ends(discriminator) as (to_logits,):
        logits = value(to_logits(discriminator(inputs)))
    np.testing.assert_allclose(probabilities, 1 / (1 + np.exp(-logits)), rtol=1e-5)
    assert discriminator.layers[-1].name == "output"


@pytest.mark.parametrize("dropout", [1.0, 2, -0.1, "no", True])
def test_dropout_is_a_share_below_1(dropout):
    with pytest.raises(ValueError) as error:
        build_discriminator(dropout=dropout)
    assert str(error.value) == f"`dropout`: expected a number from 0 to below 1. Received: {dropout!r}."


def test_spectral_normalization_is_true_or_false():
    with pytest.raises(ValueError, match="^`spectral_normalization`: expected True or False. Received: 'no'.$"):
        build_discriminator("dcgan", input_shape=(8, 8, 1), spectral_normalization="no")

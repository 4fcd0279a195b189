"""The interpreter of a page against Keras, layer by layer, by Node.js."""

import browser
import keras
import numpy as np
import pytest
from keras import layers, ops

import kerasgan
from kerasgan.layers import ConditionalBatchNormalization, CropLike, DepthToSpace, GumbelSoftmax, Part
from kerasgan.layers.reflection_padding import ReflectionPadding2D
from kerasgan.layers.residual_block import ResidualBlock
from kerasgan.layers.spectral_normalization import SpectralNormalization
from kerasgan.recipe.page import lowering, rules

VECTOR, IMAGE = (5,), (6, 5, 3)


def of(*stack, shape=IMAGE):
    return keras.Sequential([keras.Input(shape), *stack], name="net")


def labelled(layer, shape=IMAGE):
    x, label = keras.Input(shape), keras.Input((), dtype="int32", name="label")
    return keras.Model([x, label], layer(x, label))


def of_label(make):
    label = keras.Input((), dtype="int32", name="label")
    return keras.Model(label, make(label))


def two(layer, *shapes):
    inputs = [keras.Input(shape) for shape in shapes]
    return keras.Model(inputs, layer(*inputs) if isinstance(layer, CropLike) else layer(inputs))


def convolutions():
    for kind in ("Conv2D", "Conv2DTranspose"):
        forms = ((3, 1, "same"), (4, 2, "same"), (4, 2, "valid"), (5, 3, "same"), (1, 2, "valid"))
        for size, strides, padding in forms:
            options = {"strides": strides, "padding": padding, "bias_initializer": "random_normal"}
            yield f"{kind} {size} {strides} {padding}", of(getattr(layers, kind)(7, size, **options))
    yield "Conv2D dilated", of(layers.Conv2D(4, 3, dilation_rate=2, padding="same", activation="tanh"))
    yield "Conv2D oblong", of(layers.Conv2D(9, (2, 3), strides=(1, 2), padding="same"))
    yield "Conv2DTranspose oblong", of(layers.Conv2DTranspose(8, (2, 4), strides=(1, 2), padding="same"))


def models():
    return {
        **dict(convolutions()),
        **{f"activation {name}": of(layers.Activation(name), shape=VECTOR) for name in rules.ACTIVATIONS},
        "Add": two(layers.Add(), IMAGE, IMAGE),
        "Add broadcast": two(layers.Add(), (6, 5, 3), (1, 1, 3)),
        "Average": two(layers.Average(), VECTOR, VECTOR, VECTOR),
        "AveragePooling2D": of(layers.AveragePooling2D(2, padding="same")),
        "BatchNormalization": of(layers.BatchNormalization()),
        "Concatenate": two(layers.Concatenate(), IMAGE, (6, 5, 2)),
        "ConditionalBatchNormalization": labelled(ConditionalBatchNormalization(4)),
        "CropLike": two(CropLike(), IMAGE, (4, 3, 1)),
        "Cropping2D": of(layers.Cropping2D(((1, 2), (0, 1)))),
        "Dense": of(layers.Dense(11, activation="relu", bias_initializer="random_normal"), shape=VECTOR),
        "Dense of images": of(layers.Dense(4, use_bias=False)),
        "DepthToSpace": of(DepthToSpace(2), shape=(3, 2, 8)),
        "Dot": two(layers.Dot(axes=1), VECTOR, VECTOR),
        "Dropout": of(layers.Dropout(0.5)),
        "Embedding": of_label(layers.Embedding(4, 3)),
        "Flatten": of(layers.Flatten(), layers.Dense(2)),
        "GlobalAveragePooling2D": of(layers.GlobalAveragePooling2D()),
        "GlobalMaxPooling2D": of(layers.GlobalMaxPooling2D(keepdims=True)),
        "GroupNormalization": of(layers.GroupNormalization(groups=2), shape=(3, 3, 4)),
        "GumbelSoftmax": two(GumbelSoftmax(1, 3, strength=0.5), VECTOR, VECTOR),
        "InstanceNormalization": of(layers.GroupNormalization(groups=-1)),
        "LayerNormalization": of(layers.LayerNormalization(), shape=VECTOR),
        "LeakyReLU": of(layers.LeakyReLU(0.3)),
        "MaxPooling2D": of(layers.MaxPooling2D(3, strides=2, padding="same")),
        "Maximum": two(layers.Maximum(), VECTOR, VECTOR),
        "Multiply": two(layers.Multiply(), VECTOR, VECTOR),
        "OneHot": of_label(lambda label: ops.one_hot(label, 4)),
        "Part": of(Part(1, 3, "tanh"), shape=VECTOR),
        "ReLU": of(layers.ReLU(negative_slope=0.1)),
        "ReflectionPadding2D": of(ReflectionPadding2D(2)),
        "RepeatVector": of(layers.RepeatVector(3), layers.Reshape((3, 5, 1)), shape=VECTOR),
        "Rescaling": of(layers.Rescaling(2.0, -1.0)),
        "ResidualBlock down": of(ResidualBlock(4, "down", first=True)),
        "ResidualBlock up": labelled(
            ResidualBlock(4, "up", crop=((1, 0), (0, 1)), normalization="batch", num_classes=4)
        ),
        "Softmax": of(layers.Softmax(), shape=VECTOR),
        "SpectralNormalization": of(SpectralNormalization(layers.Conv2D(4, 3))),
        "SpectralNormalization of Keras": of(layers.SpectralNormalization(layers.Dense(4)), shape=VECTOR),
        "Subtract": two(layers.Subtract(), VECTOR, VECTOR),
        "UpSampling2D": of(layers.UpSampling2D((2, 3))),
        "UpSampling2D bilinear": of(layers.UpSampling2D(2, interpolation="bilinear")),
        "ZeroPadding2D": of(layers.ZeroPadding2D(((1, 0), (2, 1)))),
        "a model in a model": of(of(layers.Dense(3), shape=VECTOR), layers.Dense(2), shape=VECTOR),
    }


def settled(model, rng):
    """Gives all weights values that are no neutral ones, variances positive ones."""
    for variable in model.weights:
        if str(variable.dtype).startswith("float"):
            drawn = rng.normal(size=variable.shape) * 0.5
            variable.assign(np.abs(drawn) + 0.5 if "variance" in variable.path else drawn)


def drawn(tensor, rng):
    """Returns three classes, or three arrays."""
    if "int" in tensor.dtype:
        return rng.integers(4, size=3)
    return rng.normal(size=(3, *tensor.shape[1:])).astype("float32")


@browser.needs_node
def test_a_page_computes_what_keras_does_by_each_layer():
    """Three samples, so that no tile of the product is full; with SIMD and without."""
    rng, wanted, cases = np.random.default_rng(0), {}, []
    for name, model in models().items():
        settled(model, rng)
        names = [f"input_{number}" for number in range(len(model.inputs))]
        given = [drawn(tensor, rng) for tensor in model.inputs]
        wanted[name] = ops.convert_to_numpy(model(given if len(given) > 1 else given[0], training=False))
        program = lowering.lower(model, names, "float32")
        cases += [(program, dict(zip(names, given)), simd) for simd in (True, False)]
    made, off = browser.outputs(cases), {}
    for number, (name, values) in enumerate(wanted.items()):
        pair = made[2 * number : 2 * number + 2]
        assert [one.shape for one in pair] == [values.shape] * 2, name
        off[name] = max(float(np.abs(one - values).max()) for one in pair)
    assert not {name: error for name, error in off.items() if error > 3e-5}


@browser.needs_node
def test_networks_of_the_builders_run_with_rounded_weights_nearly_as_they_do():
    kerasgan_nets = [
        kerasgan.build_generator("resnet", (16, 16, 3), 8, filters=8),
        kerasgan.build_generator("dcgan", (12, 12, 1), 8, filters=64),
    ]
    z = np.random.default_rng(0).normal(size=(2, 8)).astype("float32")
    programs = [lowering.lower(network, ["z"], "float16") for network in kerasgan_nets]
    assert programs[1].size < 0.6 * 4 * kerasgan_nets[1].count_params()
    for network, made in zip(kerasgan_nets, browser.outputs([(program, {"z": z}, True) for program in programs])):
        np.testing.assert_allclose(made, ops.convert_to_numpy(network(z, training=False)), atol=5e-3)


@browser.needs_node
def test_a_seed_draws_what_numpy_draws():
    seeds = [0, 1, 7, 12345678901, 2**70 + 5]
    drawn = """
    const seeds = JSON.parse(require("fs").readFileSync(0, "utf8"));
    const of = (random, draw) => Array.from({ length: 20000 }, () => draw(random));
    const many = (seed, draw) => of(new Random(seed), draw);
    const one = (seed) => [(r) => r.normal(), (r) => r.uniform(), (r) => r.gumbel()].map((draw) => many(seed, draw));
    process.stdout.write(JSON.stringify(seeds.map((seed) => one(BigInt(seed)))));
    """
    for seed, (normal, uniform, gumbel) in zip(seeds, browser.node(drawn, [str(seed) for seed in seeds])):
        rngs = [np.random.default_rng(seed) for _ in range(3)]
        assert np.abs(normal - rngs[0].standard_normal(20000)).max() < 1e-12
        assert np.array_equal(uniform, rngs[1].random(20000))
        assert np.abs(gumbel - rngs[2].gumbel(size=20000)).max() < 1e-12


# === What a page can't carry out ===


@pytest.mark.parametrize(
    ("layer", "told"),
    [
        (lambda: layers.Permute((2, 1, 3), name="a"), "`page`: the layer 'a' of 'net' is a Permute, which no page can"),
        (lambda: layers.Conv2D(6, 3, groups=3, name="a"), "`page`: 'a' has groups=3. A page can carry out Conv2D"),
        (lambda: layers.BatchNormalization(axis=1, name="a"), "`page`: 'a' has axis=1. A page can carry out BatchNorm"),
        (lambda: layers.Dense(2, activation="log_sigmoid", name="a"), "`page`: 'a' has the activation 'log_sigmoid'"),
    ],
)
def test_a_layer_that_no_page_can_carry_out_is_named(layer, told):
    with pytest.raises(ValueError) as error:
        lowering.lower(of(layer()), ["x"], "float32")
    assert str(error.value).startswith(told)


def test_operations_and_layers_of_others_with_a_name_that_is_known_are_refused():
    class Dense(layers.Dense):
        pass

    x = keras.Input((3,))
    for made, what in ((Dense(2, name="a")(x), "is a Dense"), (x * 2.0, "is an operation, Multiply")):
        (told,) = lowering.problems(keras.Model(x, made))
        assert what in told


def test_a_subclassed_network_is_refused():
    class Own(keras.Model):
        def call(self, x):
            return x

    assert lowering.problems(Own(name="own"))[0].startswith("`page`: the network 'own' is no functional or sequential")


def tanh(x):
    """Has the name of an activation of Keras's, and is none."""
    return 2.5 * ops.tanh(x)


@pytest.mark.parametrize(
    ("network", "told"),
    [
        (lambda: of(layers.ReLU(6, negative_slope=0.3, name="a")), "`page`: 'a' has a slope below 0 and a bound."),
        (lambda: of(layers.Dense(4, tanh, name="a")), "`page`: 'a' has an activation of your own, which no page can"),
        (lambda: of(layers.LayerNormalization(rms_scaling=True, name="a")), "`page`: 'a' has rms_scaling=True."),
        (lambda: two(layers.Dot(2, name="a"), (3, 4), (2, 4)), "`page`: 'a' is given values of [3] axes. A page can"),
        (lambda: two(layers.Add(name="a"), (3, 4), (4,)), "`page`: 'a' is given values of [2, 3] axes. A page can"),
    ],
)
@pytest.mark.filterwarnings("ignore:.*rms_scaling")
def test_what_would_come_out_otherwise_than_in_keras_is_refused(network, told):
    found = [problem for layer in network().layers for problem in rules.setting_problems(layer)]
    assert len(found) == 1 and found[0].startswith(told)


@browser.needs_node
def test_each_channel_may_be_scaled_by_itself(rng):
    net = of(layers.Rescaling([1.0, 2.0, 3.0], offset=0.5))
    x = rng.normal(size=(2, *IMAGE)).astype("float32")
    (made,) = browser.outputs([(lowering.lower(net, ["x"], "float32"), {"x": x}, True)])
    np.testing.assert_allclose(made, x * [1, 2, 3] + 0.5, rtol=1e-5)

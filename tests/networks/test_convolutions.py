"""Each form of a convolution gives Keras's own numbers, its gradients too; a table says which form is taken."""

import itertools
import json
import zlib

import keras
import numpy as np
import pytest
from helpers import image_gan, values
from keras import layers, ops

from kerasgan import networks
from kerasgan.networks import convolutions
from kerasgan.training.backend import engine

LAYERS = {"convolution": layers.Conv2D, "transposed": layers.Conv2DTranspose}
ALL = [(operation, name) for operation in LAYERS for name in convolutions.FORMS[operation]]
HERE = [(operation, name) for operation, name in ALL if name in convolutions.available(keras.backend.backend())]
GEOMETRIES = list(itertools.product((1, 2, 3, 4, 5), (1, 2, 3), ("same", "valid")))


def numbers(*shape):
    return np.random.default_rng(zlib.crc32(str(shape).encode())).normal(size=shape).astype("float32")


def same(made, wanted, rtol=0, atol=0):
    made, wanted = (ops.convert_to_numpy(ops.cast(part, "float32")) for part in (made, wanted))
    np.testing.assert_allclose(made, wanted, rtol=rtol, atol=atol)


class EveryKind(dict):
    """A table that names one form for every convolution."""

    def get(self, kind, otherwise=None):
        return self["form"]


@pytest.fixture
def only(monkeypatch):
    """Returns a function: from now on every convolution takes this form, or the backend's own for `None`."""

    def choose(name):
        monkeypatch.setattr(convolutions, "table", lambda: EveryKind(form=name))

    return choose


def layer_of(operation, channels=3, **options):
    layer = LAYERS[operation](**{"filters": 2, "kernel_size": 4, "strides": 2, "padding": "same", **options})
    layer.build((None, 6, 7, channels))
    layer.bias.assign(numbers(*layer.bias.shape)) if layer.use_bias else None
    layer.kernel.assign(numbers(*layer.kernel.shape))
    return layer


def apply(layer, x):
    """Returns what a network of this layer makes of `x` once it is hastened, and what Keras's own class makes of it."""
    network = keras.Sequential([keras.Input(x.shape[1:]), layer])
    own = network(x)
    networks.hasten(network)
    return network, own


@pytest.mark.parametrize("operation, name", HERE)
@pytest.mark.parametrize("kernel, stride, padding", GEOMETRIES)
def test_each_form_gives_what_keras_gives(only, operation, name, kernel, stride, padding):
    only(name)
    layer = layer_of(operation, kernel_size=kernel, strides=stride, padding=padding)
    x = ops.convert_to_tensor(numbers(2, 6, 7, 3))
    network, own = apply(layer, x)
    same(network(x), own, rtol=1e-6, atol=1e-5)


@pytest.mark.parametrize("operation, name", HERE)
@pytest.mark.parametrize("dtype", ["uint8", "int32", "float16", "float64"])
def test_pictures_of_any_dtype_are_convolved_as_by_keras(only, operation, name, dtype):
    """Masks and class maps are whole numbers, and a kernel made whole would be zero."""
    layer = layer_of(operation, autocast=False)
    layer.kernel.assign(numbers(*layer.kernel.shape) / 10)
    x = ops.convert_to_tensor(np.random.default_rng(0).integers(0, 9, (2, 6, 7, 3)).astype(dtype))
    try:
        own = layer(x)
    except Exception as error:  # whatever a backend raises
        pytest.skip(f"Keras itself takes no {dtype} here: {type(error).__name__}")
    only(name)
    networks.hasten(keras.Sequential([keras.Input(x.shape[1:], dtype=dtype), layer]))
    assert keras.backend.standardize_dtype(layer(x).dtype) == keras.backend.standardize_dtype(own.dtype)
    same(layer(x), own, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("operation, name", HERE)
def test_kernels_need_not_be_square_nor_pictures_large(only, operation, name):
    only(name)
    layer = layer_of(operation, kernel_size=(5, 2), use_bias=False, activation="tanh")
    x = ops.convert_to_tensor(numbers(2, 1, 3, 3))
    network, own = apply(layer, x)
    same(network(x), own, rtol=1e-6, atol=1e-5)


@pytest.mark.parametrize("operation, name", HERE)
def test_gradients_and_gradients_of_gradients_are_those_of_keras(only, operation, name):
    layer = layer_of(operation)
    layer.kernel.assign(numbers(*layer.kernel.shape) / 10)
    x = ops.convert_to_tensor(numbers(2, 6, 7, 3))
    penalty = lambda x: ops.square(engine.gradient(lambda x: ops.sum(ops.tanh(layer(x))), x))  # noqa: E731
    wanted = engine.gradient(lambda x: ops.sum(penalty(x)), x)
    only(name)
    networks.hasten(keras.Sequential([keras.Input(x.shape[1:]), layer]))
    same(engine.gradient(lambda x: ops.sum(penalty(x)), x), wanted, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("operation, name", HERE)
def test_half_precision_stays_half_precision(only, operation, name):
    only(name)
    layer = layer_of(operation, dtype="mixed_bfloat16")
    x = ops.convert_to_tensor(numbers(2, 6, 7, 3))
    network, own = apply(layer, x)
    assert keras.backend.standardize_dtype(network(x).dtype) == "bfloat16"
    same(network(x), own, atol=0.1, rtol=0.05)


@pytest.fixture
def parted(monkeypatch):
    """Has every backend compute convolutions in groups group by group, as those do where that is faster."""
    monkeypatch.setattr(convolutions, "parts_groups", lambda: True)


def by_pixels(x, kernel, groups):
    """Returns a convolution in groups with padding `"same"`, of an odd kernel, by NumPy: product by product."""
    reach, width = len(kernel) // 2, kernel.shape[2]
    padded = np.pad(x, ((0, 0), (reach, reach), (reach, reach), (0, 0)))
    y = np.zeros((*x.shape[:3], kernel.shape[-1]))
    for row, column, made in np.ndindex(*kernel.shape[:2], kernel.shape[-1]):
        group = made * groups // kernel.shape[-1]
        seen = padded[:, row : row + x.shape[1], column : column + x.shape[2], group * width : (group + 1) * width]
        y[..., made] += seen @ kernel[row, column, :, made]
    return y


@pytest.mark.skipif(keras.backend.backend() != "torch", reason="PyTorch's own operations")
@pytest.mark.parametrize("stride, kernel", [(1, 3), (2, 3), (2, 4)])
def test_pytorch_convolves_in_groups_as_the_pictures_lie(only, stride, kernel):
    only("as_they_lie")
    layer = layer_of("convolution", channels=8, filters=12, kernel_size=kernel, strides=stride, groups=4)
    x = ops.convert_to_tensor(numbers(2, 6, 7, 8))
    network, own = apply(layer, x)
    assert "call" in layer.__dict__
    same(network(x), own, rtol=1e-6, atol=1e-5)
    if stride == 1:
        wanted = by_pixels(numbers(2, 6, 7, 8), numbers(*layer.kernel.shape), 4)
        same(network(x), wanted + ops.convert_to_numpy(layer.bias), rtol=1e-5, atol=1e-4)


@pytest.mark.parametrize("stride, padding", list(itertools.product((1, 2), ("same", "valid"))))
def test_a_convolution_of_a_layer_of_ours_takes_the_fastest_form_too(only, stride, padding):
    x, kernel = ops.convert_to_tensor(numbers(2, 6, 7, 3)), ops.convert_to_tensor(numbers(3, 3, 3, 2))
    only(None)
    own = convolutions.convolution(x, kernel, stride, padding)
    same(own, ops.conv(x, kernel, stride, padding, "channels_last"))
    only("im2col")
    same(convolutions.convolution(x, kernel, stride, padding), own, rtol=1e-6, atol=1e-5)


@pytest.mark.parametrize("groups", (2, 4))
def test_group_by_group_gives_what_its_definition_gives(parted, groups):
    layer = layer_of("convolution", channels=8, filters=12, kernel_size=3, strides=1, groups=groups, use_bias=False)
    x = numbers(2, 5, 7, 8)
    networks.hasten(keras.Sequential([keras.Input(x.shape[1:]), layer]))
    same(layer(x), by_pixels(x, numbers(*layer.kernel.shape), groups), rtol=1e-5, atol=1e-4)


def test_group_by_group_gradients_of_gradients_are_those_of_keras(parted):
    layer = layer_of("convolution", channels=4, filters=4, kernel_size=3, strides=1, groups=2, use_bias=False)
    x = ops.convert_to_tensor(numbers(2, 6, 7, 4))
    kernel = ops.convert_to_tensor(layer.kernel) / 10

    def penalty(kernel):
        """Like R1's: by the kernel, of the slope at the pictures."""
        made = lambda x: ops.sum(ops.tanh(layer.convolution_op(x, kernel)))  # noqa: E731
        return ops.sum(ops.square(engine.gradient(made, x)))

    wanted = engine.gradient(penalty, kernel)
    networks.hasten(keras.Sequential([keras.Input(x.shape[1:]), layer]))
    assert "convolution_op" in layer.__dict__
    same(engine.gradient(penalty, kernel), wanted, rtol=1e-5, atol=1e-5)


def test_group_by_group_half_precision_stays_half_precision(parted):
    options = {"channels": 4, "filters": 4, "kernel_size": 3, "strides": 1, "groups": 2, "use_bias": False}
    layer = layer_of("convolution", dtype="mixed_bfloat16", **options)
    x = numbers(2, 6, 7, 4)
    networks.hasten(keras.Sequential([keras.Input(x.shape[1:]), layer]))
    made = layer(x)
    assert keras.backend.standardize_dtype(made.dtype) == "bfloat16"
    same(made, by_pixels(x, numbers(*layer.kernel.shape), 2), rtol=0.05, atol=0.2)


def test_groups_are_parted_on_cpus_but_for_pytorch(monkeypatch):
    monkeypatch.setattr(convolutions, "accelerated", lambda: False)
    assert convolutions.parts_groups() is (keras.backend.backend() != "torch")
    monkeypatch.setattr(convolutions, "accelerated", lambda: True)
    assert not convolutions.parts_groups()


OUT_OF_REACH = [
    ("convolution", {"dilation_rate": 2, "strides": 1}),
    ("convolution", {"strides": (1, 2)}),
    ("convolution", {"groups": 2}),
    ("transposed", {"output_padding": 1, "kernel_size": 3}),
    ("transposed", {"strides": (2, 1)}),
]


@pytest.mark.parametrize("operation, options", OUT_OF_REACH, ids=str)
def test_what_the_forms_do_not_reach_goes_keras_way(only, monkeypatch, operation, options):
    monkeypatch.setattr(convolutions, "parts_groups", lambda: False)
    only("im2col" if operation == "convolution" else "subpixel")
    x = ops.convert_to_tensor(numbers(2, 6, 7, 4))
    network, own = apply(layer_of(operation, channels=4, **options), x)
    same(network(x), own)


@pytest.mark.parametrize("operation", LAYERS)
def test_layers_keep_config_weights_and_files(only, operation, tmp_path):
    only("im2col" if operation == "convolution" else "subpixel")
    layer = layer_of(operation)
    before = layer.get_config(), [weight.path for weight in layer.weights]
    x = ops.convert_to_tensor(numbers(2, 6, 7, 3))
    network, own = apply(layer, x)
    assert (layer.get_config(), [weight.path for weight in layer.weights]) == before
    network.save(tmp_path / "network.keras")
    loaded = keras.models.load_model(tmp_path / "network.keras")
    assert type(loaded.layers[-1]) is LAYERS[operation] and "call" not in loaded.layers[-1].__dict__
    same(loaded(x), own, rtol=1e-6, atol=1e-5)


def test_a_users_subclass_computes_as_it_says(only):
    only("im2col")

    class Doubled(layers.Conv2D):
        def convolution_op(self, inputs, kernel):
            return 2 * super().convolution_op(inputs, kernel)

    layer = Doubled(2, 3, use_bias=False)
    network, own = apply(layer, ops.convert_to_tensor(numbers(2, 6, 7, 3)))
    assert "convolution_op" not in layer.__dict__
    same(network(numbers(2, 6, 7, 3)), own)


def test_sizes_that_nobody_knows_yet_go_keras_way(only):
    only("subpixel")
    network = keras.Sequential([keras.Input((None, None, 3)), layer_of("transposed")])
    networks.hasten(network)
    assert network(keras.Input((None, None, 3))).shape == (None, None, None, 2)
    assert network(numbers(2, 3, 4, 3)).shape == (2, 6, 8, 2)


def test_the_table_names_forms_that_are_there_for_kinds_that_are_there():
    written = json.loads(convolutions.TABLE.read_text(encoding="utf-8"))
    assert set(written) <= {"jax", "torch", "tensorflow"}
    for backend, forms in written.items():
        for kind, name in forms.items():
            operation, *_ = kind.split(", ")
            assert name in convolutions.FORMS[operation], (backend, kind)
            assert name in convolutions.available(backend)


def test_a_kind_is_named_by_what_decides_its_speed():
    kind = convolutions.kind_of("transposed", (4, 4, 64, 128), 2, "float32")
    assert kind == "transposed, wide, strided evenly, many channels, float32"
    assert convolutions.kind_of("transposed", (5, 5, 64, 128), 2, "float32") == kind.replace(" evenly", "")
    assert convolutions.kind_of("convolution", (1, 1, 3, 64), 1, "bfloat16") == (
        "convolution, pointwise, dense, of few channels, bfloat16"
    )
    assert "to few channels" in convolutions.kind_of("convolution", (3, 3, 64, 3), 1, "float32")
    assert "to few channels" in convolutions.kind_of("transposed", (4, 4, 3, 64), 2, "float32")
    assert "of few channels" in convolutions.kind_of("transposed", (4, 4, 64, 1), 2, "float32")


def test_without_a_table_nothing_is_touched(monkeypatch):
    monkeypatch.setattr(convolutions, "table", dict)
    layer = layer_of("transposed")
    networks.hasten(keras.Sequential([keras.Input((6, 7, 3)), layer]))
    assert "call" not in layer.__dict__


def test_accelerators_have_no_table(monkeypatch):
    monkeypatch.setattr(convolutions, "accelerated", lambda: True)
    assert convolutions.table() == {}


def test_a_gan_learns_the_same_whatever_the_form(only):
    def trained(form):
        only(form)
        keras.utils.set_random_seed(0)
        gan = image_gan()
        gan.compile()
        gan.fit(numbers(8, 8, 8, 1).clip(-1, 1), epochs=2, batch_size=4, shuffle=False, verbose=0)
        return values(gan.variables)

    for own, hastened in zip(trained(None), trained("subpixel")):
        same(hastened, own, atol=1e-4)

"""Channels first: the same game, number by number, as with the channels last; or an error before anything is done."""

import keras
import numpy as np
import pytest
from cases import some
from helpers import sgd, values

import kerasgan
from kerasgan.networks import formats

layers = keras.layers

FIRST, LAST = "channels_first", "channels_last"


def turned(shape, data_format):
    return (shape[-1], *shape[:-1]) if data_format == FIRST else shape


def networks_of(data_format, pack=1, inner=()):
    """Two convolutions. No map is as wide as it has channels: Keras on TensorFlow takes one for the other then."""
    options = {"strides": 2, "padding": "same", "data_format": data_format}
    g = [layers.Dense(32), layers.Reshape(turned((4, 4, 2), data_format))]
    g.append(layers.Conv2DTranspose(3, 4, activation="tanh", **options))
    d = [layers.Conv2D(5, 4, **options), layers.LeakyReLU(0.2), *inner]
    d += [layers.Flatten(data_format=data_format), layers.Dense(1)]
    x = keras.Input(turned((8, 8, 3 * pack), data_format))
    return keras.Sequential([keras.Input((3,)), *g]), keras.Sequential([x, *d])


def weights_turned(weights):
    """Returns the weights of a GAN with the channels last for one with the channels first."""
    kernel, bias, *others = (np.array(one) for one in weights)
    kernel = kernel.reshape(-1, 4, 4, 2).transpose(0, 3, 1, 2).reshape(kernel.shape)
    return [kernel, bias.reshape(4, 4, 2).transpose(2, 0, 1).reshape(-1), *others]


def transposes_channels_first():
    """Tells whether the backend can: TensorFlow on a CPU only by oneDNN, which it leaves off without AVX-512."""
    try:
        layers.Conv2DTranspose(1, 2, data_format=FIRST)(np.zeros((1, 1, 2, 2), "float32"))
    except Exception:
        return keras.backend.backend() != "tensorflow"
    return True


needs_channels_first = pytest.mark.skipif(not transposes_channels_first(), reason="TensorFlow can't on this processor")

CASES = {
    "plain": {},
    "packing": {"pack": 2, "transforms": [kerasgan.transforms.Packing(2)]},
    "augmented": {"transforms": ["diff_augment"]},
    "augmented packs": {"pack": 2, "transforms": ["diff_augment", "packing"]},
    "consistency": {"terms": ["consistency"]},
    "std_dev": {"inner": lambda fmt: [kerasgan.layers.MinibatchStdDev(fmt)]},
    "discrimination": {"inner": lambda fmt: [kerasgan.layers.MinibatchDiscrimination(3, data_format=fmt)]},
}


@needs_channels_first
@pytest.mark.parametrize("name", some(CASES, ["plain", "augmented packs"]))
def test_channels_first_is_the_same_game(name, rng):
    case, found = dict(CASES[name]), []
    x = rng.uniform(-1, 1, (8, 8, 8, 3)).astype("float32")
    pack, inner = case.pop("pack", 1), case.pop("inner", lambda data_format: [])
    for data_format in (LAST, FIRST):
        pair = networks_of(data_format, pack, inner(data_format))
        gan = kerasgan.build_gan(*pair, g_optimizer=sgd(), d_optimizer=sgd(), jit_compile=False, **case)
        gan.reseed(0)
        if name == "discrimination":  # a layer that takes pixels in their order
            for variable in gan.weights:
                variable.assign(np.full(variable.shape, 0.1))
        elif data_format == LAST:
            weights = gan.get_weights()
        else:
            gan.set_weights(weights_turned(weights))
        assert gan.fields[0].data_format == data_format
        found.append(gan.train_on_batch(x if data_format == LAST else np.moveaxis(x, -1, 1)))
    assert found[1] == pytest.approx(found[0], rel=1e-4, abs=1e-5)


@pytest.mark.parametrize("data_format", [FIRST, LAST])
def test_packs_are_of_the_shape_that_packing_says(data_format):
    pack = kerasgan.transforms.Packing(2)
    assert pack.packed(turned((8, 8, 3), data_format), data_format) == turned((8, 8, 6), data_format)
    assert pack.packed((4,), data_format) == (8,)


@pytest.fixture
def channels_first():
    keras.config.set_image_data_format(FIRST)
    yield
    keras.config.set_image_data_format(LAST)


def test_layers_take_the_format_that_keras_is_set_to(channels_first):
    assert kerasgan.layers.MinibatchStdDev().data_format == FIRST
    assert kerasgan.transforms.Packing(2).packed((3, 8, 8)) == (6, 8, 8)
    layer = kerasgan.layers.MinibatchDiscrimination.from_config({"kernels": 2})  # of a file without a format
    assert layer.data_format == LAST and layer.compute_output_shape((None, 4, 4, 3)) == (None, 4, 4, 5)


def test_dense_networks_say_it_by_their_channels(channels_first):
    for shape, data_format in (((3, 8, 8), FIRST), ((8, 8, 3), LAST), ((8, 6, 2), LAST), ((8,), LAST)):
        g, d = kerasgan.build_generator("mlp", shape, 3), kerasgan.build_discriminator("mlp", shape)
        assert kerasgan.build_gan(g, d).fields[0].data_format == data_format


def test_a_zoo_entry_is_the_same_whatever_keras_is_set_to(channels_first):
    network = kerasgan.layers.ResidualBlock(4, resample="up", crop=((0, 1), (0, 1)))
    assert tuple(network(np.zeros((2, 4, 4, 3), "float32")).shape) == (2, 7, 7, 4)
    gan = kerasgan.zoo.load("mnist_dcgan")
    assert gan.sample(2, seed=0).shape == (2, 28, 28, 1) and gan.fields[0].data_format == LAST


@pytest.mark.parametrize(
    "inner, says",
    [
        (lambda: kerasgan.layers.MinibatchStdDev(LAST), "Pass `data_format='channels_first'` to it."),
        (lambda: kerasgan.layers.ResidualBlock(4), "Build all with that."),
    ],
    ids=["compares", "residual"],
)
def test_a_layer_of_the_other_format_is_refused_before_anything_is_built(inner, says):
    pair = networks_of(FIRST, inner=[inner()])
    with pytest.raises(ValueError, match="^`discriminator`: its layer '.*' is 'channels_last' among layers that are"):
        kerasgan.build_gan(*pair)
    with pytest.raises(ValueError) as error:
        kerasgan.GAN(*pair)
    assert str(error.value).endswith(says)


def test_what_turns_the_axes_inside_a_network_is_its_own_affair():
    x = keras.Input((8, 8, 3))
    turn = layers.Permute((3, 1, 2))(x)
    conv = layers.Conv2D(5, 4, 2, "same", data_format=FIRST)(turn)
    back = kerasgan.layers.MinibatchStdDev(LAST)(layers.Permute((2, 3, 1))(conv))
    d = keras.Model(x, layers.Dense(1)(layers.Flatten()(back)))
    g = kerasgan.build_generator("mlp", (8, 8, 3), 3)
    assert formats.problems({"discriminator": d}) == [] and formats.of_sample(g, d, (8, 8, 3)) == LAST


@needs_channels_first
def test_samples_with_channels_first_are_drawn_in_their_colours(tmp_path, rng):
    images = rng.integers(0, 256, (4, 3, 8, 8), "uint8")
    figures = [kerasgan.plot_samples(x) for x in (images, np.moveaxis(images, 1, -1))]
    drawn = [figure.axes[0].images[0].get_array() for figure in figures]
    np.testing.assert_array_equal(*drawn)
    gan = kerasgan.build_gan(*networks_of(FIRST))
    grid = kerasgan.callbacks.SampleGrid(tmp_path / "grids", every=1)
    x = np.zeros((8, 3, 8, 8), "uint8")
    kerasgan.fit_gan(gan, x, steps=1, batch_size=8, callbacks=[grid], verbose=0, doctor=False)
    assert list((tmp_path / "grids").iterdir()) and gan.sample(2).shape == (2, 3, 8, 8)
    gan.save_to_preset(tmp_path / "preset")
    before, again = values(gan.variables), kerasgan.GAN.from_preset(tmp_path / "preset")
    assert again.fields[0].data_format == FIRST and len(values(again.variables)) == len(before)

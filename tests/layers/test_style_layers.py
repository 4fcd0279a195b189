"""The layers of StyleGAN2, each recomputed by NumPy, sample by sample."""

import keras
import numpy as np
import pytest
from helpers import value

from kerasgan import layers as ours
from kerasgan.layers import counted_noise, filtering

TAPS = np.outer([1, 3, 3, 1], [1, 3, 3, 1]) / 64


def tensor(array):
    return keras.ops.convert_to_tensor(np.asarray(array, "float32"))


def correlated(x, kernel, stride=1):
    """What a window sees at each place without padding: one image `(h, w, c)`, kernel `(k, k, c, f)`."""
    side = kernel.shape[0]
    rows, columns = (range(0, size - side + 1, stride) for size in x.shape[:2])
    return np.array([[np.tensordot(x[i : i + side, j : j + side], kernel, 3) for j in columns] for i in rows])


def filtered(x, pads, stride=1):
    """The filter along both axes of each channel."""
    x = np.pad(x, (*pads, (0, 0)))
    each = [correlated(x[..., c : c + 1], TAPS[:, :, None, None], stride) for c in range(x.shape[-1])]
    return np.concatenate(each, axis=-1)


def randomised(layer, seed=2):
    """The layer with random weights."""
    rng = np.random.default_rng(seed)
    layer.set_weights([rng.normal(size=w.shape) for w in layer.get_weights()])
    return layer


def leaky(x):
    return np.where(x > 0, x, 0.2 * x)


# === Equalised learning rates ===


def test_a_dense_layer_scales_its_weights_as_it_runs(rng):
    x = rng.normal(size=(3, 5))
    layer = ours.EqualizedDense(4, "leaky_relu", gain=1.5, rate=0.01, bias=2.0)
    layer(tensor(x))
    assert value(layer.bias) == pytest.approx(np.full(4, 200.0))
    kernel, bias = (value(w) for w in randomised(layer).weights)
    expected = 1.5 * leaky(x @ kernel * 0.01 / np.sqrt(5) + 0.01 * bias)
    np.testing.assert_allclose(value(layer(tensor(x))), expected, rtol=1e-4, atol=1e-6)


def test_weights_begin_as_normal_numbers_of_the_size_that_the_rate_says():
    layer = ours.EqualizedDense(300, rate=0.01)
    layer.build((None, 300))
    assert value(layer.kernel).std() == pytest.approx(100, rel=0.02)
    outputs = value(layer(tensor(np.random.default_rng(0).normal(size=(200, 300)))))
    assert outputs.std() == pytest.approx(1, rel=0.05)


@pytest.mark.parametrize("size", [(4, 6), (5, 7)])
@pytest.mark.parametrize("side", [1, 3])
def test_a_convolution_halves_behind_the_filter(side, size, rng):
    x = rng.normal(size=(2, *size, 3))
    layer = ours.EqualizedConv2D(4, side, halve=True)
    layer(tensor(x))
    kernel, bias = (value(w) for w in randomised(layer).weights)
    margin = side // 2 + 1
    pads = [(margin, margin + pixels % 2) for pixels in size]
    expected = [correlated(filtered(one, pads), kernel / np.sqrt(side * side * 3), 2) + bias for one in x]
    found = value(layer(tensor(x)))
    assert found.shape[1:3] == tuple(-(-pixels // 2) for pixels in size)
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-5)


def test_a_residual_block_is_as_large_as_its_two_ways(rng):
    x = rng.normal(size=(2, 4, 4, 3))
    block = ours.FilteredResidualBlock(5)
    block(tensor(x))
    randomised(block)
    main = value(block.conv_2(block.conv_1(tensor(x))))
    expected = (main + value(block.shortcut(tensor(x)))) / np.sqrt(2)
    np.testing.assert_allclose(value(block(tensor(x))), expected, rtol=1e-4, atol=1e-5)
    assert block.shortcut.bias is None and block.conv_1.gain == pytest.approx(np.sqrt(2))


# === Doubling ===


def test_an_image_is_doubled_by_zeros_and_the_filter(rng):
    x = rng.normal(size=(2, 3, 4, 2))
    spread = np.zeros((2, 6, 8, 2))
    spread[:, ::2, ::2] = x
    expected = [4 * filtered(one, [(2, 1), (2, 1)]) for one in spread]
    np.testing.assert_allclose(value(filtering.doubled(tensor(x))), expected, rtol=1e-4, atol=1e-5)


# === Modulation ===


def weights_of(layer):
    """Style, kernel and bias of a modulated convolution without noise."""
    return [value(w) for w in (layer.style.kernel, layer.style.bias, layer.kernel, layer.bias)]


def scaled(layer, w, demodulate=True):
    """The kernel of one sample, by the paper's formula."""
    matrix, shift, kernel, _ = weights_of(layer)
    style = w[layer.index] @ matrix / np.sqrt(len(matrix)) + shift
    kernel = kernel * style[:, None] / np.sqrt(np.prod(kernel.shape[:3]))
    return kernel / np.sqrt((kernel**2).sum((0, 1, 2)) + 1e-8) if demodulate else kernel


@pytest.mark.parametrize("demodulate", [True, False])
def test_each_sample_has_weights_of_its_own(demodulate, rng):
    x, w = rng.normal(size=(3, 4, 5, 2)), rng.normal(size=(3, 4, 6))
    layer = ours.ModulatedConv2D(5, 2, demodulate=demodulate, noise=False, activation="leaky_relu", gain=2.0)
    layer([tensor(x), tensor(w)])
    randomised(layer)
    padded = np.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0)))
    made = [correlated(one, scaled(layer, style, demodulate)) for one, style in zip(padded, w)]
    expected = 2.0 * leaky(np.array(made) + weights_of(layer)[-1])
    np.testing.assert_allclose(value(layer([tensor(x), tensor(w)])), expected, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("size", [(8, 6), (7, 6)])
def test_maps_are_doubled_by_zeros_the_convolution_and_the_filter(size, rng):
    x, w = rng.normal(size=(2, 4, 3, 2)), rng.normal(size=(2, 1, 6))
    layer = ours.ModulatedConv2D(3, 0, size=size, noise=False)
    layer([tensor(x), tensor(w)])
    randomised(layer)
    expected = []
    for one, style in zip(x, w):
        kernel, made = scaled(layer, style), np.zeros((9, 7, 3))
        for i, j in np.ndindex(4, 3):  # each pixel spreads over 3x3
            made[2 * i : 2 * i + 3, 2 * j : 2 * j + 3] += np.einsum("c,klcf->klf", one[i, j], kernel)
        expected.append(4 * filtered(made, [(1, 1), (1, 1)])[: size[0]] + weights_of(layer)[-1])
    np.testing.assert_allclose(value(layer([tensor(x), tensor(w)])), expected, rtol=1e-4, atol=1e-4)


def test_demodulated_maps_are_as_large_as_their_inputs_whatever_the_style(rng):
    layer = ours.ModulatedConv2D(64, 0, noise=False)
    x, w = tensor(rng.normal(size=(2, 16, 16, 32))), tensor(rng.normal(size=(2, 1, 8)) * [[[1]], [[100]]])
    made = value(layer([x, w]))[:, 1:-1, 1:-1]
    np.testing.assert_allclose(made.std((1, 2, 3)), 1.0, rtol=0.1)


# === Noise ===


def by_hand(seed, count, size):
    """MurmurHash3's mixing in Python's own integers."""

    def mixed(h):
        h ^= h >> 16
        h = h * 0x85EBCA6B % 2**32
        h ^= h >> 13
        h = h * 0xC2B2AE35 % 2**32
        return h ^ h >> 16

    step = 0x9E3779B9
    hashes = [mixed((mixed((place * step + seed) % 2**32) + count * step) % 2**32) for place in range(size)]
    return [((h >> 9) + 0.5) / 2**23 for h in hashes]


def test_uniform_numbers_are_those_that_integers_say_on_every_backend():
    state = keras.ops.convert_to_tensor(np.array([123456789, 7], "int32"))
    np.testing.assert_array_equal(value(counted_noise.uniform(state, (3, 5))).ravel(), by_hand(123456789, 7, 15))


def test_normal_numbers_are_normal_and_independent_of_each_other():
    draw = [value(counted_noise.normal(tensor([9, count]), (40, 50, 20))).ravel() for count in (0, 1)]
    for values in draw:
        assert abs(values.mean()) < 0.02 and values.std() == pytest.approx(1, abs=0.02)
        assert (values**4).mean() == pytest.approx(3, abs=0.15)
        assert abs(np.corrcoef(values[1:], values[:-1])[0, 1]) < 0.02
    assert abs(np.corrcoef(*draw)[0, 1]) < 0.02


def test_noise_is_new_in_training_and_one_picture_outside():
    layer = ours.NoiseInjection(seed=3)
    zeros = tensor(np.zeros((2, 4, 4, 3)))
    assert not value(layer(zeros, training=True)).any()  # it begins at nothing
    layer.strength.assign(2.0)
    first, second = (value(layer(zeros, training=True)) for _ in range(2))
    assert (first != second).any() and (first[0] != first[1]).any() and (first[..., 0] == first[..., 2]).all()
    still = value(layer(zeros))
    np.testing.assert_allclose(still, np.broadcast_to(2 * value(layer.picture), still.shape))
    np.testing.assert_array_equal(value(layer(zeros)), still)


# === Styles ===


def test_styles_are_mixed_from_a_later_layer_on_and_in_training_alone():
    layer = ours.StyleMixing(4, 0.75, seed=1)
    own, other = tensor(np.zeros((2000, 2))), tensor(np.ones((2000, 2)))
    assert not value(layer([own, other])).any()
    mixed = value(layer([own, other], training=True))
    assert (mixed[..., 0] == mixed[..., 1]).all() and not mixed[:, 0].any()
    assert (np.diff(mixed[..., 0], axis=1) >= 0).all()  # once the other, to the end the other
    assert mixed[:, -1, 0].mean() == pytest.approx(0.75, abs=0.04)
    np.testing.assert_allclose(mixed[:, 1:, 0].mean(0), [0.25, 0.5, 0.75], atol=0.04)
    assert value(layer(own, training=True)).shape == (2000, 4, 2)


def test_a_moving_average_follows_in_training_alone(rng):
    layer, x = ours.MovingAverage(0.9), rng.normal(3.0, 1.0, (5, 2))
    for training in (True, False, True):
        np.testing.assert_allclose(value(layer(tensor(x), training=training)), x, rtol=1e-6)
    np.testing.assert_allclose(value(layer.average), (0.1 + 0.9 * 0.1) * x.mean(0), rtol=1e-5)
    assert not layer.trainable_variables


def test_the_constant_is_the_same_for_all():
    layer = ours.LearnedConstant((2, 3, 1))
    made = value(layer(tensor(np.zeros((4, 7)))))
    np.testing.assert_array_equal(made, np.repeat(value(layer.constant)[None], 4, axis=0))


LAYERS = [
    ours.EqualizedDense(3, "relu", 2.0, 0.1, 1.0),
    ours.EqualizedConv2D(3, 1, True, False, "tanh", 0.5),
    ours.ModulatedConv2D(3, 1, 3, (4, 5), False, False, "relu", 2.0),
    ours.NoiseInjection(4),
    ours.FilteredResidualBlock(3, "relu"),
    ours.LearnedConstant((2, 2, 1)),
    ours.MovingAverage(0.5),
    ours.StyleMixing(3, 0.5, 2),
]


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: type(layer).__name__)
def test_layers_survive_their_config(layer):
    assert type(layer).from_config(layer.get_config()).get_config() == layer.get_config()


@pytest.mark.parametrize(
    "make, message",
    [
        (lambda: ours.EqualizedDense(0), "`units`: expected a whole number of at least 1. Received: 0."),
        (lambda: ours.EqualizedDense(2, rate=0), "`rate`: expected a number above 0. Received: 0."),
        (lambda: ours.EqualizedConv2D(2, 4), "`kernel_size`: expected an odd whole number of at least 1. Received: 4."),
        (
            lambda: ours.ModulatedConv2D(2, kernel_size=1, size=(4, 4)),
            "`kernel_size`: expected 3 where maps are doubled. Received: 1.",
        ),
        (lambda: ours.MovingAverage(1.0), "`momentum`: expected a number from 0 to below 1. Received: 1.0."),
        (lambda: ours.StyleMixing(2, 1.5), "`probability`: expected a number from 0 to 1. Received: 1.5."),
    ],
)
def test_what_cannot_work_is_refused(make, message):
    with pytest.raises(ValueError) as error:
        make()
    assert str(error.value) == message

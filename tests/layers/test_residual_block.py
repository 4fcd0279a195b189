"""Residual blocks and conditional batch normalisation, each recomputed by NumPy."""

import keras
import numpy as np
import pytest
from helpers import value

from kerasgan.layers import ConditionalBatchNormalization, ResidualBlock

LABELS = np.array([2, 0, 1, 2], "int32")


def tensor(array):
    return keras.ops.convert_to_tensor(array)


def convolved(x, kernel, bias):
    """A convolution with stride 1 that keeps the size."""
    margin = kernel.shape[0] // 2
    padded = np.pad(x, ((0, 0), (margin, margin), (margin, margin), (0, 0)))
    _, height, width, _ = x.shape
    shifts = [(i, j) for i in range(kernel.shape[0]) for j in range(kernel.shape[1])]
    return bias + sum(padded[:, i : i + height, j : j + width] @ kernel[i, j] for i, j in shifts)


def doubled(x):
    return x.repeat(2, axis=1).repeat(2, axis=2)


def halved(x):
    """The mean of 2x2 pixels, of those that there are at the end of an odd side."""
    rows = np.stack([x[:, i : i + 2].mean(1) for i in range(0, x.shape[1], 2)], axis=1)
    return np.stack([rows[:, :, i : i + 2].mean(2) for i in range(0, x.shape[2], 2)], axis=2)


def block(x, **options):
    """A block with random weights; what it makes of x, and its weights by name."""
    layer = ResidualBlock(**options)
    layer(tensor(x))
    rng = np.random.default_rng(2)
    layer.set_weights([rng.normal(size=w.shape) for w in layer.get_weights()])
    parts = {name: getattr(layer, name) for name in ("conv_1", "conv_2", "shortcut")}
    return layer, {name: part and [value(w) for w in part.weights] for name, part in parts.items()}


def relu(x):
    return np.maximum(x, 0)


@pytest.mark.parametrize("crop", [None, ((0, 1), (0, 0))])
def test_a_block_that_doubles(crop, rng):
    x = rng.normal(size=(2, 3, 2, 4)).astype("float32")
    layer, w = block(x, filters=3, resample="up", crop=crop)
    rows = 5 if crop else 6
    main = convolved(doubled(relu(x))[:, :rows], *w["conv_1"])
    expected = convolved(relu(main), *w["conv_2"]) + convolved(doubled(x)[:, :rows], *w["shortcut"])
    np.testing.assert_allclose(value(layer(tensor(x))), expected, rtol=1e-4, atol=1e-4)
    assert layer.compute_output_shape((None, 3, 2, 4)) == (None, rows, 4, 3)


def test_a_block_that_halves_odd_sizes_too(rng):
    x = rng.normal(size=(2, 5, 4, 3)).astype("float32")
    layer, w = block(x, filters=3, resample="down")
    expected = halved(convolved(relu(convolved(relu(x), *w["conv_1"])), *w["conv_2"])) + halved(x)
    assert w["shortcut"] is None
    np.testing.assert_allclose(value(layer(tensor(x))), expected, rtol=1e-4, atol=1e-4)
    assert layer.compute_output_shape((None, 5, 4, 3)) == (None, 3, 2, 3)


def test_the_first_block_takes_the_image_as_it_is(rng):
    x = rng.normal(size=(2, 4, 4, 1)).astype("float32")
    layer, w = block(x, filters=2, resample="down", first=True, normalization="layer", activation="leaky_relu")
    assert layer.norm_1 is None and layer.norm_2 is not None
    layer, w = block(x, filters=2, resample="down", first=True)
    main = halved(convolved(relu(convolved(x, *w["conv_1"])), *w["conv_2"]))
    np.testing.assert_allclose(
        value(layer(tensor(x))), main + convolved(halved(x), *w["shortcut"]), rtol=1e-4, atol=1e-4
    )


def test_without_normalisation_a_block_begins_as_its_shortcut(rng):
    x = rng.normal(size=(2, 4, 4, 3)).astype("float32")
    np.testing.assert_array_equal(value(ResidualBlock(3)(tensor(x))), x)
    for options in ({"normalization": "batch"}, {"spectral": True}):
        assert (value(ResidualBlock(3, **options)(tensor(x))) != x).any()


def test_classes_scale_and_shift_what_the_batch_has_normalised(rng):
    layer = ConditionalBatchNormalization(3)
    x = rng.normal(3.0, 2.0, (4, 2, 3, 5)).astype("float32")
    layer(tensor(x), tensor(LABELS))
    gamma, beta = (rng.normal(size=(3, 5)).astype("float32") for _ in range(2))
    layer.gamma.assign(gamma)
    layer.beta.assign(beta)
    scale, shift = (table[LABELS][:, None, None] for table in (gamma, beta))
    plain = (x - x.mean((0, 1, 2))) / np.sqrt(x.var((0, 1, 2)) + 1e-5)
    found = value(layer(tensor(x), tensor(LABELS), training=True))
    np.testing.assert_allclose(found, scale * plain + shift, rtol=1e-3, atol=1e-4)
    mean, variance = 0.1 * x.mean((0, 1, 2)), 0.9 + 0.1 * x.var((0, 1, 2))
    outside = value(layer(tensor(x), tensor(LABELS)))
    np.testing.assert_allclose(outside, scale * (x - mean) / np.sqrt(variance + 1e-5) + shift, rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize(
    "layer",
    [
        ResidualBlock(3, "up", ((0, 1), (0, 0)), "tanh", "batch", 3, True, name="a"),
        ResidualBlock(2, first=True, resample="down"),
        ConditionalBatchNormalization(4, momentum=0.5, epsilon=0.1),
    ],
    ids=["block", "first", "norm"],
)
def test_layers_survive_their_config(layer):
    again = type(layer).from_config(layer.get_config())
    assert again.get_config() == layer.get_config()


def test_what_makes_no_block_is_refused():
    with pytest.raises(ValueError) as error:
        ResidualBlock(0, resample="upp", num_classes=3)
    assert str(error.value).splitlines() == [
        "3 problems:",
        "  1. `filters`: expected a whole number of at least 1. Received: 0.",
        "  2. `resample`: expected one of 'down', 'up'. Received: 'upp'. Did you mean 'up'?",
        "  3. `normalization`: expected 'batch' beside `num_classes`, whose scales are those of the class. Received: "
        "None.",
    ]

"""R3GAN's block, recomputed by hand, and what it starts as."""

import math

import keras
import numpy as np
import pytest
from helpers import value
from scipy import signal

from kerasgan.layers import InvertedBottleneck


def leaky(x):
    return np.where(x > 0, x, 0.2 * x)


def grouped(x, kernel, groups):
    """A grouped convolution 3x3 of one image, channel by channel, by SciPy."""
    height, width, channels = x.shape
    inner, outer = channels // groups, kernel.shape[-1] // groups
    made = np.zeros((height, width, kernel.shape[-1]))
    for out in range(kernel.shape[-1]):
        for place in range(inner):
            seen = x[:, :, (out // outer) * inner + place]
            made[:, :, out] += signal.correlate2d(seen, kernel[:, :, place, out], mode="same")
    return made


def test_it_is_what_the_formula_says(rng):
    layer = InvertedBottleneck(expansion=2, group_width=4)
    x = rng.normal(size=(5, 6, 4)).astype("float32")
    layer(x[None])
    shapes = [weight.shape for weight in layer.weights]
    assert shapes == [(1, 1, 4, 8), (8,), (3, 3, 4, 8), (8,), (1, 1, 8, 4)]
    a, b, c, d, e = [rng.normal(size=shape).astype("float32") for shape in shapes]
    layer.set_weights([a, b, c, d, e])
    expected = x + leaky(grouped(leaky(x @ a[0, 0] + b), c, 2) + d) @ e[0, 0]
    np.testing.assert_allclose(value(layer(x[None]))[0], expected, rtol=1e-4, atol=1e-4)


def test_it_starts_as_the_identity_with_hes_weights_made_smaller_by_the_depth(rng):
    keras.utils.set_random_seed(0)
    layer, x = InvertedBottleneck(depth=16), rng.normal(size=(1, 3, 3, 64)).astype("float32")
    np.testing.assert_array_equal(value(layer(x)), x)
    first, second = (value(conv.kernel) for conv in (layer.conv_1, layer.conv_2))
    gain = math.sqrt(2 / 1.04) / 2
    assert first.std() * math.sqrt(64) == pytest.approx(gain, rel=0.03)
    assert second.std() * math.sqrt(9 * 16) == pytest.approx(gain, rel=0.03)


def test_configs_come_back():
    layer = InvertedBottleneck(3, 6, 4, "tanh", name="a")
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(layer))
    assert again.get_config() == layer.get_config() and again.activation is keras.activations.tanh


def test_bad_input_is_refused():
    with pytest.raises(ValueError, match="3 problems"):
        InvertedBottleneck(0, 1.5, "deep")
    with pytest.raises(ValueError) as error:
        InvertedBottleneck()(np.zeros((1, 3, 3, 12), "float32"))
    message = "`group_width`: expected a divisor of 24, 2 times the 12 channels, such as 12. Received: 16."
    assert str(error.value) == message

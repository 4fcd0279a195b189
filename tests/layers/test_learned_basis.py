"""The learned basis: a picture for each number."""

import keras
import numpy as np
import pytest
from helpers import value

from kerasgan.layers import LearnedBasis


def test_each_number_weighs_a_picture_of_its_own(rng):
    x, layer = rng.normal(size=(3, 5)).astype("float32"), LearnedBasis((4, 6))
    found = value(layer(x))
    np.testing.assert_allclose(found, x[:, None, None, :] * value(layer.basis), rtol=1e-6)
    assert found.shape == layer.compute_output_shape((3, 5)) == (3, 4, 6, 5)


def test_the_basis_starts_as_normal():
    keras.utils.set_random_seed(0)
    layer = LearnedBasis((16, 16))
    layer.build((None, 40))
    basis = value(layer.basis)
    assert abs(basis.mean()) < 0.05 and abs(basis.std() - 1) < 0.05


def test_configs_come_back():
    layer = LearnedBasis((2, 3), name="a")
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(layer))
    assert again.get_config() == layer.get_config() and again.size == (2, 3)


@pytest.mark.parametrize("size", [4, (4,), (4, 4, 4), "ab", (4, 0)])
def test_a_size_is_two_whole_numbers(size):
    with pytest.raises(ValueError, match="^`size`: |2 problems"):
        LearnedBasis(size)

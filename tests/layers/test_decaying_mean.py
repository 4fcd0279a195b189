"""Moving averages: by hand, still outside of training."""

import keras
import numpy as np
import pytest
from helpers import value

from kerasgan.layers import DecayingMean


def test_the_first_numbers_begin_it_and_later_ones_count_less():
    layer = DecayingMean(2, decay=0.75)
    given = np.array([[1, -2], [5, 2], [1, 0]], "float32")
    found = [value(layer(numbers, training=True)).tolist() for numbers in given]
    assert found == [[1, -2], [2, -1], [1.75, -0.75]]
    assert value(layer(given[0])).tolist() == found[-1] and layer.trainable_variables == []
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(layer))
    assert again.get_config() == layer.get_config()


def test_bad_input_is_refused():
    with pytest.raises(ValueError, match="2 problems"):
        DecayingMean(0, 1.0)

"""The pool of samples, against a loop in NumPy."""

import keras
import numpy as np
import pytest
from helpers import value

from kerasgan.layers import SamplePool


def by_hand(kept, samples, chance, size):
    """What is shown of a batch, and the pool afterwards; `kept` is a list of as many samples as there are."""
    shown, after = list(samples), list(kept)
    for number, (place, stays) in enumerate(chance):
        if len(kept) + number < size:
            after.append(samples[number])
        elif len(kept) == size and stays < 0.5:
            shown[number] = kept[int(place * size)]
            after[int(place * size)] = samples[number]
    return shown, after


def test_it_fills_and_then_gives_older_samples_for_half_of_those_that_come(rng):
    pool, kept = SamplePool(5, [(2,), ()]), []
    for batch in (3, 4, 4, 4):
        samples, beside = rng.normal(size=(batch, 2)).astype("float32"), rng.normal(size=batch).astype("float32")
        chance = rng.uniform(size=(batch, 2)).astype("float32")
        shown = [value(part) for part in pool([samples, beside], chance)]
        expected, kept = by_hand(kept, list(zip(samples, beside)), chance, 5)
        np.testing.assert_array_equal(shown[0], [sample for sample, _ in expected])
        np.testing.assert_array_equal(shown[1], [other for _, other in expected])
        assert int(value(pool.count)) == len(kept)
        np.testing.assert_array_equal(value(pool.kept[0])[: len(kept)], [sample for sample, _ in kept])
        np.testing.assert_array_equal(value(pool.kept[1])[: len(kept)], [other for _, other in kept])


def test_a_batch_larger_than_the_pool_goes_past_it(rng):
    pool, samples = SamplePool(2, [(1,)]), rng.normal(size=(5, 1)).astype("float32")
    np.testing.assert_array_equal(value(pool([samples], np.zeros((5, 2), "float32"))[0]), samples)
    np.testing.assert_array_equal(value(pool.kept[0]), samples[:2])


def test_it_learns_nothing_and_its_config_comes_back():
    pool = SamplePool(3, [(2, 2, 1)])
    assert not pool.trainable_variables and len(pool.variables) == 2
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(pool))
    assert again.get_config() == pool.get_config()
    with pytest.raises(ValueError, match="`size`: expected a whole number of at least 1. Received: 0."):
        SamplePool(0, [])

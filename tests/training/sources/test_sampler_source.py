"""Samplers as batches."""

import numpy as np
from batches import batches, rng, source_of


def test_a_sampler_gets_batch_size_and_generator_and_loses_no_draw():
    given = rng()
    samples = source_of(lambda batch_size, rng: rng.normal(size=(batch_size, 2)), batch_size=3, rng=given)
    looked = samples.look()
    expected = np.random.default_rng(0).normal(size=(2, 3, 2)).astype("float32")
    np.testing.assert_array_equal(looked["real"], expected[0])
    np.testing.assert_array_equal(batches(samples, 2), expected)
    assert samples.batches_per_pass is None

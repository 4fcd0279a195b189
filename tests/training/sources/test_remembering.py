"""The first samples of a stream, kept for later."""

import numpy as np
from batches import source_of

from kerasgan.training.sources.remembering import Remembering


def test_the_first_samples_are_remembered_once_they_are_enough(rng):
    drawn = []

    def sampler(n, rng):
        drawn.append(rng.normal(size=(n, 2)).astype("float32"))
        return drawn[-1], np.arange(n)

    remembering = Remembering(source_of(sampler, batch_size=3, rng=rng, labelled=True), 5)
    first = remembering.take()
    assert remembering.batch_size == 3 and remembering.remembered() is None
    for _ in range(3):
        remembering.take()
    kept = remembering.remembered()
    np.testing.assert_array_equal(kept["real"], np.concatenate(drawn[:2]))
    assert kept["label"].tolist() == [0, 1, 2, 0, 1, 2] and first["label"].tolist() == [0, 1, 2]

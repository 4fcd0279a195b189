"""What all sources have in common: many batches at once are the next ones, in one array."""

import numpy as np
import pytest
from batches import Dataset, X, rng, source_of

from kerasgan import datasets
from kerasgan.training.sources.remembering import Remembering

Y = np.arange(10)


def drawn(batch_size, rng):
    return rng.normal(size=(batch_size, 2)).astype("float32")


LABELLED = ("array with labels", "sampler with labels")

KINDS = {
    "array": lambda: X,
    "array with labels": lambda: (X, Y),
    "array with labels that are left out": lambda: (X, np.eye(10)),
    "pixels": lambda: X.astype("uint8"),
    "sampler": lambda: drawn,
    "sampler with labels": lambda: lambda batch_size, rng: (drawn(batch_size, rng), Y[:batch_size]),
    "py dataset": Dataset,
    "iterator": lambda: iter([X[:4]] * 20),
    "mixture": lambda: datasets.load("ring_8"),
}


def source(kind, remembered=None):
    found = source_of(KINDS[kind](), batch_size=4, rng=rng(), labelled=kind in LABELLED)
    return found if remembered is None else Remembering(found, remembered)


@pytest.mark.parametrize("remembered", [None, 6], ids=["", "remembering"])
@pytest.mark.parametrize("kind", KINDS)
def test_many_batches_are_the_next_ones_in_one_array(kind, remembered):
    one, many = source(kind, remembered), source(kind, remembered)
    for count in (1, 5, 3):
        batches = [one.take() for _ in range(count)]
        found = many.take_many(count)
        assert list(found) == ["real", "label"] if kind in LABELLED else ["real"]
        for name, values in found.items():
            np.testing.assert_array_equal(values, np.stack([batch[name] for batch in batches]))
            assert values.dtype == batches[0][name].dtype
    assert many.position() == one.position()


def test_where_data_end_there_are_fewer_and_then_none():
    found = source_of(iter([(X, Y)] * 3), batch_size=4, labelled=True)
    assert [len(found.take_many(2)["label"]) for _ in range(2)] == [2, 1]
    assert found.take_many(2) == {}


def test_a_process_takes_its_part_of_many_batches():
    whole, part = source("array with labels"), source("array with labels")
    part.share = (1, 2)
    whole, mine = whole.take_many(3), part.take_many(3)
    for name, values in mine.items():
        np.testing.assert_array_equal(values, whole[name][:, 2:])

"""Keras's data sets as batches."""

import keras
import numpy as np
import pytest
from batches import Dataset, X, batches, rng, rows, source_of


def test_a_py_dataset_is_passed_over_again_and_again():
    samples = source_of(Dataset(), rng=rng())
    assert samples.batches_per_pass == 2
    assert rows(batches(samples, 2)) == rows(batches(samples, 2)) == X[:, 0].tolist()


class Uneven(keras.utils.PyDataset):
    def __len__(self):
        return 3

    def __getitem__(self, index):
        return X[4 * index : 4 * index + 4]


@pytest.mark.parametrize("seed", range(6))
def test_the_remainder_of_a_py_dataset_is_left_out_even_where_it_comes_first(seed):
    samples = source_of(Uneven(), rng=np.random.default_rng(seed))
    assert [len(batch) for batch in batches(samples, 4)] == [4, 4, 4, 4]


def test_a_py_dataset_counts_its_full_batches():
    assert source_of(Uneven(), rng=rng()).batches_per_pass == 2
    assert source_of(Dataset(), rng=rng()).batches_per_pass == 2


class Endless(keras.utils.PyDataset):
    num_batches = None

    def __getitem__(self, index):
        return np.full((2, 1), index, "float32")


def test_a_py_dataset_without_end_comes_in_its_own_order():
    samples = source_of(Endless(), rng=rng())
    assert samples.batches_per_pass is None
    assert [batch[0, 0] for batch in batches(samples, 4)] == [0, 1, 2, 3]
    position = samples.position()
    resumed = source_of(Endless(), rng=rng())
    resumed.go_to(position)
    assert resumed.take()["real"][0, 0] == 4

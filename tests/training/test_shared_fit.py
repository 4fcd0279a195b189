"""Keras's own `fit` in several processes: what of it needs no other process; test_replicas.py has the rest."""

import keras
import numpy as np
import pytest

pytestmark = pytest.mark.skipif(keras.backend.backend() == "tensorflow", reason="one process")


class Pair:
    """A team of two of which one is here; what is compared is the same."""

    def __init__(self, index):
        self.share, self.compared = (index, 2), []

    def problems_of_last(self, size):
        return [] if size % 2 == 0 else [f"{size} samples"]

    def compare(self, settings):
        self.compared.append(settings)


def parts(adapter):
    jax = keras.backend.backend() == "jax"
    return list(adapter.get_jax_iterator() if jax else adapter.get_torch_dataloader())


def batches(index, **given):
    from kerasgan.training import shared_fit

    found = shared_fit.SharedAdapter(shared_fit.whole_batches(given), Pair(index))
    return found, [[np.array(keras.ops.convert_to_numpy(part)) for part in batch] for batch in parts(found)]


def test_each_row_is_in_one_process_once_in_a_pass():
    x = np.arange(22.0)[:, None]
    taken = []
    for index in range(2):
        keras.utils.set_random_seed(4)
        taken.append([batch[0].ravel() for batch in batches(index, x=x, y=-x, batch_size=8)[1]])
    assert [len(rows) for rows in taken[0]] == [4, 4, 3] == [len(rows) for rows in taken[1]]
    assert sorted(np.concatenate([*taken[0], *taken[1]])) == list(range(22))


def test_labels_go_with_their_rows_and_the_first_batch_of_a_pass_is_compared():
    x = np.arange(16.0)[:, None]
    adapter, found = batches(1, x=x, y=-x, batch_size=8)
    for rows, labels in found:
        np.testing.assert_array_equal(labels, -rows)
    assert [list(settings) for settings in adapter.among.compared] == [["the batches, which have to come in one order"]]


def test_a_batch_that_does_not_divide_is_an_error_when_it_comes():
    with pytest.raises(ValueError, match="^7 samples$"):
        batches(0, x=np.zeros((15, 1)), batch_size=8)


def test_other_batches_have_other_checksums():
    from kerasgan.training import shared_fit

    x = np.arange(6.0).reshape(3, 2)
    assert shared_fit.checksum([x]) == shared_fit.checksum([x.copy()]) < 2**31
    assert shared_fit.checksum([x]) != shared_fit.checksum([x[::-1]])

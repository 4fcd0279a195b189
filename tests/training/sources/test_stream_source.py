"""Streams as batches: TensorFlow's data sets, PyTorch's loaders, iterators."""

import numpy as np
import pytest
from batches import X, batches, rows, source_of

import kerasgan
from kerasgan.errors import DataEndedError


def test_a_tf_dataset_is_passed_over_again_and_its_remainder_left_out():
    tf = pytest.importorskip("tensorflow")
    samples = source_of(tf.data.Dataset.from_tensor_slices((X, np.arange(10))).batch(4), labelled=True)
    found = [samples.take() for _ in range(4)]
    assert [batch["real"][0, 0] for batch in found] == [0, 8, 0, 8]
    assert [batch["label"].tolist() for batch in found[:2]] == [[0, 1, 2, 3], [4, 5, 6, 7]]


def test_a_tf_dataset_that_drops_its_remainder_has_full_batches_only():
    tf = pytest.importorskip("tensorflow")
    assert source_of(tf.data.Dataset.from_tensor_slices(X).batch(4, drop_remainder=True)).batches_per_pass == 2


def test_an_endless_tf_dataset_has_no_passes():
    tf = pytest.importorskip("tensorflow")
    assert source_of(tf.data.Dataset.from_tensors(X).repeat()).batches_per_pass is None


def test_a_torch_loader_is_passed_over_again():
    torch = pytest.importorskip("torch")
    loader = torch.utils.data.DataLoader(torch.tensor(X), batch_size=5)
    assert rows(batches(source_of(loader), 2)) == X[:, 0].tolist()


@pytest.mark.parametrize("size, count", [(3, 3), (5, 2), (20, 1)])
@pytest.mark.parametrize("drop_last", [False, True])
def test_a_torch_loader_counts_its_full_batches(size, count, drop_last):
    torch = pytest.importorskip("torch")
    if size == 20 and drop_last:
        return
    loader = torch.utils.data.DataLoader(torch.tensor(X), batch_size=size, drop_last=drop_last)
    samples = source_of(loader)
    assert samples.batches_per_pass == count
    assert {len(batch) for batch in batches(samples, 5)} == {min(size, 10)}


def test_an_iterator_ends_with_an_error_of_its_own():
    samples = source_of(iter([X, X]))
    samples.look()
    batches(samples, 2)
    with pytest.raises(DataEndedError):
        samples.take()


def test_larger_batches_than_the_first_are_cut_with_a_warning(gan, real):
    told = "^`data`: a batch of 8 samples came after a first one of 4. Of each batch the first 4 are used."
    with pytest.warns(UserWarning, match=told) as found:
        kerasgan.fit_gan(gan, iter([(real[:4],), (real[:8],), (real[:8],)]), steps=3, verbose=0)
    assert sum("came after" in str(one.message) for one in found) == 1

"""Sources of real samples: every kind of data, in batches of one size."""

import re

import keras
import numpy as np
import pytest

from kerasgan.errors import DataEndedError
from kerasgan.training import source

X = np.arange(20, dtype="float32").reshape(10, 2)


def rng():
    return np.random.default_rng(0)


def batches(samples, count):
    return [samples.take()[0] for _ in range(count)]


def rows(arrays):
    return sorted(np.concatenate(arrays)[:, 0].tolist())


class Dataset(keras.utils.PyDataset):
    def __len__(self):
        return 2

    def __getitem__(self, index):
        return X[5 * index : 5 * index + 5]


def as_tf(values):
    tf = pytest.importorskip("tensorflow")
    return tf.convert_to_tensor(values)


def as_torch(values):
    torch = pytest.importorskip("torch")
    return torch.tensor(values, requires_grad=True)


def as_jax(values):
    return pytest.importorskip("jax").numpy.asarray(values)


@pytest.mark.parametrize("convert", [np.asarray, np.ndarray.tolist, as_tf, as_torch, as_jax])
def test_an_array_of_any_framework_gives_each_row_once_per_pass(convert):
    samples = source.of(convert(X), batch_size=5, rng=rng())
    first, second = batches(samples, 2), batches(samples, 2)
    assert rows(first) == rows(second) == X[:, 0].tolist()
    assert not np.array_equal(first, second)  # shuffled anew
    assert first[0].dtype == np.float32
    assert samples.batches_per_pass == 2


def test_rows_that_fill_no_batch_wait_for_another_pass():
    samples = source.of(X, batch_size=4, rng=rng())
    seen = batches(samples, 2 * 20)
    assert {batch.shape for batch in seen} == {(4, 2)}
    assert set(rows(seen)) == set(X[:, 0])


def test_a_memory_map_is_not_read_as_a_whole(tmp_path):
    data = np.memmap(tmp_path / "data.bin", dtype="uint8", mode="w+", shape=(300_000, 2))
    samples = source.of(data, batch_size=4, rng=rng())
    assert samples.x is data
    assert samples.look().shape == (100_000, 2)
    assert samples.take()[0].dtype == np.uint8  # pixels are scaled in the step, not here


def test_labels_stay_beside_their_samples():
    labels = X[:, 0].astype(int)
    for data, beside in (((X, labels), None), (X, labels)):
        x, y = source.of(data, beside, batch_size=5, rng=rng()).take()
        np.testing.assert_array_equal(x[:, 0], y)


def test_a_sampler_gets_batch_size_and_generator_and_loses_no_draw():
    given = rng()
    samples = source.of(lambda batch_size, rng: rng.normal(size=(batch_size, 2)), batch_size=3, rng=given)
    looked = samples.look()
    expected = np.random.default_rng(0).normal(size=(2, 3, 2)).astype("float32")
    np.testing.assert_array_equal(looked, expected[0])
    np.testing.assert_array_equal(batches(samples, 2), expected)
    assert samples.batches_per_pass is None


def test_a_py_dataset_is_passed_over_again_and_again():
    samples = source.of(Dataset(), rng=rng())
    assert samples.batches_per_pass == 2
    assert rows(batches(samples, 2)) == rows(batches(samples, 2)) == X[:, 0].tolist()


class Uneven(keras.utils.PyDataset):
    def __len__(self):
        return 3

    def __getitem__(self, index):
        return X[4 * index : 4 * index + 4]


@pytest.mark.parametrize("seed", range(6))
def test_the_remainder_of_a_py_dataset_is_left_out_even_where_it_comes_first(seed):
    samples = source.of(Uneven(), rng=np.random.default_rng(seed))
    assert [len(batch) for batch in batches(samples, 4)] == [4, 4, 4, 4]


def test_a_position_before_the_first_batch_goes_to_the_first_pass():
    position = source.of(X, batch_size=5, rng=rng()).position()
    samples = source.of(X, batch_size=5, rng=np.random.default_rng(99))
    samples.go_to(position)
    np.testing.assert_array_equal(batches(samples, 4), batches(source.of(X, batch_size=5, rng=rng()), 4))


def test_a_tf_dataset_is_passed_over_again_and_its_remainder_left_out():
    tf = pytest.importorskip("tensorflow")
    samples = source.of(tf.data.Dataset.from_tensor_slices((X, np.arange(10))).batch(4))
    pairs = [samples.take() for _ in range(4)]
    assert [x[0, 0] for x, _ in pairs] == [0, 8, 0, 8]
    assert [y.tolist() for _, y in pairs[:2]] == [[0, 1, 2, 3], [4, 5, 6, 7]]


def test_an_endless_tf_dataset_has_no_passes():
    tf = pytest.importorskip("tensorflow")
    assert source.of(tf.data.Dataset.from_tensors(X).repeat()).batches_per_pass is None


def test_a_torch_loader_is_passed_over_again():
    torch = pytest.importorskip("torch")
    loader = torch.utils.data.DataLoader(torch.tensor(X), batch_size=5)
    assert rows(batches(source.of(loader), 2)) == X[:, 0].tolist()


def test_an_iterator_ends_with_an_error_of_its_own():
    samples = source.of(iter([X, X]))
    samples.look()
    batches(samples, 2)
    with pytest.raises(DataEndedError):
        samples.take()


@pytest.mark.parametrize(
    "data, message",
    [
        ("mnist", f"`data`: expected {source.KINDS}. Received: 'mnist' of type str."),
        (np.zeros((0, 2)), "`data` is empty: expected at least one batch of samples. Received shape (0, 2)."),
        (iter([]), "`data` is empty: expected at least one batch. Received none."),
        (X[:3], "`data`: expected at least `batch_size` = 4 samples. Received 3. Pass `batch_size=3` or less."),
        ((X, np.arange(9)), "`labels`: expected one for each of the 10 samples. Received 9."),
        (lambda n, rng: X[:2], "`data`: expected `batch_size` = 4 samples from the sampler. Received shape (2, 2)."),
        (iter([{"x": X}]), "`data`: expected batches `x` or `(x, labels)`. Received a dict with 1 parts."),
    ],
    ids=["kind", "empty", "empty iterator", "too few", "labels", "sampler", "dict"],
)
def test_data_that_will_not_do_are_named(data, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        source.of(data, batch_size=4, rng=rng())


def test_labels_beside_anything_but_an_array_are_refused():
    with pytest.raises(ValueError, match="`labels`: expected only beside an array. With a list_iterator"):
        source.of(iter([X]), labels=np.arange(10))

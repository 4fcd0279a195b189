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


def test_a_py_dataset_counts_its_full_batches():
    assert source.of(Uneven(), rng=rng()).batches_per_pass == 2
    assert source.of(Dataset(), rng=rng()).batches_per_pass == 2


class Endless(keras.utils.PyDataset):
    num_batches = None

    def __getitem__(self, index):
        return np.full((2, 1), index, "float32")


def test_a_py_dataset_without_end_comes_in_its_own_order():
    samples = source.of(Endless(), rng=rng())
    assert samples.batches_per_pass is None
    assert [batch[0, 0] for batch in batches(samples, 4)] == [0, 1, 2, 3]
    position = samples.position()
    resumed = source.of(Endless(), rng=rng())
    resumed.go_to(position)
    assert resumed.take()[0][0, 0] == 4


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


def test_a_tf_dataset_that_drops_its_remainder_has_full_batches_only():
    tf = pytest.importorskip("tensorflow")
    assert source.of(tf.data.Dataset.from_tensor_slices(X).batch(4, drop_remainder=True)).batches_per_pass == 2


def test_an_endless_tf_dataset_has_no_passes():
    tf = pytest.importorskip("tensorflow")
    assert source.of(tf.data.Dataset.from_tensors(X).repeat()).batches_per_pass is None


def test_a_torch_loader_is_passed_over_again():
    torch = pytest.importorskip("torch")
    loader = torch.utils.data.DataLoader(torch.tensor(X), batch_size=5)
    assert rows(batches(source.of(loader), 2)) == X[:, 0].tolist()


@pytest.mark.parametrize("size, count", [(3, 3), (5, 2), (20, 1)])
@pytest.mark.parametrize("drop_last", [False, True])
def test_a_torch_loader_counts_its_full_batches(size, count, drop_last):
    torch = pytest.importorskip("torch")
    if size == 20 and drop_last:
        return
    loader = torch.utils.data.DataLoader(torch.tensor(X), batch_size=size, drop_last=drop_last)
    samples = source.of(loader)
    assert samples.batches_per_pass == count
    assert {len(batch) for batch in batches(samples, 5)} == {min(size, 10)}


def test_truth_values_are_0_and_1():
    samples = source.of(X > 9, batch_size=5, rng=rng())
    assert samples.look().dtype == samples.take()[0].dtype == np.float32
    assert source.of(iter([X > 9])).take()[0].mean() == 0.5


def test_labels_are_shown_to_the_checks():
    y = np.arange(10)
    assert source.of((X, y), batch_size=5).look_labels() is y
    assert source.of(iter([(X, y)])).look_labels().tolist() == y.tolist()
    assert source.of(lambda n, rng: (X[:n], y[:n]), batch_size=4).look_labels().tolist() == [0, 1, 2, 3]
    assert source.of(X, batch_size=5).look_labels() is None


def test_a_table_is_an_array_of_its_values():
    pandas = pytest.importorskip("pandas")
    assert rows(batches(source.of(pandas.DataFrame(X), batch_size=5, rng=rng()), 2)) == X[:, 0].tolist()


def test_an_iterator_ends_with_an_error_of_its_own():
    samples = source.of(iter([X, X]))
    samples.look()
    batches(samples, 2)
    with pytest.raises(DataEndedError):
        samples.take()


def wants_one(n):
    return X[:n]


def test_ragged_lists_are_named():
    with pytest.raises(ValueError, match="^`data`: expected parts of one shape. Received a ragged list: "):
        source.of([[1.0, 2.0], [3.0]], batch_size=1)
    with pytest.raises(ValueError, match="^`labels`: expected parts of one shape. Received a ragged list: "):
        source.of((X, [[1], [2, 3]]), batch_size=1)


@pytest.mark.parametrize(
    "data, message",
    [
        ("mnist", f"`data`: expected {source.KINDS}. Received: 'mnist' of type str."),
        (np.zeros((0, 2)), "`data` is empty: expected at least one batch of samples. Received shape (0, 2)."),
        (iter([]), "`data` is empty: expected at least one batch. Received none."),
        (X[:3], "`data`: expected at least `batch_size` = 4 samples. Received 3. Pass `batch_size=3` or less."),
        ((X, np.arange(9)), "`labels`: expected one for each of the 10 samples. Received 9."),
        (lambda n, rng: X[:2], "`data`: expected `batch_size` = 4 samples from the sampler. Received shape (2, 2)."),
        (X + 1j, "`data`: expected real numbers. Received: complex64. Make its parts two channels."),
        (iter([X + 1j]), "`data`: expected real numbers. Received: complex64. Make its parts two channels."),
        (np.full((4, 2), None), "`data`: expected numbers. Received: None of dtype object."),
        (np.full((4, 2), "a"), "`data`: expected numbers. Received: 'a' of dtype <U1."),
        (iter([None, None]), "`data`: expected numbers. Received: None of dtype object."),
        (iter([1.0, 2.0]), "`data`: expected batches of samples. Received: the number 1.0."),
        (lambda n, rng: None, "`data`: expected numbers. Received: None of dtype object."),
        (wants_one, "`data`: expected a sampler `f(batch_size, rng)`. Received: `wants_one(n)`."),
        ((X, 3), "`labels`: expected one for each of the 10 samples. Received 3."),
        (iter([{"x": X}]), "`data`: expected batches `x` or `(x, labels)`. Received a dict with 1 parts."),
    ],
    ids=[
        "kind",
        "empty",
        "empty iterator",
        "too few",
        "labels",
        "sampler",
        "complex",
        "complex batch",
        "object",
        "string",
        "none",
        "number",
        "nothing",
        "signature",
        "label",
        "dict",
    ],
)
def test_data_that_will_not_do_are_named(data, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        source.of(data, batch_size=4, rng=rng())


def test_labels_beside_anything_but_an_array_are_refused():
    with pytest.raises(ValueError, match="`labels`: expected only beside an array. With a list_iterator"):
        source.of(iter([X]), labels=np.arange(10))


def test_the_first_samples_are_remembered_once_they_are_enough(rng):
    drawn = []

    def sampler(n, rng):
        drawn.append(rng.normal(size=(n, 2)).astype("float32"))
        return drawn[-1], np.arange(n)

    remembering = source.Remembering(source.of(sampler, batch_size=3, rng=rng), 5)
    first = remembering.take()
    assert remembering.batch_size == 3 and remembering.remembered() is None
    for _ in range(3):
        remembering.take()
    x, labels = remembering.remembered()
    np.testing.assert_array_equal(x, np.concatenate(drawn[:2]))
    assert labels.tolist() == [0, 1, 2, 0, 1, 2] and first[1].tolist() == [0, 1, 2]

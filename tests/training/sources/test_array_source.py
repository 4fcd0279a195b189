"""Arrays as batches."""

import numpy as np
import pytest
from batches import X, batches, rng, rows, source_of


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
    samples = source_of(convert(X), batch_size=5, rng=rng())
    first, second = batches(samples, 2), batches(samples, 2)
    assert rows(first) == rows(second) == X[:, 0].tolist()
    assert not np.array_equal(first, second)  # shuffled anew
    assert first[0].dtype == np.float32
    assert samples.batches_per_pass == 2


def test_rows_that_fill_no_batch_wait_for_another_pass():
    samples = source_of(X, batch_size=4, rng=rng())
    seen = batches(samples, 2 * 20)
    assert {batch.shape for batch in seen} == {(4, 2)}
    assert set(rows(seen)) == set(X[:, 0])


def test_a_memory_map_is_not_read_as_a_whole(tmp_path):
    data = np.memmap(tmp_path / "data.bin", dtype="uint8", mode="w+", shape=(300_000, 2))
    samples = source_of(data, batch_size=4, rng=rng())
    assert samples.x is data
    assert samples.look()["real"].shape == (100_000, 2)
    assert samples.take()["real"].dtype == np.uint8  # pixels are scaled in the step, not here


def test_labels_stay_beside_their_samples():
    labels = X[:, 0].astype(int)
    for data, beside in (((X, labels), None), (X, labels)):
        batch = source_of(data, beside, batch_size=5, rng=rng(), labelled=True).take()
        np.testing.assert_array_equal(batch["real"][:, 0], batch["label"])


def test_a_position_before_the_first_batch_goes_to_the_first_pass():
    position = source_of(X, batch_size=5, rng=rng()).position()
    samples = source_of(X, batch_size=5, rng=np.random.default_rng(99))
    samples.go_to(position)
    np.testing.assert_array_equal(batches(samples, 4), batches(source_of(X, batch_size=5, rng=rng()), 4))


def test_a_table_is_an_array_of_its_values():
    pandas = pytest.importorskip("pandas")
    assert rows(batches(source_of(pandas.DataFrame(X), batch_size=5, rng=rng()), 2)) == X[:, 0].tolist()


def test_what_is_masked_is_refused():
    """NumPy would hand on the values below the mask."""
    x = np.ma.masked_array(X, mask=X == X[3, 0])
    message = (
        r"^`data`: expected values without a mask\. Received 1 masked of 20\. Fill them, `\.filled\(0\)`, or leave"
    )
    with pytest.raises(ValueError, match=message):
        source_of(x, batch_size=5, rng=rng())
    samples = source_of(np.ma.masked_array(X), batch_size=5, rng=rng())
    assert type(samples.take()["real"]) is np.ndarray


def test_bfloat16_of_pytorch_is_read():
    torch = pytest.importorskip("torch")
    samples = source_of(torch.tensor(X).to(torch.bfloat16), batch_size=10, rng=rng())
    np.testing.assert_array_equal(np.sort(samples.take()["real"][:, 0]), X[:, 0])

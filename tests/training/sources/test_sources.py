"""Every kind of data, in batches of one size; what will not do is named."""

import re

import numpy as np
import pytest
from batches import X, rng, source_of

from kerasgan.training import sources


def test_truth_values_are_0_and_1():
    samples = source_of(X > 9, batch_size=5, rng=rng())
    assert samples.look()["real"].dtype == samples.take()["real"].dtype == np.float32
    assert source_of(iter([X > 9])).take()["real"].mean() == 0.5


def test_labels_are_shown_to_the_checks():
    y = np.arange(10)
    assert source_of((X, y), batch_size=5, labelled=True).beside()["label"] is y
    assert source_of(iter([(X, y)]), labelled=True).beside()["label"].tolist() == y.tolist()
    drawn = source_of(lambda n, rng: (X[:n], y[:n]), batch_size=4, labelled=True)
    assert drawn.beside()["label"].tolist() == [0, 1, 2, 3]
    assert source_of(X, batch_size=5).beside() == source_of((X, y), batch_size=5).beside() == {}


def wants_one(n):
    return X[:n]


def test_ragged_lists_are_named():
    with pytest.raises(ValueError, match="^`data`: expected parts of one shape. Received a ragged list: "):
        source_of([[1.0, 2.0], [3.0]], batch_size=1)
    with pytest.raises(ValueError, match="^`labels`: expected parts of one shape. Received a ragged list: "):
        source_of((X, [[1], [2, 3]]), batch_size=1, labelled=True)


@pytest.mark.parametrize(
    "data, message",
    [
        ("mnist", f"`data`: expected {sources.KINDS}. Received: 'mnist' of type str."),
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
        (
            iter([{"x": X}]),
            "`data`: expected the parts ['real']. Received: ['x']. Choose what is needed, in a `tf.data.Dataset` by "
            "`.map(lambda batch: batch['x'])`.",
        ),
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
        source_of(data, batch_size=4, rng=rng(), labelled=isinstance(data, tuple))


def test_labels_beside_anything_but_an_array_are_refused():
    with pytest.raises(ValueError, match="`labels`: expected only beside an array. With a list_iterator"):
        source_of(iter([X]), labels=np.arange(10))

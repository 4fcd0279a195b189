"""Three digits as colours: which ones they are, and from where."""

import numpy as np
import pytest

from kerasgan import datasets


def test_each_colour_is_a_digit_and_the_label_their_number():
    x, labels = datasets.load("stacked_mnist", stacks=300)
    digits, classes = datasets.load("mnist")
    known = {digit.tobytes(): number for digit, number in zip(digits[..., 0], classes)}
    read = [[known[np.ascontiguousarray(stack[..., colour]).tobytes()] for colour in range(3)] for stack in x]
    np.testing.assert_array_equal(np.array(read) @ [100, 10, 1], labels)
    assert len(set(labels)) > 200 and x.dtype == np.uint8 and x.shape == (300, 28, 28, 3)
    np.testing.assert_array_equal(datasets.load("stacked_mnist", labels=False, stacks=300), x)
    assert (datasets.load("stacked_mnist", stacks=300, seed=1)[1] != labels).any()


def test_digits_may_come_from_a_file(tmp_path, rng):
    x, y = rng.integers(0, 256, (5, 28, 28), dtype="uint8"), np.arange(5, dtype="uint8")
    np.savez(tmp_path / "mnist.npz", x_train=x, y_train=y)
    found, labels = datasets.load("stacked_mnist", stacks=20, path=tmp_path / "mnist.npz")
    np.testing.assert_array_equal(found[0, ..., 0], x[labels[0] // 100])


def test_a_file_without_digits_and_wrong_options_are_told(tmp_path):
    np.savez(tmp_path / "other.npz", x_train=np.zeros((2, 8, 8), "uint8"), y_train=np.zeros(2, "uint8"))
    with pytest.raises(ValueError, match=r"^`path`: expected an .npz file .* x_train is uint8 \(2, 8, 8\), y_train"):
        datasets.load("stacked_mnist", path=tmp_path / "other.npz")
    with pytest.raises(ValueError, match="3 problems"):
        datasets.load("stacked_mnist", labels="no", stacks=0, seed=-1)

"""`mnist`: the digits in the package, and the way to all of them."""

import re

import keras
import numpy as np
import pytest

from kerasgan import datasets
from kerasgan.datasets import mnist


def test_8000_digits_come_with_the_package_and_their_licence_beside_them():
    x, labels = datasets.load("mnist")
    assert x.shape == (8000, 28, 28, 1) and x.dtype == np.uint8
    assert labels.shape == (8000,) and labels.dtype == np.int32
    assert (x.min(), x.max()) == (0, 255)
    counts = np.bincount(labels)
    assert len(counts) == 10 and counts.min() == 684 and counts.max() == 903  # as the file's origin says
    assert "CC BY-SA" in datasets.load_mnist.__doc__
    licence = mnist.FILE.with_name("mnist8k.LICENSE.txt").read_text("utf-8")
    assert "Attribution-Share Alike 3.0" in licence and "Juan Cazala" in licence


def test_digits_come_mixed_in_one_order_with_their_own_labels():
    x, labels = datasets.load("mnist")
    again, _ = datasets.load("mnist")
    np.testing.assert_array_equal(x, again)
    assert len(set(labels[:100])) == 10
    with np.load(mnist.FILE) as file:
        known = {image.tobytes(): label for image, label in zip(file["x"], file["y"])}
    assert all(known[image.tobytes()] == label for image, label in zip(x[:200], labels))


def test_a_classifier_of_ten_means_sees_that_labels_belong():
    x, labels = datasets.load("mnist")
    x = x.reshape(len(x), -1).astype("float32")
    means = np.stack([x[:4000][labels[:4000] == digit].mean(axis=0) for digit in range(10)])
    guesses = np.argmin(((x[4000:, None] - means[None]) ** 2).sum(axis=-1), axis=1)
    assert np.mean(guesses == labels[4000:]) > 0.75


def test_without_labels_there_are_images_alone():
    assert datasets.load("mnist", labels=False).shape == (8000, 28, 28, 1)


@pytest.mark.parametrize("split, size", [("train", 6), ("test", 3)])
def test_the_full_set_is_that_of_keras(monkeypatch, split, size):
    parts = [(np.full((n, 28, 28), n, "uint8"), np.arange(n, dtype="uint8")) for n in (6, 3)]
    monkeypatch.setattr(keras.datasets.mnist, "load_data", lambda: parts)
    x, labels = datasets.load("mnist", full=True, split=split)
    assert x.shape == (size, 28, 28, 1) and (x == size).all()
    assert labels.tolist() == list(range(size)) and labels.dtype == np.int32


def test_without_network_and_cache_the_message_says_what_to_do(monkeypatch):
    def fail():
        raise Exception("URL fetch failure on https://there: None -- no network")

    monkeypatch.setattr(keras.datasets.mnist, "load_data", fail)
    with pytest.raises(OSError) as error:
        datasets.load("mnist", full=True)
    assert str(error.value) == (
        "`full`: all of MNIST is neither in Keras's cache nor could it be downloaded (URL fetch failure on "
        "https://there: None -- no network). Go online once, put `mnist.npz` into `~/.keras/datasets`, or leave `full` "
        "out for the 8,000 digits in the package."
    )


@pytest.mark.parametrize(
    "options, message",
    [
        ({"labels": "no"}, "`labels`: expected True or False. Received: 'no'."),
        ({"split": "tests"}, "`split`: expected one of 'test', 'train'. Received: 'tests'. Did you mean 'test'?"),
        (
            {"split": "test"},
            "`split`: the 8,000 digits in the package are all for training. Pass `full=True`, too.",
        ),
    ],
)
def test_options_that_will_not_do_are_named(options, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        datasets.load("mnist", **options)

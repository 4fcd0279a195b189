"""`digits`: scikit-learn's, where it is installed; here a stand-in for it."""

import sys
import types

import numpy as np
import pytest

from kerasgan import datasets


@pytest.fixture
def sklearn(monkeypatch):
    module = types.ModuleType("sklearn.datasets")
    images = np.arange(17.0).repeat(64).reshape(17, 8, 8)
    module.load_digits = lambda: types.SimpleNamespace(images=images, target=np.arange(17) % 10)
    monkeypatch.setitem(sys.modules, "sklearn", types.ModuleType("sklearn"))
    monkeypatch.setitem(sys.modules, "sklearn.datasets", module)


def test_17_steps_of_ink_become_0_to_255(sklearn):
    x, labels = datasets.load("digits")
    assert x.shape == (17, 8, 8, 1) and x.dtype == np.uint8
    assert x[:, 0, 0, 0].tolist() == [0, 16, 32, 48, 64, 80, 96, 112, 128, 143, 159, 175, 191, 207, 223, 239, 255]
    assert labels.tolist() == [*range(10), *range(7)] and labels.dtype == np.int32


def test_without_labels_there_are_images_alone(sklearn):
    assert datasets.load("digits", labels=False).shape == (17, 8, 8, 1)


def test_without_scikit_learn_the_message_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn", None)
    monkeypatch.setitem(sys.modules, "sklearn.datasets", None)
    with pytest.raises(ImportError) as error:
        datasets.load("digits")
    assert str(error.value) == (
        "The data set 'digits' comes with scikit-learn, which is not installed. Run `pip install scikit-learn`."
    )

"""How many classes a label can be."""

import math

import keras
import pytest
from keras import layers, ops
from small_models import sequential

from kerasgan import networks

INFINITE = math.inf


# === Classes ===


def labelled(encode, size=3):
    x, label = keras.Input((size,)), keras.Input((), dtype="int32")
    return keras.Model([x, label], layers.Dense(4)(layers.Concatenate()([x, encode(label)])))


CLASSES = {
    "one-hot": (lambda label: ops.one_hot(label, 7), 7),
    "embedding": (layers.Embedding(5, 2), 5),
    "encoding": (lambda label: layers.CategoryEncoding(4, output_mode="one_hot")(ops.reshape(label, (-1, 1))), 4),
    "nested": (lambda label: keras.Sequential([keras.Input(()), layers.Embedding(6, 2)])(label), 6),
    "a number": (lambda label: ops.reshape(ops.cast(label, "float32"), (-1, 1)), None),
}


@pytest.mark.parametrize("name", CLASSES)
def test_the_number_of_classes_is_what_the_label_meets_first(name):
    encode, expected = CLASSES[name]
    assert networks.classes_of(labelled(encode)) == expected


def test_another_embedding_beside_the_labels_is_no_number_of_classes():
    places = layers.Embedding(2, 3)

    def encode(label):
        return layers.Add()([layers.Embedding(9, 3)(label), places(ops.zeros_like(label))])

    assert networks.classes_of(labelled(encode)) == 9
    assert networks.classes_of(sequential(layers.Embedding(9, 3))) is None  # no label at all


class SaysClasses(keras.Model):
    def __init__(self, *sizes):
        super().__init__()
        self.codes = [layers.Embedding(size, 2) for size in sizes]


def test_a_subclassed_model_says_it_where_only_one_layer_can_be_meant():
    assert networks.classes_of(SaysClasses(5)) == 5
    assert networks.classes_of(SaysClasses(5, 8)) is None and networks.classes_of(SaysClasses()) is None

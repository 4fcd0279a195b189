"""Many layers side by side are one box that names them."""

import keras
import pytest
from keras import layers
from test_model import drawn

from kerasgan.plots import siblings


def heads(count, units=1):
    z = keras.Input((3,), name="z")
    x = layers.Dense(4, name="hidden")(z)
    ends = [layers.Dense(units + number % 2, name=f"end_{number}")(x) for number in range(count)]
    return keras.Model(z, layers.Concatenate(name="row")(ends), name="generator")


def test_few_heads_are_drawn_one_by_one(tmp_path):
    boxes, _, edges = drawn(heads(3), tmp_path)
    assert len(boxes) == 6 and edges == 7


@pytest.mark.parametrize("count", [4, 15])
def test_more_are_one_box_with_their_names_and_shapes(tmp_path, count):
    boxes, _, edges = drawn(heads(count), tmp_path)
    assert len(boxes) == 4 and edges == 3
    ((told, frozen),) = [box for title, box in boxes.items() if title == f"{count} layers"]
    text = " ".join(told)
    assert not frozen and "end_0, end_1, end_2, end_3" in text
    assert ("and 3 more" in text) == (count == 15) and ("end_12" in text) == (count < 12)
    assert "(None, 1) to (None, 2)" in text


def test_many_input_shapes_are_cut(tmp_path):
    boxes, _, _ = drawn(heads(15), tmp_path)
    assert any("and 12 more" in text for text in boxes["row"][0])


def test_within_a_model_that_holds_another_and_without_names(tmp_path):
    inner = heads(5)
    z = keras.Input((3,))
    whole = keras.Model(z, layers.Dense(1, name="logit")(inner(z)), name="whole")
    boxes, clusters, _ = drawn(whole, tmp_path)
    assert "5 layers" in boxes and list(clusters) == ["generator"]
    boxes, _, _ = drawn(heads(5), tmp_path, show_layer_names=False)
    assert len(boxes) == 4


def test_layers_between_other_boxes_or_of_other_kinds_stay_apart(tmp_path):
    z = keras.Input((3,), name="z")
    ends = [layers.Dense(1, activation=name)(z) for name in ("relu", "tanh", "sigmoid", "elu", "gelu")]
    boxes, _, _ = drawn(keras.Model(z, layers.Concatenate()(ends)), tmp_path)
    assert len(boxes) == 7


def test_names_are_short_lines():
    assert siblings.named(["a<b", "c"]) == "a&lt;b, c"
    assert max(map(len, siblings.named([f"a long name {number}" for number in range(30)]).split("<br/>"))) <= 60

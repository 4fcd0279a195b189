"""Many layers side by side are one box that names them."""

import keras
import pytest
from keras import layers

from kerasgan.plots import siblings


def heads(count):
    z = keras.Input((3,), name="z")
    x = layers.Dense(4, name="hidden")(z)
    ends = [layers.Dense(1 + number % 2, name=f"end_{number}")(x) for number in range(count)]
    return keras.Model(z, layers.Concatenate(name="row")(ends), name="generator")


def gathered(model, names=True):
    """Returns the labels of all boxes, and how many arrows there are."""
    graph = keras.utils.model_to_dot(
        model, show_shapes=True, show_layer_names=names, show_layer_activations=True, expand_nested=True
    )
    siblings.gather(graph)
    parts = [graph, *siblings.clusters(graph)]
    labels = [node.get("label") for part in parts for node in part.get_nodes()]
    return [label for label in labels if label], sum(len(part.get_edges()) for part in parts)


def test_few_heads_are_drawn_one_by_one():
    labels, arrows = gathered(heads(3))
    assert len(labels) == 6 and arrows == 7


@pytest.mark.parametrize("count, named", [(4, "end_0, end_1, end_2, end_3<"), (15, "end_11, and 3 more<")])
def test_more_are_one_box_with_their_names_and_shapes(count, named):
    labels, arrows = gathered(heads(count))
    assert len(labels) == 4 and arrows == 3
    (box,) = [label for label in labels if f"<b>{count} layers</b> (Dense)" in label]
    assert named in box.replace("<br/>", " ") and "Output shapes: <b>(None, 1) to (None, 2)</b>" in box


def test_many_input_shapes_are_cut():
    labels, _ = gathered(heads(15))
    assert any("<b>(None, 1), (None, 2), (None, 1)</b>, and 12 more" in label for label in labels)


def test_within_a_model_that_holds_another_and_without_names():
    z = keras.Input((3,))
    labels, arrows = gathered(keras.Model(z, layers.Dense(1, name="logit")(heads(5)(z)), name="whole"))
    assert sum("5 layers" in label for label in labels) == 1 and arrows == 5
    assert len(gathered(heads(5), names=False)[0]) == 4


def test_layers_between_other_boxes_or_of_other_kinds_stay_apart():
    z = keras.Input((3,), name="z")
    ends = [layers.Dense(1, activation=name)(z) for name in ("relu", "tanh", "sigmoid", "elu", "gelu")]
    assert len(gathered(keras.Model(z, layers.Concatenate()(ends)))[0]) == 7


def test_names_are_short_lines():
    assert siblings.named(["a<b", "c"]) == "a&lt;b, c"
    assert max(map(len, siblings.named([f"a long name {number}" for number in range(30)]).split("<br/>"))) <= 60

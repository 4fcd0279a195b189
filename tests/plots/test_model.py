import os
import xml.etree.ElementTree

import keras
import matplotlib.image
import numpy as np
import pytest
from keras import layers

from kerasgan.plots import model as module
from kerasgan.plots import plot_model, renderer

RED = np.array([178, 34, 34]) / 255  # firebrick in the SVG colour names


def make_mlp(name, inputs, outputs):
    hidden = layers.Dense(6, activation="relu", name=f"{name}_hidden")
    return keras.Sequential([keras.Input((inputs,)), hidden, layers.Dense(outputs, name=f"{name}_output")], name=name)


def make_gan(generator, discriminator):
    z = keras.Input(generator.input_shape[1:], name="z")
    discriminator.trainable = False
    return keras.Model(z, discriminator(generator(z)), name="gan")


def make_dcgan():
    generator = keras.Sequential(
        [keras.Input((3,)), layers.Dense(32), layers.BatchNormalization(), layers.Reshape((4, 4, 2)), layers.ReLU()]
        + [layers.Conv2DTranspose(1, 4, 2, "same", activation="tanh")],
        name="generator",
    )
    discriminator = keras.Sequential(
        [keras.Input((8, 8, 1)), layers.Conv2D(2, 4, 2, "same"), layers.BatchNormalization(), layers.LeakyReLU()]
        + [layers.Flatten(), layers.Dense(1)],
        name="discriminator",
    )
    return make_gan(generator, discriminator)


@pytest.fixture
def gan():
    return make_gan(make_mlp("generator", 4, 5), make_mlp("discriminator", 5, 1))


def drawn(model, folder, **options):
    """Returns what an SVG shows: the texts of each box and whether it is red, and likewise of each cluster."""
    tree = xml.etree.ElementTree.parse(plot_model(model, folder / "model.svg", **options))
    boxes, clusters, edges = {}, {}, 0
    for group in tree.iter("{http://www.w3.org/2000/svg}g"):
        texts = ["".join(text.itertext()) for text in group.iter("{http://www.w3.org/2000/svg}text")]
        red = any(module.FROZEN in (part.get("fill"), part.get("stroke")) for part in list(group)[1:3])
        if group.get("class") == "node":
            boxes[texts[0]] = texts[1:], red
        if group.get("class") == "cluster":
            clusters[texts[0]] = texts[1:], red
        edges += group.get("class") == "edge"
    return boxes, clusters, edges


def red_share(file):
    return np.isclose(matplotlib.image.imread(file)[..., :3], RED, atol=0.01).all(-1).mean()


def test_the_frozen_discriminator_is_red_and_nothing_else(gan, tmp_path):
    boxes, clusters, edges = drawn(gan, tmp_path)
    red = {name for name, (_, is_red) in boxes.items() if is_red}
    assert set(boxes) == {"z", "generator_hidden", "generator_output", "discriminator_hidden", "discriminator_output"}
    assert red == {"discriminator_hidden", "discriminator_output"}
    assert clusters == {"generator": ([], False), "discriminator": (["Non-trainable"], True)}
    assert edges == 4


def test_each_box_says_whether_it_trains(gan, tmp_path):
    boxes, _, _ = drawn(gan, tmp_path)
    for name, (texts, red) in boxes.items():
        assert ("Non-trainable" in texts) == red
        assert ("Trainable" in texts) == name.startswith("generator")


def test_a_subclass_made_of_two_networks_is_drawn_like_any(tmp_path):
    """`kerasgan.GAN` is such a subclass."""

    class Combined(keras.Model):
        def __init__(self, generator, discriminator):
            discriminator.trainable = False
            z = keras.Input(generator.input_shape[1:], name="z")
            super().__init__(z, discriminator(generator(z)))

    gan = Combined(make_mlp("generator", 4, 5), make_mlp("discriminator", 5, 1))
    boxes, clusters, edges = drawn(gan, tmp_path)
    assert len(boxes) == 5 and len(clusters) == 2 and edges == 4


def test_networks_can_be_drawn_alone_after_they_were_combined(gan, tmp_path):
    for name, red in {"generator": False, "discriminator": True}.items():
        boxes, clusters, edges = drawn(gan.get_layer(name), tmp_path)
        assert {box: is_red for box, (_, is_red) in boxes.items()} == {f"{name}_hidden": red, f"{name}_output": red}
        assert clusters == {} and edges == 1


def test_red_in_the_picture_is_where_the_frozen_half_is(gan, tmp_path):
    plot_model(gan, tmp_path / "gan.png")
    picture = matplotlib.image.imread(tmp_path / "gan.png")
    rows = np.flatnonzero(np.isclose(picture[..., :3], RED, atol=0.01).all(-1).any(1))
    assert rows.min() > 0.5 * len(picture) and rows.max() > 0.95 * len(picture)


def test_a_trainable_model_has_no_red(tmp_path):
    plot_model(make_mlp("generator", 4, 5), tmp_path / "g.png")
    assert red_share(tmp_path / "g.png") == 0


def test_a_thawed_discriminator_is_not_red(gan, tmp_path):
    gan.get_layer("discriminator").trainable = True
    plot_model(gan, tmp_path / "gan.png")
    assert red_share(tmp_path / "gan.png") == 0


def test_frozen_is_red_though_words_are_left_out(gan, tmp_path):
    boxes, _, _ = drawn(gan, tmp_path, show_trainable=False)
    assert sum(red for _, red in boxes.values()) == 2
    assert not any("Non-trainable" in texts for texts, _ in boxes.values())


def test_nested_models_can_stay_closed(gan, tmp_path):
    boxes, clusters, edges = drawn(gan, tmp_path, expand_nested=False)
    assert {name: red for name, (_, red) in boxes.items()} == {"z": False, "generator": False, "discriminator": True}
    assert clusters == {} and edges == 2


def test_layers_without_weights_are_neither(tmp_path):
    boxes, _, _ = drawn(make_dcgan(), tmp_path)
    red = {texts[0].strip(" ()") for texts, is_red in boxes.values() if is_red}
    assert red == {"Conv2D", "BatchNormalization", "Dense"}
    for texts, _ in boxes.values():
        if texts[0].strip(" ()") in ("LeakyReLU", "ReLU", "Reshape", "Flatten", "InputLayer"):
            assert not {"Trainable", "Non-trainable"} & set(texts)


def test_boxes_are_as_wide_as_what_they_hold(tmp_path):
    """Keras leaves a black corner beside a row of too few cells."""
    plot_model(keras.Model(z := keras.Input((4,)), layers.ReLU()(z)), tmp_path / "relu.png")
    picture = matplotlib.image.imread(tmp_path / "relu.png")[..., :3].mean(-1)
    for row in (int(0.28 * len(picture)), int(0.82 * len(picture))):  # in each box, below the header, above the text
        edges = np.flatnonzero(picture[row] < 0.1)
        runs = np.split(edges, np.flatnonzero(np.diff(edges) > 1) + 1)
        assert len(runs) in (2, 3) and max(map(len, runs)) <= 5  # thin borders only


def test_two_inputs_operations_and_awkward_names(tmp_path):
    z, label = keras.Input((4,), name="z"), keras.Input((2,), name="label")
    joined = layers.Concatenate()([z, label])
    inner = keras.Model([z, label], layers.Dense(3, activation=lambda x: x)(joined), name="my G-1 & co")
    inner.trainable = False
    z, label = keras.Input((4,), name="outer_z"), keras.Input((2,), name="outer_label")
    model = keras.Model([z, label], keras.ops.tanh(inner([z, label])))
    boxes, clusters, edges = drawn(model, tmp_path)
    assert clusters == {"my G-1 & co": (["Non-trainable"], True)}
    assert len(boxes) == 5 and {"outer_z", "outer_label"} < set(boxes) and edges == 4  # each input once
    assert [texts[2] for texts, red in boxes.values() if red] == ["<lambda>"]


def test_models_in_models_in_models(tmp_path):
    block = make_mlp("block", 4, 4)
    network = keras.Sequential([keras.Input((4,)), block, layers.Dense(1, name="head")], name="network")
    block.trainable = False
    boxes, clusters, _ = drawn(keras.Sequential([keras.Input((4,)), network], name="whole"), tmp_path)
    assert {name: red for name, (_, red) in boxes.items()} == {
        "block_hidden": True,
        "block_output": True,
        "head": False,
    }
    assert {name: red for name, (_, red) in clusters.items()} == {"network": False, "block": True}


def test_a_subclassed_model_is_one_box(tmp_path):
    class Subclassed(keras.Model):
        def __init__(self):
            super().__init__(name="subclassed")
            self.dense = layers.Dense(2)

        def call(self, x):
            return self.dense(x)

    model = Subclassed()
    model(np.zeros((1, 3), "float32"))
    model.trainable = False
    boxes, _, _ = drawn(model, tmp_path)
    assert [(name, red) for name, (_, red) in boxes.items()] == [("subclassed", True)]


def test_what_is_shown_can_be_chosen(tmp_path):
    model = make_mlp("generator", 4, 5)
    (texts, _), _ = drawn(model, tmp_path)[0].values()
    assert {"relu", "(None, 4)", "(None, 6)", "Trainable"} <= set(texts)
    nothing = dict.fromkeys(["show_shapes", "show_layer_activations", "show_trainable", "show_layer_names"], False)
    assert drawn(model, tmp_path, **nothing)[0] == {"Dense": ([], False)}
    (texts, _), _ = drawn(model, tmp_path, show_dtype=True)[0].values()
    assert "float32" in texts


def test_direction_and_resolution(tmp_path):
    model = make_mlp("generator", 4, 5)
    sizes = {}
    for name, options in {"down": {}, "right": {"rankdir": "LR"}, "fine": {"dpi": 192}}.items():
        plot_model(model, tmp_path / f"{name}.png", **options)
        sizes[name] = np.array(matplotlib.image.imread(tmp_path / f"{name}.png").shape[:2])
    assert sizes["right"][1] > 1.5 * sizes["down"][1] and sizes["right"][0] < sizes["down"][0]
    np.testing.assert_allclose(sizes["fine"], 2 * sizes["down"], atol=2)


def test_the_model_is_left_as_it_was(gan, tmp_path):
    before = [(layer.name, layer.trainable) for layer in gan.layers]
    plot_model(gan, tmp_path / "gan.png")
    assert [(layer.name, layer.trainable) for layer in gan.layers] == before


def test_the_diagram_stands_for_its_file_and_shows_itself(tmp_path):
    model = make_mlp("generator", 4, 5)
    png, svg = plot_model(model, tmp_path / "a.png"), plot_model(model, str(tmp_path / "a.svg"))
    jpg = plot_model(model, tmp_path / "a.JPG")
    assert os.fspath(png) == str(tmp_path / "a.png") and repr(png) == f"Diagram({str(tmp_path / 'a.png')!r})"
    assert png._repr_png_() == png.data == (tmp_path / "a.png").read_bytes()
    assert svg._repr_svg_() == (tmp_path / "a.svg").read_text()
    assert jpg._repr_jpeg_() == (tmp_path / "a.JPG").read_bytes()
    assert png._repr_svg_() is svg._repr_png_() is svg._repr_jpeg_() is None


def test_every_mistake_is_told_at_once(tmp_path):
    file = tmp_path / "none" / "a.png"
    with pytest.raises(ValueError) as error:
        plot_model("gan", file, rankdir="down", dpi=0)
    assert str(error.value) == (
        "4 problems:\n"
        "  1. `model`: expected a Keras model. Received: 'gan', of type str.\n"
        f"  2. `to_file`: expected a file in a folder that exists. Received: {str(file)!r}. "
        f"Make {str(file.parent)!r} first.\n"
        "  3. `rankdir`: expected one of 'BT', 'LR', 'RL', 'TB'. Received: 'down'.\n"
        "  4. `dpi`: expected a whole number of at least 1. Received: 0."
    )


def test_an_unbuilt_model_says_what_to_do(tmp_path):
    with pytest.raises(ValueError) as error:
        plot_model(keras.Sequential([layers.Dense(1)], name="d"), tmp_path / "d.png")
    assert str(error.value) == (
        "`model`: expected a built model. Received: 'd', whose shapes are not known yet. Start it with "
        "`keras.Input(shape)`, or call `model.build(input_shape)`, or call it on a batch."
    )


def test_a_failure_leaves_the_old_file(gan, tmp_path, monkeypatch):
    def fail(*arguments):
        raise RuntimeError("broken")

    (tmp_path / "gan.png").write_bytes(b"old")
    monkeypatch.setattr(renderer, "render", fail)
    with pytest.raises(RuntimeError, match="^broken$"):
        plot_model(gan, tmp_path / "gan.png")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"gan.png": b"old"}


def test_a_type_that_nothing_writes_leaves_no_file(gan, tmp_path):
    with pytest.raises(ValueError, match=r"`to_file`: expected a file name with an extension that .* can write: "):
        plot_model(gan, tmp_path / "gan.docx")
    assert list(tmp_path.iterdir()) == []

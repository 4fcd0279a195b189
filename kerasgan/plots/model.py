"""Keras's own diagram of a model, with or without Graphviz on the machine, and with frozen layers in red."""

import html
import re

import keras

from kerasgan import checks
from kerasgan.checks.types import PathLike
from kerasgan.plots import figure, renderer, siblings, textbook

FROZEN = "firebrick"  # the colour in which Keras writes "Non-trainable"


def plot_model(
    model: keras.Model,
    to_file: PathLike = "model.png",
    *,
    show_shapes: bool = True,
    show_dtype: bool = False,
    show_layer_names: bool = True,
    show_layer_activations: bool = True,
    show_trainable: bool = True,
    expand_nested: bool = True,
    rankdir: str = "TB",
    dpi: int = 96,
) -> "Diagram":
    """Draws a model with Keras's own diagram and saves it; what is frozen, such as D in a GAN, is red.

    The arguments are those of `keras.utils.plot_model`, with defaults that show a GAN best. The picture is drawn by
    Graphviz's `dot` where that is installed, and otherwise by `graphviz-pure`, which `pip` installs.

    Of a GAN it is the figure of the textbooks: real data come to D beside generated ones, the loss stands at its end,
    and each input is drawn once. Four or more layers of one kind between the same boxes, such as the ends of a table's
    columns, are one box with their names.

    A layer is red where its `trainable` is `False` at the time of the call and it has weights.

    Args:
        model: A built Keras model: a generator, a discriminator, a `kerasgan.GAN` or any other.
        to_file: Path of the picture. Its extension is the format: `.png`, `.svg`, `.jpg`, and with Graphviz also
            `.pdf`, `.ps` and more. Defaults to `"model.png"`.
        show_shapes: Boolean, whether to show the shapes of inputs and outputs. Defaults to `True`.
        show_dtype: Boolean, whether to show the dtypes of outputs. Defaults to `False`.
        show_layer_names: Boolean, whether to show the names of layers. Defaults to `True`.
        show_layer_activations: Boolean, whether to show activations. Defaults to `True`.
        show_trainable: Boolean, whether to say which layers are trainable. Defaults to `True`.
        expand_nested: Boolean, whether to show the layers of models inside the model, such as G's and D's in a GAN.
            Defaults to `True`.
        rankdir: Direction of the arrows: `"TB"`, `"BT"`, `"LR"` or `"RL"`; L, R, T and B are the four sides. Defaults
            to `"TB"`, downwards.
        dpi: Integer, dots per inch. Defaults to `96`, at which the text is as large as that of a web page.

    Returns:
        A `Diagram`: it shows itself in a notebook, and can stand for the path of the file.

    Raises:
        ValueError: If the model is not a built Keras model, the folder does not exist, no renderer on this machine
            writes such files, or `rankdir` or `dpi` is none.
        ImportError: If there is no renderer, or no pydot.

    Example:

    >>> generator = keras.Sequential([keras.Input((200,)), keras.layers.Dense(256, "relu"), keras.layers.Dense(200)])
    >>> kerasgan.plot_model(generator, "generator.png")
    Diagram('generator.png')
    """
    arrows = checks.one_of("rankdir", rankdir, ("TB", "BT", "LR", "RL"))
    dots = checks.positive_integer("dpi", dpi)
    checks.raise_all(check_model(model) + figure.check_folder(to_file) + arrows + dots)
    program = renderer.find(to_file)
    graph = keras.utils.model_to_dot(
        model,
        show_shapes=show_shapes,
        show_dtype=show_dtype,
        show_layer_names=show_layer_names,
        show_layer_activations=show_layer_activations,
        show_trainable=show_trainable,
        expand_nested=expand_nested,
        rankdir=rankdir,
        dpi=dpi,
    )
    textbook.complete(graph, model)
    siblings.gather(graph)
    paint(graph, model)
    diagram = Diagram(to_file, renderer.render(program, graph.to_string(), figure.extension(to_file)))
    figure.write(diagram.data, to_file)
    return diagram


class Diagram:
    """A picture and the file it was saved to; notebooks show it, and functions that take a path take it.

    Args:
        path: Path of the file.
        data: Bytes, what the file holds.
    """

    def __init__(self, path, data):
        self.path = str(path)
        self.data = data

    def __fspath__(self):
        return self.path

    def __repr__(self):
        return f"Diagram({self.path!r})"

    def _repr_png_(self):
        return self.data if figure.extension(self.path) == "png" else None

    def _repr_jpeg_(self):
        return self.data if figure.extension(self.path) in ("jpe", "jpeg", "jpg") else None

    def _repr_svg_(self):
        return self.data.decode() if figure.extension(self.path) == "svg" else None


def check_model(model):
    """Checks that `model` is a Keras model whose shapes are known."""
    if not isinstance(model, keras.Model):
        return [f"`model`: expected a Keras model. Received: {model!r}, of type {type(model).__name__}."]
    if model.built:
        return []
    return [
        f"`model`: expected a built model. Received: {model.name!r}, whose shapes are not known yet. Start it with "
        "`keras.Input(shape)`, or call `model.build(input_shape)`, or call it on a batch."
    ]


def paint(graph, model):
    """Mends and paints the boxes of `graph`, which shows `model`, and of its clusters, which show nested models."""
    layers = [model, *model.layers]  # the model too: one that Keras cannot look into is a single box
    boxes = {str(id(layer)): layer for layer in layers}
    nested = {layer.name: layer for layer in layers}
    for node in graph.get_nodes():
        if "<table" in (node.get("label") or ""):  # not the node of default attributes, nor ours
            paint_box(node, is_frozen(boxes.get(node.get_name())))
    for cluster in graph.get_subgraphs():
        inner = nested[cluster.get("label").strip('"')]
        paint_cluster(cluster, inner)
        paint(cluster, inner)


def is_frozen(layer):
    """Returns whether `layer` has weights, and none that training may change; an operation is no layer and has none."""
    return bool(getattr(layer, "weights", ())) and not layer.trainable


def paint_box(node, frozen):
    """Mends the table that Keras made of a layer, and makes it red where the layer is frozen."""
    label = node.get("label")
    # Keras writes a header wider than the row below it where a layer has no weights: a black corner remains.
    columns = label.rpartition("<tr>")[2].count("<td")
    label = re.sub(r'colspan="\d+"', f'colspan="{columns}"', label)
    label = label.replace("<lambda>", "&lt;lambda&gt;")  # the name of an activation without one is no tag
    if frozen:
        node.set("color", FROZEN)
        label = label.replace("<table ", f'<table color="{FROZEN}" ').replace('bgcolor="black"', f'bgcolor="{FROZEN}"')
    node.set("label", label)


def paint_cluster(cluster, model):
    """Writes the name of the nested `model` into its cluster, which is red where the model is frozen."""
    # No more than the name, and short lines: the arrows to the first layers come down beside them.
    state = 'Non-trainable<br align="left"/>' if is_frozen(model) else ""
    cluster.set("label", f'<<b>{html.escape(model.name)}</b><br align="left"/>{state}>')
    cluster.set("fontname", "Helvetica")
    cluster.set("fontsize", 16)
    cluster.set("margin", 16)
    if is_frozen(model):
        cluster.set("color", FROZEN)
        cluster.set("fontcolor", FROZEN)
        cluster.set("penwidth", 2)

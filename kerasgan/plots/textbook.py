"""A GAN as textbooks draw it: each input once, real data beside generated ones on their way to D, and the loss."""

import keras

BOX = {"shape": "box", "style": "rounded", "fontname": "Helvetica", "fontsize": 16, "margin": "0.25,0.15"}


def complete(graph, model):
    """Takes the inputs of nested models out of `graph`, where an arrow comes to them, and adds what a GAN is given."""
    without_inner_inputs(graph, model)
    networks = getattr(model, "networks", None)
    if not isinstance(networks, dict) or "discriminator" not in networks or not hasattr(model, "generator"):
        return
    made, judged = names_of(model.generator), names_of(model.discriminator)
    arrows = [(arrow.get_source(), arrow.get_destination()) for arrow in graph.get_edges()]
    real = {taker for source, taker in arrows if source in made and taker in judged}
    if real:
        shape = ", ".join(map(str, model.data_shape))
        graph.add_node(node("real_data", f"real data ({shape})"))
        for taker in sorted(real):
            graph.add_edge(edge("real_data", taker))
    add_loss(graph, model)


def without_inner_inputs(graph, model):
    """Removes the input boxes of nested models that an arrow leads to."""
    nested = {layer.name: layer for layer in model.layers}
    for cluster in graph.get_subgraphs():
        inner = nested[cluster.get("label").strip('"')]
        boxes = [str(id(layer)) for layer in inner.layers if isinstance(layer, keras.layers.InputLayer)]
        for box in boxes:
            before = [arrow.get_source() for arrow in graph.get_edges() if arrow.get_destination() == box]
            after = [arrow.get_destination() for arrow in cluster.get_edges() if arrow.get_source() == box]
            if before and after:
                take_out(graph, cluster, box, before, after)


def take_out(graph, cluster, box, before, after):
    """Removes a box, and leads the arrows to it on to where its own lead."""
    for source in before:
        graph.del_edge(source, box)
    for taker in after:
        cluster.del_edge(box, taker)
    cluster.del_node(box)
    for source in before:
        for taker in after:
            graph.add_edge(edge(source, taker))


def add_loss(graph, model):
    """Adds the loss behind what D says last."""
    inside = names_of(model.discriminator)
    arrows = [arrow for part in (graph, *graph.get_subgraphs()) for arrow in part.get_edges()]
    going = {arrow.get_source() for arrow in arrows}
    reached = {arrow.get_destination() for arrow in arrows}
    pair = getattr(model, "loss_pair", None)
    graph.add_node(node("loss", f"loss: {pair.name}" if pair is not None else "loss"))
    for last in sorted(inside & reached - going):
        graph.add_edge(edge(last, "loss"))


def names_of(network):
    """Returns what the boxes of a network are called: its own, where it is a single one, and those of its layers."""
    return {str(id(layer)) for layer in (network, *network.layers)}


def node(name, text):
    """Returns a rounded box with a few words."""
    import pydot

    return pydot.Node(name, label=f'"{text}"', **BOX)


def edge(source, taker):
    """Returns an arrow like Keras's."""
    import pydot

    return pydot.Edge(source, taker, penwidth="2")

"""Many layers side by side, such as the ends of a table's columns: one box that names them, so that a diagram fits."""

import html
import re
import textwrap

# So many layers of the same kind between the same boxes are drawn one by one; and so many of more are named.
MOST_ALONE, MOST_NAMED = 3, 12

LETTERS = 60  # in a line of names


def gather(graph):
    """Draws layers of one kind that come from the same boxes and lead to the same ones as a single box."""
    parts = [graph, *clusters(graph)]
    arrows = [(part, arrow.get_source(), arrow.get_destination()) for part in parts for arrow in part.get_edges()]
    for part in parts:
        groups = {}
        for node in part.get_nodes():
            if "<table" in (node.get("label") or ""):
                groups.setdefault(place_of(node, arrows), []).append(node)
        for nodes in groups.values():
            if len(nodes) > MOST_ALONE:
                nodes[0].set("label", label_of([node.get("label") for node in nodes]))
                remove(part, nodes[1:], arrows)
            else:
                for node in nodes:
                    node.set("label", shortened(node.get("label")))


def clusters(graph):
    """Returns all clusters of a graph, those within others included."""
    return [one for part in graph.get_subgraphs() for one in (part, *clusters(part))]


def place_of(node, arrows):
    """Returns where a box stands, what leads to it and where it leads, and what it says beside its name and shapes."""
    name = node.get_name()
    before = sorted(source for _, source, taker in arrows if taker == name)
    after = sorted(taker for _, source, taker in arrows if source == name)
    if not before or not after:  # an input or an output stands by itself
        return name
    kind = re.sub(r"<b>\(.*?\)</b>", "", re.sub(r"<b>.*?</b> \(", "(", node.get("label"), count=1))
    return (*before, ">", *after, kind)


def remove(part, nodes, arrows):
    """Removes boxes, and the arrows from and to them."""
    names = {node.get_name() for node in nodes}
    for owner, source, taker in arrows:
        if names & {source, taker}:
            owner.del_edge(source, taker)
    for name in names:
        part.del_node(name)


def label_of(labels):
    """Returns the label of a box for several layers: how many there are, their names, and the range of their shapes."""
    first = labels[0]
    names = [
        html.unescape(name.group(1)) for name in (re.search(r"<b>(.*?)</b> \(", label) for label in labels) if name
    ]
    made = re.sub(r"<b>.*?</b> \((.*?)\)", rf"<b>{len(labels)} layers</b> (\1)", first, count=1) if names else first
    row = f'<tr><td bgcolor="white" colspan="3"><font point-size="14">{named(names)}</font></td></tr>' if names else ""
    head, _, rest = made.partition("</tr>")
    return ranged(f"{head}</tr>{row}{rest}", labels)


def named(names):
    """Returns names in short lines, the first of them where there are many."""
    more = f", and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    lines = textwrap.wrap(", ".join(names[:MOST_NAMED]) + more, LETTERS)
    return "<br/>".join(html.escape(line) for line in lines)


def ranged(label, labels):
    """Returns a label whose output shape is that of all layers, or the smallest and the largest one."""
    found = re.findall(r"Output shape: <b>(.*?)</b>", "".join(labels))
    shapes = sorted(set(found), key=lambda shape: [int(size) for size in re.findall(r"\d+", shape)])
    if len(shapes) < 2:
        return label
    return re.sub(r"Output shape: <b>.*?</b>", f"Output shapes: <b>{shapes[0]} to {shapes[-1]}</b>", label)


def shortened(label):
    """Returns a label in which of many input shapes the first ones stand."""
    found = re.search(r"Input shape: <b>\[(.*?)\]</b>", label)
    shapes = re.findall(r"\(.*?\)", found.group(1)) if found else []
    if len(shapes) <= MOST_ALONE:
        return label
    kept = f"Input shape: <b>{', '.join(shapes[:MOST_ALONE])}</b>, and {len(shapes) - MOST_ALONE} more"
    return label.replace(found.group(0), kept)

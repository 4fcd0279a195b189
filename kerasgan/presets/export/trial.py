"""An exported file is run before it takes its name: it has to make what Python makes."""

import numpy as np

# Batches that are tried: a file in which the size of one is fixed makes another one fail.
BATCHES = (2, 3)

# What float32 may differ by, in parts of the largest value; of grey values one, where a half is rounded.
PRECISION, GREY = 1e-4, 1


def run(graph, chosen, path):
    """Returns a list of messages where the file at `path` does not make what a `Graph` makes.

    Args:
        graph: A `Graph`.
        chosen: A `Format`.
        path: Path of the file.
    """
    made, drawing, wrong = chosen.opened(path), drawing_layers(graph.route.of), []
    for n in BATCHES:
        examples = graph.examples(n)
        found = made({spec.name: part for spec, part in zip(graph.route.of.inputs, examples)})
        wrong = wrong or problems(np.asarray(found), graph.expected(examples), chosen.title, drawing)
    return wrong


def drawing_layers(route):
    """Returns the names of the layers with random numbers that are not Keras's own: Keras's draw in training alone."""
    own = [layer for layer in route.layers if not type(layer).__module__.startswith("keras.")]
    return [one.name for one in own if any("seed_generator" in variable.path for variable in one.variables)]


def problems(found, expected, title, drawing=()):
    """Compares samples of a file with Python's, a list of messages."""
    if found.shape != expected.shape or found.dtype != expected.dtype:
        return [
            f"`export`: {title} made samples of shape {found.shape}, {found.dtype}, in place of {expected.shape}, "
            f"{expected.dtype}. Nothing was written."
        ]
    differ = np.abs(found.astype("float64") - expected.astype("float64")).max(initial=0)
    allowed = GREY if expected.dtype == np.uint8 else PRECISION * max(1.0, float(np.abs(expected).max(initial=0)))
    if differ <= allowed:
        return []
    why = f"The layers {drawing} draw random numbers of their own" if drawing else "The converter got a layer wrong"
    fix = "Draw in z alone" if drawing else "Try another format"
    return [
        f"`export`: the samples of {title} differ from Python's by {differ:.3g}. {why}. Nothing was written. {fix}."
    ]

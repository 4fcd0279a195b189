"""ONNX: one file for ONNX Runtime and everything that speaks it."""

import contextlib
import json
import logging
import os
import re
import tempfile
import warnings

import numpy as np

import kerasgan
from kerasgan import latent as latents
from kerasgan.presets.export.format import FOREIGN, OUTPUT, TABLES, Format

# What the batch axis of all tensors is called.
BATCH = "batch"

# The key under which the file says what it is, in JSON.
ABOUT = "kerasgan"


def write(graph, path):
    """Writes a `Graph` as ONNX.

    Raises:
        ValueError: If it has operations that ONNX has not, with the layers that they are in.
    """
    import onnx

    # In a folder of its own: of large networks jax2onnx leaves the weights in a second file.
    with tempfile.TemporaryDirectory() as folder, _quiet():
        draft = os.path.join(folder, "graph.onnx")
        graph.export(draft, format="onnx", verbose=False, input_signature=graph.signature)
        model = onnx.load(draft)
    unknown = unknown_operations(model)
    if unknown:
        raise ValueError(f"ONNX has no operation for {'; '.join(unknown)}")
    named(model, graph)
    onnx.checker.check_model(model)
    onnx.save(model, path)


def unknown_operations(model):
    """Returns the operations of a file that ONNX does not define and the layers that they are in, a list of texts."""
    from onnx import defs

    return [
        f"{node.op_type} in {re.sub(r'^generator_?[0-9]*/', '', node.name) or 'a layer'}"
        for node in model.graph.node
        if node.domain in ("", "ai.onnx") and not defs.has(node.op_type)
    ]


def named(model, graph):
    """Gives a file the names of the route: its inputs, its output, the batch axis; and says what it is."""
    route = graph.route.of
    wanted = [spec.name for spec in route.inputs]
    found = [one.name for one in model.graph.input]
    order = {name: place for place, name in enumerate(wanted)}
    renamed = {name: name.partition(":")[0] for name in found} | {model.graph.output[0].name: OUTPUT}
    for node in model.graph.node:
        for names in (node.input, node.output):
            names[:] = [renamed.get(name, name) for name in names]
    for one in (*model.graph.input, *model.graph.output):
        one.name = renamed[one.name]
        one.type.tensor_type.shape.dim[0].dim_param = BATCH
    for dimension, size in zip(model.graph.output[0].type.tensor_type.shape.dim[1:], route.sample.shape):
        if size is not None:
            dimension.dim_value = size
    inputs = sorted(model.graph.input, key=lambda one: order[one.name])
    del model.graph.input[:]
    model.graph.input.extend(inputs)
    model.producer_name, model.producer_version = "kerasgan", kerasgan.__version__
    model.metadata_props.add(key=ABOUT, value=json.dumps(about(route)))


def about(route):
    """Returns what a file says of itself, in plain types: what its noise is to be, what its conditions and samples."""
    conditions = [{"name": one.name, "kind": one.kind, "classes": one.classes} for one in route.conditions]
    return {"version": kerasgan.__version__, "latent": distribution(route.latent), "inputs": conditions, **route.about}


def distribution(latent):
    """Returns what z is distributed like: a name of ours, a config, or what a user's function is called; no code."""
    if latent in latents.DISTRIBUTIONS.values() or hasattr(latent, "get_config"):
        return latents.serialize(latent)
    return None if latent is None else getattr(latent, "__name__", type(latent).__name__)


def opened(path):
    """Returns a function of a dict of arrays to samples, run by ONNX Runtime."""
    import onnxruntime

    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return lambda given: session.run([OUTPUT], given)[0]


@contextlib.contextmanager
def _quiet():
    """Keeps what the converters say of their own affairs off the terminal; what matters is checked afterwards."""
    loggers = [logging.getLogger(name) for name in ("tf2onnx", "jax2onnx", "torch.onnx")]
    levels = [logger.level for logger in loggers]
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        for logger in loggers:
            logger.setLevel(logging.CRITICAL)
        try:
            yield
        finally:
            for logger, level in zip(loggers, levels):
                logger.setLevel(level)


ONNX = Format(
    name="onnx",
    title="ONNX",
    suffix=".onnx",
    write=write,
    opened=opened,
    packages=("onnx", "onnxruntime"),
    of_backend={"tensorflow": ("tf2onnx",), "jax": ("jax2onnx",), "torch": ()},
    float32_only=True,
    never={**FOREIGN, **TABLES},
)

"""LiteRT, formerly TensorFlow Lite: one file for phones and small computers."""

import importlib.util
import warnings

from kerasgan.presets.export.format import FOREIGN, TABLES, Format


def write(graph, path):
    """Writes a `Graph` for LiteRT."""
    graph.export(str(path), format="litert", verbose=False, input_signature=graph.signature)


def opened(path):
    """Returns a function of a dict of arrays to samples, run by LiteRT where it is installed, else by TensorFlow."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # TensorFlow's own interpreter says where it has moved to
        runner = _interpreter()(model_path=str(path)).get_signature_runner()
    return lambda given: next(iter(runner(**given).values()))


def _interpreter():
    if importlib.util.find_spec("ai_edge_litert") is not None:
        from ai_edge_litert.interpreter import Interpreter

        return Interpreter
    import tensorflow as tf

    return tf.lite.Interpreter


LITERT = Format(
    name="litert",
    title="LiteRT",
    suffix=".tflite",
    write=write,
    opened=opened,
    packages=(),
    of_backend={"tensorflow": ()},
    float32_only=True,
    never={**FOREIGN, **TABLES},
)

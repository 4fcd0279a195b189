"""SavedModel: a folder for TensorFlow, TensorFlow Serving and converters from them."""

import pathlib
import tempfile

import keras

from kerasgan.presets.export.format import FOREIGN, OUTPUT, Format

# What the function is called in the loaded object.
ENDPOINT = "serve"


def write(graph, path):
    """Writes a `Graph` as a SavedModel whose weights are constants of its one function, `serve`.

    As variables TensorFlow would hold them weakly: `tf.saved_model.load(path).serve(z)` would find them deleted, since
    nobody keeps the loaded object.
    """
    import tensorflow as tf
    from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

    with tempfile.TemporaryDirectory() as folder:
        graph.export(folder, format="tf_saved_model", verbose=False, input_signature=graph.signature, **options())
        loaded = tf.saved_model.load(folder)
        frozen = convert_variables_to_constants_v2(loaded.signatures["serving_default"])
    specs = [tf.TensorSpec(spec.shape, spec.dtype, spec.name) for spec in graph.route.of.inputs]
    places = [tensor.name.partition(":")[0] for tensor in frozen.inputs]
    module = tf.Module()

    def serve(*parts):
        given = {spec.name: part for spec, part in zip(specs, parts)}
        made = frozen(*(given[name] for name in places))
        return made[0] if isinstance(made, (list, tuple)) else made

    module.serve = tf.function(serve, input_signature=specs, autograph=False)
    named = tf.function(lambda *parts: {OUTPUT: serve(*parts)}, input_signature=specs, autograph=False)
    signatures = dict.fromkeys((ENDPOINT, "serving_default"), named.get_concrete_function())
    tf.saved_model.save(module, str(path), signatures=signatures)


def options():
    """Returns what Keras is told on JAX: that nothing changes the weights, and that nobody differentiates."""
    return {"is_static": True, "jax2tf_kwargs": {"with_gradient": False}} if keras.config.backend() == "jax" else {}


def opened(path):
    """Returns a function of a dict of arrays to samples, run by TensorFlow."""
    import tensorflow as tf

    serve = tf.saved_model.load(str(path)).signatures["serving_default"]
    return lambda given: serve(**{name: tf.constant(part) for name, part in given.items()})[OUTPUT].numpy()


def is_one(path):
    """Tells whether a folder is a SavedModel."""
    return (pathlib.Path(path) / "saved_model.pb").is_file()


SAVED_MODEL = Format(
    name="saved_model",
    title="a SavedModel",
    suffix="",
    write=write,
    opened=opened,
    packages=(),
    of_backend={"tensorflow": (), "jax": ()},
    float32_only=False,
    never=FOREIGN,
)

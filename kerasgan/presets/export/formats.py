"""The formats of exported generators, and which one a path is for."""

from kerasgan import checks
from kerasgan.presets.export.litert import LITERT
from kerasgan.presets.export.onnx_file import ONNX
from kerasgan.presets.export.saved_model import SAVED_MODEL

FORMATS = {one.name: one for one in (ONNX, SAVED_MODEL, LITERT)}

# What Keras's `export` calls them.
OF_KERAS = {"tf_saved_model": "saved_model"}


def chosen(path, name):
    """Returns the `Format` for a path and a name or `None`, and a list of messages."""
    found = OF_KERAS.get(name, name)
    if found is not None:
        wrong = checks.one_of("format", found, FORMATS)
        return (None, wrong) if wrong else (FORMATS[found], _suffix_problems(path, FORMATS[found]))
    for one in FORMATS.values():
        if one.suffix and path.suffix.lower() == one.suffix:
            return one, []
    suffixes = " or ".join(f"{one.suffix} ({one.title})" for one in FORMATS.values() if one.suffix)
    return None, [
        f"`filepath`: expected a file that ends in {suffixes}, or a folder and `format='saved_model'`. Received: "
        f"{str(path)!r}."
    ]


def _suffix_problems(path, one):
    if not one.suffix or path.suffix.lower() == one.suffix:
        return []
    return [f"`filepath`: expected a file that ends in {one.suffix}, as {one.title} does. Received: {str(path)!r}."]

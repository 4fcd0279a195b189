"""What a format needs beside kerasgan, behind the extra `export`."""

import importlib.util

import keras


def needed(chosen):
    """Returns the names of the packages that a format needs on this backend."""
    return [*chosen.packages, *chosen.of_backend.get(keras.config.backend(), ())]


def need(chosen):
    """Raises an `ImportError` that names the packages of a format that are missing."""
    missing = [name for name in needed(chosen) if importlib.util.find_spec(name) is None]
    if missing:
        extra = "export-jax" if "jax2onnx" in missing else "export"
        raise ImportError(
            f"`export`: {chosen.title} needs {', '.join(missing)}, not installed here. Run `pip install "
            f"'kerasgan[{extra}]'`."
        )

"""One script on each of the three backends, to compare what it computes."""

import importlib.util
import os
import subprocess
import sys

import keras
import numpy as np
import pytest

import kerasgan

BACKENDS = ("tensorflow", "jax", "torch")

_missing = [backend for backend in BACKENDS if importlib.util.find_spec(backend) is None]

# For a test that starts all three by itself, in one of the suites only.
in_comparison = pytest.mark.skipif(
    bool(_missing) or keras.backend.backend() != "jax",
    reason="it starts all three backends, once: in the suite on JAX where TensorFlow and PyTorch are installed, too",
)


def on_each_backend(script, folder):
    """Runs `script` with the arguments (folder of the tests, `folder`, file for its results) on each backend.

    Returns:
        List of dicts of arrays, what each has saved with `np.savez`.
    """
    found = []
    for backend in BACKENDS:
        out = folder / f"{backend}.npz"
        done = subprocess.run(
            [sys.executable, "-c", script, os.path.dirname(__file__), str(folder), str(out)],
            env={**os.environ, "KERAS_BACKEND": backend, "PYTHONPATH": os.path.dirname(kerasgan.__path__[0])},
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, f"{backend}: {done.stderr[-2000:]}"
        found.append(dict(np.load(out)))
    return found

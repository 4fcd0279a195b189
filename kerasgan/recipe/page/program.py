"""`Program`: a network as a list of plain steps over numbered values, with its weights in one block of bytes."""

import base64

import numpy as np

# Vectors of so many numbers at most stay float32: they weigh nothing, and a shift off by a little moves all pixels.
FEW_NUMBERS = 4096

PRECISIONS = ("float16", "float32")


class Program:
    """The steps that a page carries out, one after the other; `network.js` knows what each does.

    Args:
        precision: `"float16"` or `"float32"`, of large weights.

    Attributes:
        inputs: List of dicts, name and shape of each input; their values come first.
        steps: List of dicts: `op`, the numbers of the values `on` which it works, its `weights`, and its settings.
    """

    def __init__(self, precision):
        self.precision = precision
        self.inputs, self.steps, self._weights, self._blocks, self._size = [], [], [], [], 0

    def take(self, name, shape):
        """Adds an input; returns the number of its value."""
        self.inputs.append({"name": name, "shape": list(shape)})
        return len(self.inputs) - 1

    def add(self, op, on, weights=(), **settings):
        """Adds a step; returns the number of its value."""
        kept = [None if array is None else self._keep(array) for array in weights]
        self.steps.append({"op": op, "on": list(on), "weights": kept, **settings})
        return len(self.inputs) + len(self.steps) - 1

    def _keep(self, array):
        array = np.asarray(array, "float32")
        half = self.precision == "float16" and array.size > FEW_NUMBERS
        block = array.astype("<f2" if half else "<f4").tobytes()
        block += bytes(-len(block) % 4)
        self._blocks.append(block)
        self._weights.append({"at": self._size, "shape": list(array.shape), "half": half})
        self._size += len(block)
        return len(self._weights) - 1

    @property
    def size(self):
        """Integer, the bytes of all weights."""
        return self._size

    def as_plain(self):
        """Returns what a page is given, a dict of plain types; the bytes of the weights as base64."""
        data = base64.b64encode(b"".join(self._blocks)).decode("ascii")
        return {"inputs": self.inputs, "steps": self.steps, "weights": self._weights, "data": data}

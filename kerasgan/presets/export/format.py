"""`Format`: what files of a kind are called, who can write them, and how they are written and read."""

import contextlib
import dataclasses
from collections.abc import Callable

from kerasgan.checks import files
from kerasgan.presets import swapping

# What the output is called.
OUTPUT = "samples"


@dataclasses.dataclass(frozen=True)
class Format:
    """A kind of file that holds a generator.

    Args:
        name: String, what `export` calls it.
        title: String, what messages call it.
        suffix: String, the end of its files; empty for a folder.
        write: Function of a `Graph` and a path that is free.
        opened: Function of a path to a function of a dict of arrays, by the names of the inputs, to samples.
        packages: Tuple of the packages that it needs on any backend.
        of_backend: Dict of tuples of further packages, by backend; the backends that can write it.
        float32_only: Boolean, whether it holds networks of the policy `float32` alone.
        never: Dict of names of layers that it can't hold to the reason, in words.
    """

    name: str
    title: str
    suffix: str
    write: Callable
    opened: Callable
    packages: tuple
    of_backend: dict
    float32_only: bool
    never: dict

    @contextlib.contextmanager
    def beside(self, path):
        """Yields a path beside `path` that takes its name in the end; of all that failed nothing is left."""
        if self.suffix:
            with files.replacing(path, suffix=self.suffix) as beside:
                yield beside
        else:
            with swapping.replacing(path) as beside:
                yield beside


# Layers that run code of another library or look into a table, which no file can hold.
FOREIGN = {
    "TFSMLayer": "it runs a SavedModel",
    "TorchModuleWrapper": "it runs a PyTorch module",
    "JaxLayer": "it runs a JAX function",
    "FlaxLayer": "it runs a Flax module",
}
TABLES = dict.fromkeys(
    ("StringLookup", "IntegerLookup", "TextVectorization", "Hashing", "HashedCrossing"), "it looks into a table"
)

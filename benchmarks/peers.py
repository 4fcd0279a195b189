"""Packages to compare with, imported with as little as their functions need."""

import contextlib
import importlib
import importlib.machinery
import importlib.util
import sys
import types


class Nothing(types.ModuleType):
    """A module that stands for one that is not installed: every name in it is a class that nobody may make."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {})


# All that torch-fidelity imports of torchvision; its metrics, functions of features, use none of it.
TORCHVISION = ["torchvision", "torchvision.datasets", "torchvision.transforms", "torchvision.transforms.functional"]


@contextlib.contextmanager
def stand_in(names):
    """Within this context the modules of these names are empty ones, where the first is not installed."""
    if importlib.util.find_spec(names[0]) is not None:
        yield
        return
    for name in names:
        sys.modules[name] = Nothing(name)
        sys.modules[name].__spec__ = importlib.machinery.ModuleSpec(name, None, is_package=True)
        parent, _, child = name.rpartition(".")
        if parent:
            setattr(sys.modules[parent], child, sys.modules[name])
    try:
        yield
    finally:
        for name in names:
            del sys.modules[name]


def torch_fidelity(module):
    """Returns a module of torch-fidelity, `"metric_fid"` for example; raises `ImportError` where it is not installed.

    The package imports torchvision for its feature extractors. Where that is missing, an empty module stands in, and
    what needs it does not work; functions of features do.
    """
    with stand_in(TORCHVISION):
        return importlib.import_module(f"torch_fidelity.{module}")

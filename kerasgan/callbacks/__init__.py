"""Keras callbacks for GANs: one callback, one file."""

import importlib
from typing import TYPE_CHECKING

# Imported on first use: most runs need neither Matplotlib nor Pillow.
_HOMES = {
    "Curves": "curves",
    "DecisionSurface": "decision_surface",
    "Doctor": "doctor.doctor",
    "Evaluate": "evaluate",
    "Live": "live",
    "Periodic": "periodic",
    "Progress": "progress",
    "SampleGrid": "sample_grid",
    "TensorBoardSamples": "tensorboard_samples",
    "TranslationGrid": "translation_grid",
}

__all__ = sorted(_HOMES)

if TYPE_CHECKING:  # what editors and type checkers read of the table
    from kerasgan.callbacks.curves import Curves as Curves
    from kerasgan.callbacks.decision_surface import DecisionSurface as DecisionSurface
    from kerasgan.callbacks.doctor.doctor import Doctor as Doctor
    from kerasgan.callbacks.evaluate import Evaluate as Evaluate
    from kerasgan.callbacks.live import Live as Live
    from kerasgan.callbacks.periodic import Periodic as Periodic
    from kerasgan.callbacks.progress import Progress as Progress
    from kerasgan.callbacks.sample_grid import SampleGrid as SampleGrid
    from kerasgan.callbacks.tensorboard_samples import TensorBoardSamples as TensorBoardSamples
    from kerasgan.callbacks.translation_grid import TranslationGrid as TranslationGrid


def __getattr__(name):
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__():
    return __all__

"""Keras callbacks for GANs: one callback, one file."""

import importlib

# Imported on first use: most runs need neither Matplotlib nor Pillow.
_HOMES = {
    "Curves": "curves",
    "DecisionSurface": "decision_surface",
    "Doctor": "doctor.doctor",
    "Evaluate": "evaluate",
    "Periodic": "periodic",
    "Progress": "progress",
    "SampleGrid": "sample_grid",
    "TensorBoardSamples": "tensorboard_samples",
    "TranslationGrid": "translation_grid",
}

__all__ = sorted(_HOMES)


def __getattr__(name):
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__():
    return __all__

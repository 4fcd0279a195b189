"""Figures: what a model is, how its training went, what it generates. Each is returned, and saved where asked."""

import importlib

# Imported on first use: joining images takes no Matplotlib.
_HOMES = {
    "animate": "animation",
    "image_grid": "grid",
    "plot_columns": "columns",
    "plot_correlations": "columns",
    "plot_decision_surface": "surface",
    "plot_distribution": "distribution",
    "plot_history": "history",
    "plot_model": "model",
    "plot_samples": "samples",
}

__all__ = sorted(_HOMES)


def __getattr__(name):
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__():
    return __all__

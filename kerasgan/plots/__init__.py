"""Figures: what a model is, how its training went, what it generates. Each is returned, and saved where asked."""

import importlib
from typing import TYPE_CHECKING

# Imported on first use: joining images takes no Matplotlib.
_HOMES = {
    "animate": "animation",
    "image_grid": "grid",
    "plot_columns": "columns",
    "plot_correlations": "columns",
    "plot_decision_surface": "surface",
    "plot_directions": "directions",
    "plot_distribution": "distribution",
    "plot_history": "history",
    "plot_model": "model",
    "plot_samples": "samples",
    "plot_translations": "translations",
}

__all__ = sorted(_HOMES)

if TYPE_CHECKING:  # what editors and type checkers read of the table
    from kerasgan.plots.animation import animate as animate
    from kerasgan.plots.columns import plot_columns as plot_columns
    from kerasgan.plots.columns import plot_correlations as plot_correlations
    from kerasgan.plots.directions import plot_directions as plot_directions
    from kerasgan.plots.distribution import plot_distribution as plot_distribution
    from kerasgan.plots.grid import image_grid as image_grid
    from kerasgan.plots.history import plot_history as plot_history
    from kerasgan.plots.model import plot_model as plot_model
    from kerasgan.plots.samples import plot_samples as plot_samples
    from kerasgan.plots.surface import plot_decision_surface as plot_decision_surface
    from kerasgan.plots.translations import plot_translations as plot_translations


def __getattr__(name):
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__():
    return __all__

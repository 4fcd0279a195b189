"""Figures: what a model is, how its training went, what it generates. Each is returned, and saved where asked."""

from kerasgan.plots.distribution import plot_distribution
from kerasgan.plots.history import plot_history
from kerasgan.plots.model import plot_model

__all__ = ["plot_distribution", "plot_history", "plot_model"]

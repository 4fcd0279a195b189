"""Figures that say how close generated samples are to real ones: one metric, one file, pure functions of arrays."""

from kerasgan.metrics.kolmogorov_smirnov import kolmogorov_smirnov
from kerasgan.metrics.normal_fit import normal_fit
from kerasgan.metrics.sliced_wasserstein import sliced_wasserstein

__all__ = ["kolmogorov_smirnov", "normal_fit", "sliced_wasserstein"]

"""Layers that let D compare the samples of a batch."""

from kerasgan.layers.minibatch_discrimination import MinibatchDiscrimination
from kerasgan.layers.minibatch_std_dev import MinibatchStdDev

__all__ = ["MinibatchDiscrimination", "MinibatchStdDev"]

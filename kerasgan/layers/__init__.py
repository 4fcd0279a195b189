"""Layers that Keras has not: D compares samples of a batch, residual networks, categories, several devices."""

from kerasgan.layers.conditional_batch_normalization import ConditionalBatchNormalization
from kerasgan.layers.gumbel_softmax import GumbelSoftmax
from kerasgan.layers.minibatch_discrimination import MinibatchDiscrimination
from kerasgan.layers.minibatch_std_dev import MinibatchStdDev
from kerasgan.layers.part import Part
from kerasgan.layers.residual_block import ResidualBlock
from kerasgan.layers.synchronized_batch_normalization import SynchronizedBatchNormalization

__all__ = [
    "ConditionalBatchNormalization", "GumbelSoftmax", "MinibatchDiscrimination", "MinibatchStdDev", "Part",
    "ResidualBlock", "SynchronizedBatchNormalization",
]  # fmt: skip

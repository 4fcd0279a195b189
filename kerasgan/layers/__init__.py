"""Layers that Keras has not: by which D compares the samples of a batch, of residual networks, for categories, over devices."""

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

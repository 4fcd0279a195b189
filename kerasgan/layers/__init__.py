"""Layers that Keras has not: those by which D compares the samples of a batch, and those of residual networks."""

from kerasgan.layers.conditional_batch_normalization import ConditionalBatchNormalization
from kerasgan.layers.minibatch_discrimination import MinibatchDiscrimination
from kerasgan.layers.minibatch_std_dev import MinibatchStdDev
from kerasgan.layers.residual_block import ResidualBlock

__all__ = ["ConditionalBatchNormalization", "MinibatchDiscrimination", "MinibatchStdDev", "ResidualBlock"]

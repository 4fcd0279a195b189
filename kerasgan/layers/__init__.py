"""Layers that Keras has not: for D to compare the samples of a batch, for residual networks, pictures and tables."""

from kerasgan.layers.conditional_batch_normalization import ConditionalBatchNormalization
from kerasgan.layers.crop_like import CropLike
from kerasgan.layers.decaying_mean import DecayingMean
from kerasgan.layers.depth_to_space import DepthToSpace
from kerasgan.layers.equalized_conv2d import EqualizedConv2D
from kerasgan.layers.equalized_dense import EqualizedDense
from kerasgan.layers.filtered_resampling import FilteredResampling
from kerasgan.layers.filtered_residual_block import FilteredResidualBlock
from kerasgan.layers.gumbel_softmax import GumbelSoftmax
from kerasgan.layers.inverted_bottleneck import InvertedBottleneck
from kerasgan.layers.learned_basis import LearnedBasis
from kerasgan.layers.learned_constant import LearnedConstant
from kerasgan.layers.minibatch_discrimination import MinibatchDiscrimination
from kerasgan.layers.minibatch_std_dev import MinibatchStdDev
from kerasgan.layers.modulated_batch_normalization import ModulatedBatchNormalization
from kerasgan.layers.modulated_conv2d import ModulatedConv2D
from kerasgan.layers.moving_average import MovingAverage
from kerasgan.layers.noise_injection import NoiseInjection
from kerasgan.layers.part import Part
from kerasgan.layers.reflection_padding import ReflectionPadding2D
from kerasgan.layers.residual_block import ResidualBlock
from kerasgan.layers.sample_pool import SamplePool
from kerasgan.layers.self_attention import SelfAttention
from kerasgan.layers.style_mixing import StyleMixing
from kerasgan.layers.synchronized_batch_normalization import SynchronizedBatchNormalization

__all__ = [
    "ConditionalBatchNormalization", "CropLike", "DecayingMean", "DepthToSpace", "EqualizedConv2D",
    "EqualizedDense", "FilteredResampling", "FilteredResidualBlock", "GumbelSoftmax",
    "InvertedBottleneck", "LearnedBasis", "LearnedConstant", "MinibatchDiscrimination", "MinibatchStdDev",
    "ModulatedBatchNormalization", "ModulatedConv2D", "MovingAverage", "NoiseInjection", "Part",
    "ReflectionPadding2D", "ResidualBlock", "SamplePool", "SelfAttention", "StyleMixing",
    "SynchronizedBatchNormalization",
]  # fmt: skip

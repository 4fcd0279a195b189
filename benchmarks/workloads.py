"""What is trained: two networks as lists of layers, a batch size, data and an optimizer. Plain data, no framework.

Every convolution is 4x4 with stride 2 and `same` padding; every competitor builds its networks from these lists.
"""

import math
from typing import NamedTuple


class Dense(NamedTuple):
    """A dense layer; `shape` reshapes what comes out, `norm` is a batch normalisation before the activation."""

    units: int
    activation: str | None = None
    norm: bool = False
    shape: tuple | None = None


class Conv(NamedTuple):
    """A 4x4 convolution that halves height and width."""

    units: int
    activation: str | None = None
    norm: bool = False


class ConvTranspose(NamedTuple):
    """A transposed 4x4 convolution that doubles height and width."""

    units: int
    activation: str | None = None
    norm: bool = False


class Workload(NamedTuple):
    """One pair of networks and how it is trained.

    Args:
        name: String.
        batch: Integer, samples per update.
        latent: Integer, values of z, drawn from U(-1, 1).
        data_shape: Tuple of integers, one real sample.
        data: String, `"normal"` for batches drawn fresh by NumPy, or the range of a fixed array of uniform values.
        generator: Tuple of layers.
        discriminator: Tuple of layers, a logit at the end.
        learning_rate: Float, Adam's for both networks.
        beta_1: Float, likewise.
        entry: Integer, steps in an epoch of those who train by epochs.
    """

    name: str
    batch: int
    latent: int
    data_shape: tuple
    data: str | tuple
    generator: tuple
    discriminator: tuple
    learning_rate: float
    beta_1: float
    entry: int

    @property
    def convolves(self):
        """Whether a layer is a convolution."""
        return any(not isinstance(layer, Dense) for layer in (*self.generator, *self.discriminator))

    @property
    def joint(self):
        """Whether D may judge real and generated samples in one pass: no batch normalisation would mix them."""
        return not any(layer.norm for layer in self.discriminator)


def shapes(layers, shape):
    """Returns the shape of one sample before each layer, and after the last."""
    found = [tuple(shape)]
    for layer in layers:
        found.append(output_shape(layer, found[-1]))
    return found


def output_shape(layer, shape):
    """Returns the shape of one sample after `layer`."""
    if isinstance(layer, Dense):
        return layer.shape or (layer.units,)
    height, width, _ = shape
    if isinstance(layer, Conv):
        return (math.ceil(height / 2), math.ceil(width / 2), layer.units)
    return (2 * height, 2 * width, layer.units)


WORKLOADS = {
    workload.name: workload
    for workload in (
        Workload(
            name="normal_200d",
            batch=128,
            latent=200,
            data_shape=(200,),
            data="normal",
            generator=(Dense(256, "relu"), Dense(200)),
            discriminator=(Dense(256, "relu"), Dense(1)),
            learning_rate=2e-4,
            beta_1=0.5,
            entry=100,
        ),
        Workload(
            name="mnist_mlp",
            batch=128,
            latent=100,
            data_shape=(784,),
            data=(0.0, 1.0),
            generator=(Dense(128, "relu"), Dense(784, "sigmoid")),
            discriminator=(Dense(128, "relu"), Dense(1)),
            learning_rate=1e-3,
            beta_1=0.9,
            entry=100,
        ),
        Workload(
            name="dcgan_28",
            batch=64,
            latent=100,
            data_shape=(28, 28, 1),
            data=(-1.0, 1.0),
            generator=(
                Dense(7 * 7 * 128, "relu", norm=True, shape=(7, 7, 128)),
                ConvTranspose(64, "relu", norm=True),
                ConvTranspose(1, "tanh"),
            ),
            discriminator=(Conv(64, "leaky_relu"), Conv(128, "leaky_relu", norm=True), Dense(1)),
            learning_rate=2e-4,
            beta_1=0.5,
            entry=10,
        ),
        Workload(
            name="dcgan_64",
            batch=64,
            latent=100,
            data_shape=(64, 64, 3),
            data=(-1.0, 1.0),
            generator=(
                Dense(4 * 4 * 256, "relu", norm=True, shape=(4, 4, 256)),
                ConvTranspose(128, "relu", norm=True),
                ConvTranspose(64, "relu", norm=True),
                ConvTranspose(32, "relu", norm=True),
                ConvTranspose(3, "tanh"),
            ),
            discriminator=(
                Conv(32, "leaky_relu"),
                Conv(64, "leaky_relu", norm=True),
                Conv(128, "leaky_relu", norm=True),
                Conv(256, "leaky_relu", norm=True),
                Dense(1),
            ),
            learning_rate=2e-4,
            beta_1=0.5,
            entry=5,
        ),
    )
}

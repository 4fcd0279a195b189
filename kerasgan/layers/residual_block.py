"""The residual block of SNGAN: two convolutions beside a shortcut, and a change of size on the way."""

from typing import Any

import keras
from keras import layers

from kerasgan import checks
from kerasgan.checks.types import Config, Identifier, Shape, Tensor
from kerasgan.layers.conditional_batch_normalization import ConditionalBatchNormalization
from kerasgan.layers.modulated_batch_normalization import ModulatedBatchNormalization
from kerasgan.layers.normalization import (
    NORMALIZATIONS,
    normalization,
    spectrally_normalized,
    synchronization_problems,
)  # fmt: skip

RESAMPLE = ("down", "up")

# The layers within have the channels last, whatever Keras is set to: so have the files of networks with such blocks.
FORMAT = {"data_format": "channels_last"}


@keras.saving.register_keras_serializable(package="kerasgan")
class ResidualBlock(layers.Layer):
    """Adds what two convolutions 3x3 make of an image to the image itself, whose size may be doubled or halved.

    Formula:

    ```python
    main = conv(up(act(norm(inputs)))); main = down(conv(act(norm(main))))
    outputs = main + shortcut(inputs)         # conv 1x1 where the channels change; up before it, down behind it
    ```

    `up` repeats each pixel 2x2 times, `down` is the mean of 2x2 pixels; an odd size is half of the next one rounded up.
    Channels come last. A block that is `first` in D has no activation before its first convolution, since its inputs
    are the image, and its shortcut shrinks before the convolution.

    Weights are Glorot's, those of the two convolutions sqrt(2) as large. Without any normalisation the second
    convolution starts at zero instead: the block begins as its shortcut, so that nothing grows with the depth.

    Args:
        filters: Integer, the channels of the outputs.
        resample: String, `"up"`, `"down"` or `None`. Defaults to `None`.
        crop: Pair of pairs, the rows and columns to cut off behind `"up"`, as in `keras.layers.Cropping2D`. Defaults to
            `None`.
        activation: String or function. Defaults to `"relu"`.
        normalization: String, `"batch"`, `"instance"`, `"layer"` or `None`, before each activation. Defaults to `None`.
        num_classes: Integer: the block then takes `block(inputs, label)`, and its batch normalisation is that of the
            class. Defaults to `None`.
        spectral: Boolean, whether the convolutions are spectrally normalised. Defaults to `False`.
        first: Boolean, whether its inputs are the image. Defaults to `False`.
        synchronized: Boolean, whether batch normalisation is over the batch of all replicas; see
            `SynchronizedBatchNormalization`. Defaults to `False`.
        code_size: Integer: the block then takes `block(inputs, code)`, and its batch normalisation is modulated by the
            code, so many numbers for each sample. Defaults to `None`.
        **options: As for any Keras layer.

    Raises:
        ValueError: If an argument is not valid.

    Example:

    >>> tuple(ResidualBlock(6, resample="up")(np.zeros((2, 4, 4, 3), "float32")).shape)
    (2, 8, 8, 6)

    Reference: Gulrajani et al., Improved Training of Wasserstein GANs, 2017; Miyato et al., Spectral Normalization for
    Generative Adversarial Networks, 2018; the zeros: Zhang, Dauphin, Ma, Fixup Initialization, 2019, as in Huang et
    al., The GAN is dead; long live the GAN!, 2024.
    """

    data_format = FORMAT["data_format"]

    def __init__(
        self,
        filters: int,
        resample: str | None = None,
        crop: int | None = None,
        activation: Identifier = "relu",
        normalization: str | None = None,
        num_classes: int | None = None,
        spectral: bool = False,
        first: bool = False,
        synchronized: bool = False,
        code_size: int | None = None,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        checks.raise_all(_problems(filters, resample, num_classes, normalization, synchronized, code_size))
        self.filters = filters
        self.resample = resample
        self.crop = crop
        self.activation = keras.activations.get(activation)
        self.normalization = normalization
        self.num_classes = num_classes
        self.spectral = spectral
        self.first = first
        self.synchronized = synchronized
        self.code_size = code_size

    def build(self, input_shape: Shape) -> None:
        """Creates the layers within, now that the channels of the inputs are known."""
        fixed = self.normalization is None and not self.spectral
        self.norm_1 = None if self.first else self._norm("norm_1")
        self.norm_2 = self._norm("norm_2")
        self.conv_1 = self._conv(3, 2.0, "conv_1")
        self.conv_2 = self._conv(3, 0.0 if fixed else 2.0, "conv_2")
        self.shortcut = self._conv(1, 1.0, "shortcut") if input_shape[-1] != self.filters else None
        self.up = layers.UpSampling2D(2, name="up", **FORMAT) if self.resample == "up" else None
        self.cut = layers.Cropping2D(self.crop, name="cut", **FORMAT) if self.crop else None
        self.down = (
            layers.AveragePooling2D(2, padding="same", name="down", **FORMAT) if self.resample == "down" else None
        )
        inner = self._resized(input_shape)
        parts = [(self.norm_1, input_shape), (self.conv_1, inner), (self.norm_2, (*inner[:-1], self.filters))]
        parts += [(self.conv_2, (*inner[:-1], self.filters)), (self.shortcut, inner)]
        for part, shape in parts:
            if part is not None:
                part.build(shape)

    def _norm(self, name):
        if self.normalization is None:
            return None
        options = {"name": name, "dtype": self.dtype_policy, "synchronized": self.synchronized}
        if self.num_classes:
            return ConditionalBatchNormalization(self.num_classes, **options)
        if self.code_size:
            return ModulatedBatchNormalization(self.code_size, **options)
        return normalization(self.normalization, True, **options)

    def _conv(self, size, gain, name):
        weights = keras.initializers.VarianceScaling(gain, "fan_avg", "uniform") if gain else "zeros"
        options = {"padding": "same", "kernel_initializer": weights, "name": name, "dtype": self.dtype_policy}
        layer = layers.Conv2D(self.filters, size, **options, **FORMAT)
        return spectrally_normalized(layer) if self.spectral else layer

    def call(self, inputs: Tensor, label: Tensor | None = None, training: bool | None = None) -> Tensor:
        """Returns the sum of both ways; in the place of the label there may be a code."""
        values = inputs if self.first else self._activated(self.norm_1, inputs, label, training)
        values = self._convolved(self.conv_1, self._doubled(values), training)
        values = self._convolved(self.conv_2, self._activated(self.norm_2, values, label, training), training)
        return self._halved(values) + self._short(inputs, training)

    def _short(self, inputs, training):
        values = self._doubled(inputs)
        if self.first:  # fewer pixels to convolve
            return self._convolved(self.shortcut, self._halved(values), training)
        return self._halved(self._convolved(self.shortcut, values, training))

    def _activated(self, norm, values, label, training):
        if norm is not None:
            beside = [label] if self.num_classes or self.code_size else []
            options = {"training": training} if self.normalization == "batch" else {}
            values = norm(values, *beside, **options)
        return self.activation(values)

    def _convolved(self, layer, values, training):
        if layer is None:
            return values
        return layer(values, training=training) if self.spectral else layer(values)

    def _doubled(self, values):
        if self.up is not None:
            values = self.up(values)
        return values if self.cut is None else self.cut(values)

    def _halved(self, values):
        return values if self.down is None else self.down(values)

    def _resized(self, shape):
        """Returns the shape between the two convolutions, but for the channels."""
        sizes = shape[1:3]
        if self.resample == "up":
            sizes = [2 * size for size in sizes]
        cut = [sum(ends) for ends in self.crop or ((0, 0), (0, 0))]
        return (shape[0], *(size - less for size, less in zip(sizes, cut)), shape[-1])

    def compute_output_shape(self, inputs_shape: Shape, label_shape: Shape | None = None) -> Shape:
        """Returns the shape of the outputs."""
        batch, *sizes, _ = self._resized(inputs_shape)
        if self.resample == "down":
            sizes = [-(-size // 2) for size in sizes]
        return (batch, *sizes, self.filters)

    def get_config(self) -> Config:
        """Returns what `from_config` needs."""
        names = ("filters", "resample", "crop", "normalization", "num_classes", "spectral", "first", "synchronized")
        own = {name: getattr(self, name) for name in (*names, "code_size")}
        return {**super().get_config(), **own, "activation": keras.activations.serialize(self.activation)}


def _problems(filters, resample, num_classes, normalization, synchronized, code_size):
    found = checks.positive_integer("filters", filters)
    found += checks.positive_integer("num_classes", num_classes, optional=True, least=2)
    if resample is not None:
        found += checks.one_of("resample", resample, RESAMPLE)
    if normalization is not None:
        found += checks.one_of("normalization", normalization, NORMALIZATIONS)
    found += synchronization_problems(synchronized, normalization)
    found += checks.positive_integer("code_size", code_size, optional=True)
    if num_classes is not None and normalization != "batch":
        found.append(
            f"`normalization`: expected 'batch' beside `num_classes`, whose scales are those of the class. Received: "
            f"{normalization!r}."
        )
    if code_size is not None and normalization != "batch":
        found.append(f"`normalization`: expected 'batch' beside `code_size`. Received: {normalization!r}.")
    if code_size is not None and num_classes is not None:
        found.append("`code_size`: there is `num_classes` too, and one of them decides the scales. Leave one out.")
    return found

"""StyleGAN2 for images of any size: a picture made of a constant, each layer of it in the style that z was mapped to.

G: z -> mapping -> w, one for each layer, in training of two samples; from w -> synthesis: a learned constant, modulated
convolutions that double it, noise in each, and at each size an image, all of which are doubled and added up. D:
residual blocks that halve the image behind a filter, the deviation over the batch, a convolution, two dense layers. All
weights are N(0, 1) and scaled as they run. Sizes are those of the DCGAN: an odd one is half of the next one rounded up.

Source: Karras et al., Analyzing and Improving the Image Quality of StyleGAN, 2020, its configuration F with
configurations of its own for small images, and w as long as z. Ours has fewer filters, which fit a CPU: 16 at the side
of a large image, where the paper has 512 up to 64x64 pixels. The other style of style mixing is that of the neighbour
in the batch. It is trained with `loss="non_saturating"`, `terms=[R1(every=16), PathLength()]`, Adam with
`beta_1=0, beta_2=0.99` for both, and averaged weights of G.
"""

import math

import keras
from keras import layers, ops

from kerasgan import checks
from kerasgan.builders import blocks, conditions, images
from kerasgan.builders.images import all_widths, map_sizes, surplus, widths_upwards
from kerasgan.checks.types import Tensor
from kerasgan.layers import (
    EqualizedConv2D,
    EqualizedDense,
    FilteredResampling,
    FilteredResidualBlock,
    LearnedConstant,
    ModulatedConv2D,
    MovingAverage,
    StyleMixing,
)
from kerasgan.layers.normalization import NORMALIZATIONS

GAIN = math.sqrt(2)  # behind a leaky ReLU: outputs as large as inputs
MAPPING_RATE = 0.01  # the mapping network learns a hundred times as slowly


@keras.saving.register_keras_serializable(package="kerasgan")
class StyleGenerator(keras.Model):
    """A generator of two parts: `mapping`, from z to the style w, and `synthesis`, from styles to a sample.

    A functional Keras model; the two are models of their own that share its weights. `build_generator("stylegan2")`
    makes one.

    Example:

    >>> g = kerasgan.build_generator("stylegan2", (16, 16, 3), 8, filters=4)
    >>> w = g.mapping(np.zeros((2, 8), "float32"))
    >>> tuple(w.shape), tuple(g.synthesis(g.styles(w)).shape), tuple(g.mean_w.shape)
    ((2, 8), (2, 16, 16, 3), (8,))
    """

    @property
    def mapping(self) -> keras.Model:
        """Keras model, z `(batch, latent_dim)`, with classes `[z, label]`, to w `(batch, style_dim)`."""
        return self.get_layer("mapping")

    @property
    def synthesis(self) -> keras.Model:
        """Keras model, one w for each layer `(batch, layers, style_dim)`, as `styles` makes them, to samples."""
        return self.get_layer("synthesis")

    @property
    def mean_w(self) -> keras.Variable:
        """Variable `(style_dim,)`, the moving average of w over G's updates, saved with the weights.

        The paper's truncation leads w towards it: `mean_w + truncation * (w - mean_w)`. Before training it is 0.
        `gan.sample(truncation=)` needs no such average: its mean is that of the w of a few thousand z, by the averaged
        weights, and of a GAN with classes that of each class.
        """
        return self.get_layer("mean_w").average

    def mixed_styles(self) -> keras.Model:
        """Returns the part of the generator up to one w for each layer, which in training are those of two samples."""
        return keras.Model(self.inputs, self.get_layer("styles").output, name="mixed_styles")

    def styles(self, w: Tensor) -> Tensor:
        """Returns the style w `(batch, style_dim)` for each layer, `(batch, layers, style_dim)`."""
        return ops.stack([w] * self.synthesis.input_shape[1], axis=1)  # `repeat` has no gradient under XLA


def generator(
    output_shape,
    latent_dim,
    num_classes=None,
    *,
    filters=None,
    style_dim=None,
    mapping_layers=8,
    style_mixing=0.9,
    noise=True,
    activation="leaky_relu",
    output_activation=None,
    normalization=None,
    synchronized=False,
    condition="one_hot",
    name="generator",
):
    """Builds z -> mapping -> styles -> synthesis -> image; see `kerasgan.build_generator`."""
    options = {"activation": activation, "gain": GAIN}
    inputs = [keras.Input((latent_dim,), name="z")] + ([conditions.label_input()] if num_classes else [])
    mapping = mapping_network(inputs, style_dim or latent_dim, mapping_layers, num_classes, condition, options)
    sizes = map_sizes(output_shape, filters)[::-1]
    widths = upwards(filters, len(sizes) - 1)
    painting = {"noise": noise, **options}
    synthesis = synthesis_network(sizes, widths, mapping.output_shape[1], output_shape[-1], output_activation, painting)
    w = MovingAverage(name="mean_w")(called(mapping, inputs))
    mixing = StyleMixing(synthesis.input_shape[1], style_mixing, name="styles")
    # The other style is that of the neighbour's z beside the sample's own class.
    other = called(mapping, [ops.roll(inputs[0], 1, axis=0), *inputs[1:]]) if style_mixing else None
    styles = mixing(w if other is None else [w, other])
    return StyleGenerator(inputs if num_classes else inputs[0], synthesis(styles), name=name)


def called(model, inputs):
    """Returns what a model makes of a list of inputs, of one by itself."""
    return model(inputs if len(inputs) > 1 else inputs[0])


def mapping_network(inputs, style_dim, depth, num_classes, condition, options):
    """Returns the model from z, brought to the length of normal noise, and a class to w."""
    inputs = [keras.Input(tensor.shape[1:], dtype=tensor.dtype, name=tensor.name) for tensor in inputs]
    precise = keras.config.floatx()  # half precision has no room for squares
    z = layers.UnitNormalization(name="direction", dtype=precise)(inputs[0])
    values = layers.Rescaling(math.sqrt(z.shape[1]), name="length")(z)
    if num_classes:
        learned = condition in ("embedding", "projection")
        values = conditions.join(values, inputs[1], num_classes, learned)
    for number in range(1, depth + 1):
        values = EqualizedDense(style_dim, rate=MAPPING_RATE, name=f"mapping_{number}", **options)(values)
    return keras.Model(inputs if num_classes else inputs[0], values, name="mapping")


def synthesis_network(sizes, widths, style_dim, channels, output_activation, options):
    """Returns the model from one w for each layer to the image: maps that are doubled, and an image at each size."""
    styles = keras.Input((2 * len(sizes), style_dim), name="w")
    plain = {"demodulate": False, "noise": False}
    values = LearnedConstant((*sizes[0], widths[0]), name="constant")(styles)
    values = ModulatedConv2D(widths[0], 0, name="conv_0", **options)([values, styles])
    image = ModulatedConv2D(channels, 1, 1, name="image_0", **plain)([values, styles])
    for number, (width, size) in enumerate(zip(widths, sizes[1:]), 1):
        index = 2 * number - 1
        values = ModulatedConv2D(width, index, size=size, name=f"up_{number}", **options)([values, styles])
        values = ModulatedConv2D(width, index + 1, name=f"conv_{number}", **options)([values, styles])
        added = ModulatedConv2D(channels, index + 2, 1, name=f"image_{number}", **plain)([values, styles])
        image = FilteredResampling("up", surplus(sizes[number - 1], size), name=f"doubled_{number}")(image)
        image = layers.Add(name=f"sum_{number}")([image, added])
    image = layers.Activation(output_activation or "linear", name="output")(image)
    return keras.Model(styles, image, name="synthesis")


def discriminator(
    input_shape,
    num_classes=None,
    *,
    filters=None,
    activation="leaky_relu",
    output_activation=None,
    normalization=None,
    synchronized=False,
    minibatch="std_dev",
    condition="one_hot",
    name="discriminator",
):
    """Builds image -> halved, ... -> last map -> features -> one logit; see `kerasgan.build_discriminator`."""
    sizes = map_sizes(input_shape, filters)
    widths = upwards(filters, len(sizes) - 1)[::-1]
    hidden = {"activation": activation, "gain": GAIN}
    stack = [EqualizedConv2D(widths[0], 1, name="from_image", **hidden)]
    wider = [*widths[1:], widths[-1]]
    stack += [FilteredResidualBlock(width, activation, name=f"down_{n}") for n, width in enumerate(wider, 1)]
    stack += blocks.compared(minibatch)
    stack.append(EqualizedConv2D(widths[-1], name="last_conv", **hidden))
    stack.append(layers.Flatten(name="flatten"))
    stack.append(EqualizedDense(widths[-1], name="features", **hidden))
    x = keras.Input(input_shape, name="x")
    return conditions.discriminator(x, stack, head, num_classes, condition, output_activation, name)


def head(units, activation, name):
    """Returns the layer from the last features to `units` numbers."""
    return [EqualizedDense(units, activation, name=name)]


def upwards(filters, halvings):
    """Returns the filters of a generator's maps, first that at the constant; by default half as many as a DCGAN has."""
    if filters is None:
        return tuple(width // 2 for width in all_widths(None, halvings))[::-1]
    return widths_upwards(filters, halvings)


def problems(argument, shape, options):
    """Returns what is wrong with the shape (`None` for none) and the options, a list of messages."""
    found = images.problems("stylegan2", argument, shape, options)
    found += checks.positive_integer("style_dim", options.get("style_dim"), optional=True)
    found += checks.positive_integer("mapping_layers", options.get("mapping_layers", 8))
    found += checks.within("style_mixing", options.get("style_mixing", 0.9), 0, 1)
    found += checks.boolean("noise", options.get("noise", True))
    if options.get("normalization") in NORMALIZATIONS:
        found.append(
            "`normalization`: a 'stylegan2' has none: its generator scales weights instead. Received: "
            f"{options['normalization']!r}. Leave it out."
        )
    return found

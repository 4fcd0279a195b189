"""The two pairs of networks of the study: those of PacGAN's authors, and a smaller one."""

import keras
from keras import layers, ops

import kerasgan

PACGAN_INIT, PACGAN_WIDTH, MAXOUT_UNITS, MAXOUT_PIECES = 0.02, 400, 200, 5


@keras.saving.register_keras_serializable(package="kerasgan_benchmarks")
class Maxout(layers.Layer):
    """The largest of each `pieces` neighbouring features: `(batch, units * pieces)` to `(batch, units)`."""

    def __init__(self, pieces, **options):
        super().__init__(**options)
        self.pieces = pieces

    def call(self, inputs):
        return ops.max(ops.reshape(inputs, (-1, inputs.shape[-1] // self.pieces, self.pieces)), axis=2)

    def compute_output_shape(self, input_shape):
        return (input_shape[0], input_shape[1] // self.pieces)

    def get_config(self):
        return {**super().get_config(), "pieces": self.pieces}


def pacgan(pack=1, scale=None):
    """Returns PacGAN's networks for points in the plane: G 2-400-400-400-400-2, D 3 x maxout of 200 units of 5 pieces.

    Args:
        pack: Integer, how many points D judges at once.
        scale: Not used: these networks take the data as they come.
    """
    del scale
    g, d = [keras.Input((2,), name="z")], [keras.Input((2 * pack,), name="x")]
    for _ in range(4):
        g += [dense(PACGAN_WIDTH, use_bias=False), layers.BatchNormalization(momentum=0.95, epsilon=1e-4)]
        g += [layers.ReLU()]
    for _ in range(3):
        d += [dense(MAXOUT_UNITS * MAXOUT_PIECES), Maxout(MAXOUT_PIECES)]
    return keras.Sequential([*g, dense(2)], name="generator"), keras.Sequential([*d, dense(1)], name="discriminator")


def dense(units, **options):
    """Returns a dense layer with weights from N(0, 0.02)."""
    return layers.Dense(units, kernel_initializer=keras.initializers.RandomNormal(stddev=PACGAN_INIT), **options)


def small(pack=1, scale=1.0, latent_dim=2, width=128, depth=3, minibatch=None, codes=0):
    """Returns the smaller pair: both of `depth` dense layers of `width` units with ReLU.

    Args:
        pack: Integer, how many points D judges at once.
        scale: Float, the standard deviation of the data along an axis: G's last layer multiplies by it, D's first one
            divides by it, so that data of any scale are learned alike.
        latent_dim: Integer, of z.
        width, depth: Integers, of the hidden layers.
        minibatch: String, how D compares the samples of a batch before its logit: `"discrimination"`, `"std_dev"`, or
            `None`. Discrimination has 10 kernels of 3 dimensions, since the usual 100 of 5 take a quarter of a second.
        codes: Integer, how many numbers D's second output has, which InfoGAN reads the codes off; 0 for none.
    """
    g = kerasgan.build_generator("mlp", (2,), latent_dim, hidden=(width,) * depth)
    d = kerasgan.build_discriminator("mlp", (2 * pack,), hidden=(width,) * depth)
    g = [keras.Input((latent_dim,), name="z"), *g.layers, layers.Rescaling(scale, name="scale")]
    d = [
        keras.Input((2 * pack,), name="x"),
        layers.Rescaling(1 / scale, name="scale"),
        *d.layers[:-1],
        *compared(minibatch),
    ]
    d = keras.Sequential([*d, layers.Dense(1, name="logit")], name="discriminator")
    return keras.Sequential(g, name="generator"), with_codes(d, codes) if codes else d


def with_codes(d, size):
    """Returns D with a second output of `size` numbers, from the features that its logit is made of."""
    said = layers.Dense(size, name="codes")(d.layers[-1].input)
    return keras.Model(d.inputs, [*d.outputs, said], name=d.name)


def compared(minibatch):
    """Returns the layers, one or none, by which D compares the samples of a batch."""
    if minibatch == "discrimination":
        return [kerasgan.layers.MinibatchDiscrimination(kernels=10, dims=3)]
    return [kerasgan.layers.MinibatchStdDev()] if minibatch else []

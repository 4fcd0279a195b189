"""One style for each layer of a generator, in training of two samples."""

from typing import Any

import keras
from keras import layers, ops

from kerasgan import checks
from kerasgan.checks.types import Config, Shape, Tensor
from kerasgan.layers import counted_noise


@keras.saving.register_keras_serializable(package="kerasgan")
class StyleMixing(layers.Layer):
    """Repeats the style w of a sample for each layer; in training the later layers of some get that of another.

    With a chance of `probability` a sample follows its own style up to a layer drawn at random, the first at least, and
    the other style from there on: neighbouring layers so learn not to rely on each other. Outside of training there is
    no mixing.

    It takes `[w, other]`, or w alone where nothing is mixed.

    Args:
        count: Integer, how many layers there are.
        probability: Float, from 0 to 1. Defaults to `0.9`.
        seed: Integer, as in `NoiseInjection`. Defaults to `None`.
        **options: As for any Keras layer.

    Raises:
        ValueError: If an argument is not valid.

    Example:

    >>> tuple(StyleMixing(5)([np.zeros((2, 8), "float32"), np.ones((2, 8), "float32")]).shape)
    (2, 5, 8)

    Reference: Karras et al., A Style-Based Generator Architecture for Generative Adversarial Networks, 2019, section
    3.1.
    """

    def __init__(self, count: int, probability: float = 0.9, seed: int | None = None, **options: Any) -> None:
        super().__init__(**options)
        checks.raise_all([*checks.positive_integer("count", count), *checks.within("probability", probability, 0, 1)])
        self.count, self.probability, self.seed = count, probability, seed
        self.seed_generator = keras.random.SeedGenerator(seed)

    def call(self, inputs: Tensor | list[Tensor], training: bool | None = None) -> Tensor:
        """Returns `(batch, count, style_dim)`."""
        w, other = inputs if isinstance(inputs, (list, tuple)) else (inputs, None)
        styles = ops.stack([w] * self.count, axis=1)  # not `repeat`, whose gradient XLA can't compile on TensorFlow
        if not training or other is None or not self.probability or self.count == 1:
            return styles
        mixes, place = ops.unstack(counted_noise.uniform(self.seed_generator.next(), (2, ops.shape(w)[0])), 2)
        first = 1.0 + ops.floor(place * (self.count - 1))
        first = ops.where(mixes < self.probability, first, float(self.count))  # the first layer of the other style
        later = ops.arange(self.count, dtype="float32")[None] >= first[:, None]
        return ops.where(later[:, :, None], other[:, None], styles)

    def compute_output_shape(self, input_shape: Any) -> Shape:
        """Returns the shape of the styles."""
        batch, width = input_shape[0] if isinstance(input_shape[0], (list, tuple)) else input_shape
        return (batch, self.count, width)

    def get_config(self) -> Config:
        """Returns what `from_config` needs."""
        own = {name: getattr(self, name) for name in ("count", "probability", "seed")}
        return {**super().get_config(), **own}

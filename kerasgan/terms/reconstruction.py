"""Reconstruction: what G makes of a condition should be the sample that belongs to it."""

import keras
from keras import ops

from kerasgan import checks
from kerasgan.checks.types import Config
from kerasgan.losses.pair import LossPair
from kerasgan.terms.term import Term

NORMS = (1, 2, "charbonnier")

# Of Charbonnier's root, in the units of G's range: below it the distance is smooth.
EPSILON = 1e-3


@keras.saving.register_keras_serializable(package="kerasgan")
class Reconstruction(Term):
    """Has G make, of a condition, the sample that stands beside it in the data.

    Formula:

    ```python
    loss = weight * mean(abs(real - fake))                                # norm=1
    loss = weight * mean((real - fake) ** 2)                              # norm=2
    loss = weight * mean(sqrt((real - fake) ** 2 + 0.001 ** 2))           # norm="charbonnier"
    ```

    It is what Pix2Pix adds to a conditional GAN: D sees whether a picture is sharp and fits its condition, this sees
    whether it is the right one. Samples are compared as they are in the range of G, before any transform or packing.

    Args:
        weight: Float, the paper's lambda. Defaults to `100.0`.
        norm: `1`, `2` or `"charbonnier"`, the distance of two values. Defaults to `1`, which blurs less than `2`.
        every: Integer, as for any `Term`. Defaults to `1`.
        name: String. Defaults to `"reconstruction"`.

    Raises:
        ValueError: If an argument is not valid, or the GAN has no conditions.

    Example:

    >>> c, x = keras.Input((4,), name="condition"), keras.Input((2,))
    >>> g = keras.Model(c, keras.layers.Dense(2)(c))
    >>> d = keras.Sequential([x, keras.layers.Dense(1)])
    >>> gan = kerasgan.build_gan(g, d, terms=[kerasgan.terms.Reconstruction(weight=10.0)])

    Reference: Isola, Zhu, Zhou, Efros, Image-to-Image Translation with Conditional Adversarial Networks, 2017;
    Charbonnier: Lai, Huang, Ahuja, Yang, Deep Laplacian Pyramid Networks for Fast and Accurate Super-Resolution, 2017.
    """

    networks = ("generator",)
    uses_conditions = True

    def __init__(self, weight: float = 100.0, norm: int = 1, every: int = 1, name: str | None = None) -> None:
        super().__init__(weight, every, name)
        checks.raise_all(norm_problems(norm))
        self.norm = norm

    def __call__(self, scene):
        """Returns the mean distance of generated samples from those that belong to their conditions."""
        return distance(scene.data, scene.made, self.norm)

    def problems(self, gan: keras.Model, pair: LossPair, terms: list) -> list[str]:
        """Refuses a GAN whose samples have nothing to belong to."""
        if gan.conditions:
            return []
        return [
            "`terms`: Reconstruction compares a generated sample with the one that belongs to its condition, and this "
            "GAN has none. Give the generator a condition, such as the image to translate, or leave the term out."
        ]

    def get_config(self) -> Config:
        """Returns what `from_config` needs."""
        return {**super().get_config(), "norm": self.norm}


def distance(wanted, made, norm=1):
    """Returns the mean distance of values, in Keras's default float type; see `Reconstruction`."""
    apart = ops.cast(wanted, keras.config.floatx()) - ops.cast(made, keras.config.floatx())
    if norm == 1:
        return ops.mean(ops.abs(apart))
    if norm == 2:
        return ops.mean(ops.square(apart))
    return ops.mean(ops.sqrt(ops.square(apart) + EPSILON**2))


def norm_problems(norm):
    """Checks that a distance is one that there is."""
    known = any(norm is one or norm == one and not isinstance(norm, bool) for one in NORMS)
    return [] if known else [f"`norm`: expected 1, 2 or 'charbonnier'. Received: {norm!r}."]

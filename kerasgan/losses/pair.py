"""What D minimises and what G minimises, as one object."""

import math
from collections.abc import Callable
from typing import Self

import keras
from keras import ops

from kerasgan.checks.types import Config, Tensor


class LossPair:
    """What D minimises and what G minimises, with a name.

    Args:
        discriminator: Function `(real, fake) -> scalar` of D's logits, shapes `(batch, 1)`: what D minimises.
        generator: Function `(real, fake) -> scalar`, likewise: what G minimises.
        name: String.
        jsd: Boolean, whether `log 2 - d_loss` estimates the Jensen-Shannon divergence. Defaults to `False`.
        uses_real: Boolean, whether `generator` looks at `real`. Defaults to `False`: G's update then leaves out the
            pass of real samples through D, and `real` is `None`.
        threshold: Float, above which D's output means "real": for `d_accuracy`. `None`: D's outputs mean something only
            beside one another, and the accuracy is how often a real sample is above the generated one beside it.
            Defaults to `0.0`.
        linear: Boolean, whether D has to end without an activation, since its outputs are no logits of a probability.
            Defaults to `False`.

    Example:

    >>> def critic(real, fake): return ops.mean(fake) - ops.mean(real)
    >>> def actor(real, fake): return -ops.mean(fake)
    >>> gan = kerasgan.build_gan(loss=kerasgan.losses.LossPair(critic, actor, name="earth_mover"))

    To save a GAN that uses a pair of your own, decorate the two functions with
    `keras.saving.register_keras_serializable()`, as for any custom function in Keras.
    """

    def __init__(
        self,
        discriminator: Callable[[Tensor, Tensor], Tensor],
        generator: Callable[[Tensor, Tensor], Tensor],
        *,
        name: str,
        jsd: bool = False,
        uses_real: bool = False,
        threshold: float | None = 0.0,
        linear: bool = False,
    ) -> None:
        self.discriminator = discriminator
        self.generator = generator
        self.name = name
        self.jsd = jsd
        self.uses_real = uses_real
        self.threshold = threshold
        self.linear = linear

    def estimates(self, d_loss: Tensor) -> dict[str, Tensor]:
        """Returns what else `d_loss` tells, as a dict: `{"jsd": log 2 - d_loss}` or nothing."""
        return {"jsd": math.log(2) - d_loss} if self.jsd else {}

    def accuracy(self, real: Tensor, fake: Tensor) -> Tensor:
        """Returns how often D is right, a scalar tensor from 0 to 1."""
        if self.threshold is None:
            return ops.mean(ops.cast(real > fake, real.dtype))
        right = ops.mean(ops.cast(real > self.threshold, real.dtype))
        return 0.5 * (right + ops.mean(ops.cast(fake < self.threshold, real.dtype)))

    def get_config(self) -> Config:
        """Returns what `from_config` needs, in plain types."""
        serialize = keras.saving.serialize_keras_object
        config = {name: getattr(self, name) for name in ("name", "jsd", "uses_real", "threshold", "linear")}
        return {"discriminator": serialize(self.discriminator), "generator": serialize(self.generator), **config}

    @classmethod
    def from_config(cls, config: Config) -> Self:
        """Returns the pair that `get_config` described."""
        deserialize = keras.saving.deserialize_keras_object
        functions = {key: deserialize(config[key]) for key in ("discriminator", "generator")}
        return cls(**{**config, **functions})

    def __repr__(self):
        return f"LossPair({self.name!r})"

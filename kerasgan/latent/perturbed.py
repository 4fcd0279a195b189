"""`Perturbed`: z with Gumbel noise behind it, by which a generator draws categories."""

from typing import Self

import keras
import numpy as np
from keras import ops

from kerasgan import checks
from kerasgan.checks.types import Config, Shape


@keras.saving.register_keras_serializable(package="kerasgan")
class Perturbed:
    """Draws z of normal noise, and of Gumbel noise behind it, by which a generator draws categories of its logits.

    The largest of logits with Gumbel noise is a category drawn by their softmax. Since this noise is a part of z, the
    generator has no random numbers of its own: the same z, the same sample, on every backend.

    Args:
        noise: Integer, how many numbers of N(0, 1). Defaults to `128`.
        gumbel: Integer, how many of the Gumbel distribution. Defaults to `10`.

    Attributes:
        size: Integer, the length of z.

    Example:

    >>> z = kerasgan.latent.Perturbed(noise=2, gumbel=3)
    >>> z.size, tuple(z((4, 5), seed=0).shape)
    (5, (4, 5))

    Reference: Gumbel, Statistical Theory of Extreme Values, 1954; Maddison, Mnih, Teh, The Concrete Distribution, 2016.
    """

    def __init__(self, noise: int = 128, gumbel: int = 10) -> None:
        checks.raise_all([*checks.positive_integer("noise", noise), *checks.positive_integer("gumbel", gumbel)])
        self.noise = noise
        self.gumbel = gumbel
        self.size = noise + gumbel

    def __call__(self, shape, seed=None):
        """Draws z of `shape`, `(batch, size)`."""
        even = keras.random.uniform((shape[0], self.gumbel), minval=1e-7, maxval=1.0, seed=seed)
        return ops.concatenate(
            [keras.random.normal((shape[0], self.noise), seed=seed), -ops.log(-ops.log(even) + 1e-20)], axis=-1
        )

    def on_host(self, shape: Shape, rng: np.random.Generator) -> np.ndarray:
        """Draws the same by NumPy, the same numbers on every backend."""
        parts = rng.standard_normal((shape[0], self.noise)), rng.gumbel(size=(shape[0], self.gumbel))
        return np.concatenate(parts, axis=1)

    def get_config(self) -> Config:
        """Returns what `from_config` needs, in plain types."""
        return {"noise": self.noise, "gumbel": self.gumbel}

    @classmethod
    def from_config(cls, config: Config) -> Self:
        """Returns the distribution that `get_config` described."""
        return cls(**config)

    def __repr__(self):
        return f"Perturbed(noise={self.noise}, gumbel={self.gumbel})"

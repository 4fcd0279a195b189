"""The Gumbel-softmax: a category drawn of logits, differentiably."""

from collections.abc import Sequence
from typing import Any

import keras
from keras import layers, ops

from kerasgan import checks
from kerasgan.checks.types import Config, Shape, Tensor


@keras.saving.register_keras_serializable(package="kerasgan")
class GumbelSoftmax(layers.Layer):
    """A softmax of some of the logits, perturbed by Gumbel noise, which is nearly one-hot.

    Formula:

    ```python
    outputs = softmax((logits + strength * noise) / temperature)  # of the logits from `start` to `start + size`
    ```

    It takes `[logits, noise]` of all categories of a sample and picks its own, so that one dense layer makes the logits
    of many columns. The noise is an input, see `latent.Perturbed`: the layer draws nothing.

    Args:
        start: Integer, which logit is the first.
        size: Integer, how many there are.
        temperature: Float, the paper's tau: near 0 the outputs are one-hot and gradients large. Defaults to `0.2`.
        strength: Float, of the noise. At 1 a category is drawn by the softmax of its logits; with less, what the logits
            are made of has to say more of it, and columns agree with each other sooner. Defaults to `1.0`.
        **options: As for any Keras layer.

    Example:

    >>> layer = kerasgan.layers.GumbelSoftmax(start=1, size=2)
    >>> logits, noise = np.array([[9.0, 0.0, 2.0]]), np.zeros((1, 3))
    >>> np.asarray(layer([logits, noise])).round(3).tolist()
    [[0.0, 1.0]]

    Reference: Jang, Gu, Poole, Categorical Reparameterization with Gumbel-Softmax, 2016.
    """

    def __init__(self, start: int, size: int, temperature: float = 0.2, strength: float = 1.0, **options: Any) -> None:
        super().__init__(**options)
        problems = [*checks.positive_integer("start", start, least=0), *checks.positive_integer("size", size)]
        problems += checks.finite_number("strength", strength, at_least=0)
        if checks.finite_number("temperature", temperature, at_least=0) or not temperature:
            problems.append(f"`temperature`: expected a number above 0. Received: {temperature!r}.")
        checks.raise_all(problems)
        self.start, self.size, self.temperature, self.strength = start, size, temperature, strength

    def call(self, inputs: Sequence[Tensor]) -> Tensor:
        """Returns `(batch, size)`, shares that sum to 1."""
        logits, noise = (part[:, self.start : self.start + self.size] for part in inputs)
        return ops.softmax((logits + self.strength * noise) / self.temperature, axis=-1)

    def compute_output_shape(self, input_shape: Sequence[Shape]) -> Shape:
        """Returns the shape of the shares."""
        return (input_shape[0][0], self.size)

    def get_config(self) -> Config:
        """Returns what `from_config` needs."""
        own = {name: getattr(self, name) for name in ("start", "size", "temperature", "strength")}
        return {**super().get_config(), **own}

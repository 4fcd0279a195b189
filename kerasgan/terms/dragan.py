"""DRAGAN: a slope of one around the data."""

from typing import Any

import keras
from keras import ops

from kerasgan.checks.types import Shape, Tensor
from kerasgan.terms.slope import SlopePenalty, towards


@keras.saving.register_keras_serializable(package="kerasgan")
class Dragan(SlopePenalty):
    """Penalises a slope of D other than 1 in the neighbourhood of real samples.

    Formula:

    ```python
    x = real + std(real) * u                         # u ~ U(-0.5, 0.5), one for each value
    loss = weight * mean((norm(gradient(D, x)) - 1) ** 2)
    ```

    D's sharp peaks at single data points, to which G collapses, are thus forbidden; generated samples play no part.

    Args:
        weight: Float, the paper's lambda. Defaults to `10.0`.
        every: Integer, as for any `Term`. Defaults to `1`.
        name: String. Defaults to `"dragan"`.

    Example:

    >>> gan = kerasgan.build_gan(terms=[kerasgan.terms.Dragan()])

    Reference: Kodali et al., On Convergence and Stability of GANs, 2017. The noise is that of compare_gan (Lucic et
    al., Are GANs Created Equal?, 2018).
    """

    def __init__(self, weight: float = 10.0, every: int = 1, name: str | None = None) -> None:
        super().__init__(weight, every, name)

    def draw(self, shape: Shape, seed: Any) -> Tensor | None:
        """Returns u, one number for each value."""
        return keras.random.uniform(shape, minval=-0.5, maxval=0.5, seed=seed)

    def __call__(self, scene):
        """Returns the mean squared distance of the slopes from 1."""
        return towards(self.slopes(scene, scene.real + ops.std(scene.real) * scene.drawn), 1.0)

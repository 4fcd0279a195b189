"""The gradient penalty of WGAN-GP: a slope of one between real and generated samples."""

from typing import Any

import keras

from kerasgan import checks
from kerasgan.checks.types import Config, Shape, Tensor
from kerasgan.terms.slope import SlopePenalty, towards


@keras.saving.register_keras_serializable(package="kerasgan")
class GradientPenalty(SlopePenalty):
    """Penalises a slope of D other than `target` on the segments between real and generated samples.

    Formula:

    ```python
    x = (1 - alpha) * real + alpha * fake            # alpha ~ U(0, 1), one for each pair
    loss = weight * mean((norm(gradient(D, x)) - target) ** 2)
    ```

    An optimal critic has slope 1 almost everywhere on segments between coupled samples; this is how WGAN-GP keeps it
    1-Lipschitz. With `target=0` it is the zero-centred penalty, under which a GAN of any loss converges and generalises
    better.

    Args:
        weight: Float, the paper's lambda. Defaults to `10.0`.
        target: Float, the slope that costs nothing. Defaults to `1.0`.
        every: Integer, as for any `Term`. Defaults to `1`.
        name: String. Defaults to `"gradient_penalty"`.

    Example:

    >>> gan = kerasgan.build_gan(loss="wasserstein", terms=["gradient_penalty"], d_steps=5)

    Reference: Gulrajani et al., Improved Training of Wasserstein GANs, 2017; `target=0`: Thanh-Tung, Tran, Venkatesh,
    Improving Generalization and Stability of GANs, 2019. With labels, both ends of a segment are of the same class; D
    that sees packs gets the segments between packs.
    """

    def __init__(self, weight: float = 10.0, target: float = 1.0, every: int = 1, name: str | None = None) -> None:
        super().__init__(weight, every, name)
        checks.raise_all(checks.finite_number("target", target, at_least=0))
        self.target = target

    def draw(self, shape: Shape, seed: Any) -> Tensor | None:
        """Returns alpha, one for each sample."""
        return keras.random.uniform((shape[0], *[1] * (len(shape) - 1)), seed=seed)

    def points(self, scene: Any) -> Tensor:
        """Returns where the slope is taken: on the segments from real to generated samples."""
        return scene.real + scene.drawn * (scene.fake - scene.real)

    def __call__(self, scene):
        """Returns the mean squared distance of the slopes from the target."""
        return towards(self.slopes(scene, self.points(scene)), self.target)

    def get_config(self) -> Config:
        """Returns what `from_config` needs."""
        return {**super().get_config(), "target": self.target}


@keras.saving.register_keras_serializable(package="kerasgan")
class ZeroCenteredPenalty(GradientPenalty):
    """Penalises any slope of D between real and generated samples: `GradientPenalty` with `target=0`.

    Formula:

    ```python
    x = (1 - alpha) * real + alpha * fake            # alpha ~ U(0, 1), one for each pair
    loss = weight * mean(norm(gradient(D, x)) ** 2)
    ```

    Args:
        weight: Float. Defaults to `10.0`.
        target: Float. Defaults to `0.0`.
        every: Integer, as for any `Term`. Defaults to `1`.
        name: String. Defaults to `"zero_centered_penalty"`.

    Example:

    >>> gan = kerasgan.build_gan(terms=["zero_centered_penalty"])

    Reference: Thanh-Tung, Tran, Venkatesh, Improving Generalization and Stability of GANs, 2019.
    """

    def __init__(self, weight: float = 10.0, target: float = 0.0, every: int = 1, name: str | None = None) -> None:
        super().__init__(weight, target, every, name)

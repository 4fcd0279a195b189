"""R1 and R2: no slope of D at real, and at generated, samples."""

import keras
from keras import ops

from kerasgan.terms.slope import SlopePenalty


@keras.saving.register_keras_serializable(package="kerasgan")
class R1(SlopePenalty):
    """Penalises the slope of D at real samples, where an equilibrium has none.

    Formula:

    ```python
    loss = weight * 0.5 * mean(norm(gradient(D, real)) ** 2)
    ```

    Training then converges locally, also where the plain game only circles around its equilibrium.

    Args:
        weight: Float, the papers' gamma. Defaults to `5.0`: our cross-entropy is half the papers' sum of two means, so
            it is as strong as their 10. For the relativistic loss, which has one mean, take the papers' own figure.
        every: Integer, as for any `Term`; StyleGAN2 takes 16. Defaults to `1`.
        name: String. Defaults to `"r1"`.

    Example:

    >>> gan = kerasgan.build_gan(loss="relativistic", terms=[kerasgan.terms.R1(1.0), kerasgan.terms.R2(1.0)])

    Reference: Mescheder, Geiger, Nowozin, Which Training Methods for GANs do actually Converge?, 2018. Behind a
    transform, the slope is that at the sample as D sees it.
    """

    warns_of_batch_norm = False  # measured: the recipe `mnist_dcgan` has both, and is better than without the latter

    def __init__(self, weight: float = 5.0, every: int = 1, name: str | None = None) -> None:
        super().__init__(weight, every, name)

    def __call__(self, scene):
        """Returns half the mean squared slope at real samples."""
        return 0.5 * ops.mean(self.slopes(scene, scene.real))


@keras.saving.register_keras_serializable(package="kerasgan")
class R2(SlopePenalty):
    """Penalises the slope of D at generated samples; the counterpart of `R1`.

    Formula:

    ```python
    loss = weight * 0.5 * mean(norm(gradient(D, fake)) ** 2)
    ```

    Args:
        weight: Float. Defaults to `5.0`; see `R1`.
        every: Integer, as for any `Term`. Defaults to `1`.
        name: String. Defaults to `"r2"`.

    Example:

    >>> gan = kerasgan.build_gan(terms=["r2"])

    Reference: Mescheder, Geiger, Nowozin, Which Training Methods for GANs do actually Converge?, 2018; with `R1` and
    the relativistic loss: Huang et al., The GAN is dead; long live the GAN!, 2024.
    """

    def __init__(self, weight: float = 5.0, every: int = 1, name: str | None = None) -> None:
        super().__init__(weight, every, name)

    def __call__(self, scene):
        """Returns half the mean squared slope at generated samples."""
        return 0.5 * ops.mean(self.slopes(scene, scene.fake))

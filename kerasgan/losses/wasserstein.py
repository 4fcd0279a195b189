"""The Wasserstein loss: D is a critic whose scores have no bounds but a limited slope."""

import keras
from keras import ops

from kerasgan.checks.types import Tensor
from kerasgan.losses.pair import LossPair


@keras.saving.register_keras_serializable(package="kerasgan")
def wasserstein_critic(real: Tensor, fake: Tensor) -> Tensor:
    """The critic's loss: score real samples as far above generated ones as its slope allows.

    Formula:

    ```python
    loss = mean(fake) - mean(real)
    ```

    Over all D of slope at most 1 the minimum is minus the Wasserstein-1 distance of the two distributions: `-loss` is
    that estimate, and it goes on telling how far apart they are where a classifier only says "completely". The slope
    has to be limited by a `terms.GradientPenalty` (then it is about 1), by `terms.WeightClipping` or by spectral
    normalisation; without one of them there is no minimum.

    Args:
        real: Tensor of scores of D on real samples, shape `(batch, 1)`.
        fake: Tensor of scores of D on generated samples, shape `(batch, 1)`.

    Returns:
        Scalar tensor.

    Example:

    >>> float(kerasgan.losses.wasserstein_critic(np.full((4, 1), 3.0), np.ones((4, 1))))
    -2.0

    Reference: Arjovsky, Chintala, Bottou, Wasserstein GAN, 2017.
    """
    return ops.mean(fake) - ops.mean(real)


@keras.saving.register_keras_serializable(package="kerasgan")
def wasserstein_generator(real: Tensor, fake: Tensor) -> Tensor:
    """G's loss under a critic: raise the score of its samples.

    Formula:

    ```python
    loss = -mean(fake)
    ```

    Args:
        real: Not used; here so that all losses are called alike.
        fake: Tensor of scores of D on generated samples, shape `(batch, 1)`.

    Returns:
        Scalar tensor.

    Example:

    >>> float(kerasgan.losses.wasserstein_generator(None, np.ones((4, 1))))
    -1.0

    Reference: Arjovsky, Chintala, Bottou, Wasserstein GAN, 2017; Lim, Ye, Geometric GAN, 2017, for the hinge.
    """
    del real
    return -ops.mean(fake)


# A critic's zero means nothing, so its accuracy is how often it ranks a pair rightly.
wasserstein = LossPair(wasserstein_critic, wasserstein_generator, name="wasserstein", threshold=None, linear=True)

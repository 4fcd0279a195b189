"""The hinge loss: D cares for samples on the wrong side of a margin only."""

import keras
from keras import ops

from kerasgan.checks.types import Tensor
from kerasgan.losses.pair import LossPair
from kerasgan.losses.wasserstein import wasserstein_generator


@keras.saving.register_keras_serializable(package="kerasgan")
def hinge_discriminator(real: Tensor, fake: Tensor) -> Tensor:
    """D's hinge loss: real samples above +1, generated ones below -1, and what is beyond costs and teaches nothing.

    Formula:

    ```python
    loss = mean(relu(1 - real)) + mean(relu(1 + fake))
    ```

    For fixed densities p (data) and q (generated) the optimal D is the sign of p - q, and the loss there is
    2 - |p - q|_1, between 2 (equal) and 0 (disjoint). G minimises `-mean(fake)`, as under a critic.

    Args:
        real: Tensor of outputs of D on real samples, shape `(batch, 1)`.
        fake: Tensor of outputs of D on generated samples, shape `(batch, 1)`.

    Returns:
        Scalar tensor; 2 for a D that only guesses.

    Example:

    >>> float(kerasgan.losses.hinge_discriminator(np.zeros((4, 1)), np.zeros((4, 1))))
    2.0

    Reference: Lim, Ye, Geometric GAN, 2017; Miyato et al., Spectral Normalization for GANs, 2018.
    """
    return ops.mean(ops.relu(1.0 - real)) + ops.mean(ops.relu(1.0 + fake))


hinge = LossPair(hinge_discriminator, wasserstein_generator, name="hinge")

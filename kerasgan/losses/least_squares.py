"""Least squares: D's output is pulled towards 1 on real and towards 0 on generated samples."""

import keras
from keras import ops

from kerasgan.checks.types import Tensor
from kerasgan.losses.pair import LossPair


@keras.saving.register_keras_serializable(package="kerasgan")
def least_squares_discriminator(real: Tensor, fake: Tensor) -> Tensor:
    """D's least-squares loss: its raw output should be 1 on real and 0 on generated samples.

    Formula:

    ```python
    loss = 0.5 * mean((real - 1) ** 2) + 0.5 * mean(fake**2)
    ```

    For fixed densities p (data) and q (generated) the optimal output is p / (p + q), as a probability would be; a D
    that only guesses says 1/2 and has a loss of 1/4.

    Args:
        real: Tensor of outputs of D on real samples, shape `(batch, 1)`, without any activation.
        fake: Tensor of outputs of D on generated samples, shape `(batch, 1)`.

    Returns:
        Scalar tensor.

    Example:

    >>> float(kerasgan.losses.least_squares_discriminator(np.ones((4, 1)), np.ones((4, 1))))
    0.5

    Reference: Mao et al., Least Squares Generative Adversarial Networks, 2017, the 0-1 coding.
    """
    return 0.5 * ops.mean(ops.square(real - 1.0)) + 0.5 * ops.mean(ops.square(fake))


@keras.saving.register_keras_serializable(package="kerasgan")
def least_squares_generator(real: Tensor, fake: Tensor) -> Tensor:
    """G's least-squares loss: D's raw output on its samples should be 1.

    Formula:

    ```python
    loss = 0.5 * mean((fake - 1) ** 2)
    ```

    Its slope, `fake - 1`, grows with the distance from the decision boundary and never saturates.

    Args:
        real: Not used; here so that all losses are called alike.
        fake: Tensor of outputs of D on generated samples, shape `(batch, 1)`.

    Returns:
        Scalar tensor.

    Example:

    >>> float(kerasgan.losses.least_squares_generator(None, np.zeros((4, 1))))
    0.5

    Reference: Mao et al., Least Squares Generative Adversarial Networks, 2017.
    """
    del real
    return 0.5 * ops.mean(ops.square(fake - 1.0))


least_squares = LossPair(
    least_squares_discriminator, least_squares_generator, name="least_squares", threshold=0.5, linear=True
)

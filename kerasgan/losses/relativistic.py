"""Relativistic losses: D says how much more real a real sample looks than a generated one."""

import keras
from keras import ops

from kerasgan.checks.types import Tensor
from kerasgan.losses.pair import LossPair


@keras.saving.register_keras_serializable(package="kerasgan")
def relativistic_discriminator(real: Tensor, fake: Tensor) -> Tensor:
    """D's relativistic pairing loss: each real sample should look more real than the generated one beside it.

    Formula:

    ```python
    loss = -mean(log(sigmoid(real - fake)))
    ```

    Only differences count, so D is known up to a constant; for equal densities the optimal D is constant and the loss
    is log 2. Every real sample lifts D's surface above the generated one it is paired with, so that no mode of the data
    can be left out without a slope towards it.

    Args:
        real: Tensor of outputs of D on real samples, shape `(batch, 1)`.
        fake: Tensor of outputs of D on as many generated samples, shape `(batch, 1)`.

    Returns:
        Scalar tensor.

    Example:

    >>> float(kerasgan.losses.relativistic_discriminator(ops.ones((4, 1)), ops.ones((4, 1))))
    0.6931471...

    Reference: Jolicoeur-Martineau, The relativistic discriminator, 2018 (RpGAN, the standard form); Huang et al., The
    GAN is dead; long live the GAN!, 2024, which adds R1 and R2.
    """
    return ops.mean(ops.softplus(fake - real))


@keras.saving.register_keras_serializable(package="kerasgan")
def relativistic_generator(real: Tensor, fake: Tensor) -> Tensor:
    """G's relativistic pairing loss: each generated sample should look more real than the real one beside it.

    Formula:

    ```python
    loss = -mean(log(sigmoid(fake - real)))
    ```

    Args:
        real: Tensor of outputs of D on real samples, shape `(batch, 1)`.
        fake: Tensor of outputs of D on as many generated samples, shape `(batch, 1)`.

    Returns:
        Scalar tensor.

    Example:

    >>> float(kerasgan.losses.relativistic_generator(ops.ones((4, 1)), ops.ones((4, 1))))
    0.6931471...

    Reference: Jolicoeur-Martineau, The relativistic discriminator, 2018 (RpGAN).
    """
    return ops.mean(ops.softplus(real - fake))


@keras.saving.register_keras_serializable(package="kerasgan")
def relativistic_average_discriminator(real: Tensor, fake: Tensor) -> Tensor:
    """D's relativistic average loss: real samples above the mean generated one, generated ones below the mean real one.

    Formula:

    ```python
    loss = -0.5 * (mean(log(sigmoid(real - mean(fake)))) + mean(log(1 - sigmoid(fake - mean(real)))))
    ```

    Args:
        real: Tensor of outputs of D on real samples, shape `(batch, 1)`.
        fake: Tensor of outputs of D on generated samples, shape `(batch, 1)`.

    Returns:
        Scalar tensor; log 2 for a D that only guesses.

    Example:

    >>> float(kerasgan.losses.relativistic_average_discriminator(ops.ones((4, 1)), ops.ones((4, 1))))
    0.6931471...

    Reference: Jolicoeur-Martineau, The relativistic discriminator, 2018 (RaSGAN), which adds the two means; half their
    sum keeps D's gradient of the size of the other losses'.
    """
    return 0.5 * (ops.mean(ops.softplus(ops.mean(fake) - real)) + ops.mean(ops.softplus(fake - ops.mean(real))))


@keras.saving.register_keras_serializable(package="kerasgan")
def relativistic_average_generator(real: Tensor, fake: Tensor) -> Tensor:
    """G's relativistic average loss: D's with the two roles exchanged.

    Formula:

    ```python
    loss = -0.5 * (mean(log(sigmoid(fake - mean(real)))) + mean(log(1 - sigmoid(real - mean(fake)))))
    ```

    Args:
        real: Tensor of outputs of D on real samples, shape `(batch, 1)`.
        fake: Tensor of outputs of D on generated samples, shape `(batch, 1)`.

    Returns:
        Scalar tensor.

    Example:

    >>> float(kerasgan.losses.relativistic_average_generator(ops.ones((4, 1)), ops.ones((4, 1))))
    0.6931471...

    Reference: Jolicoeur-Martineau, The relativistic discriminator, 2018 (RaSGAN); half the sum, as for D.
    """
    return relativistic_average_discriminator(fake, real)


relativistic = LossPair(
    relativistic_discriminator, relativistic_generator, name="relativistic", uses_real=True, threshold=None
)
relativistic_average = LossPair(
    relativistic_average_discriminator,
    relativistic_average_generator,
    name="relativistic_average",
    uses_real=True,
    threshold=None,
)

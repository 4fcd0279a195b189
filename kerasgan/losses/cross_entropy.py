"""The cross-entropy of "real or generated?": the original GAN, with and without saturation.

Notation: D(x) = sigmoid(logit) is the probability that D gives to "x is real". With softplus(a) = log(1 + e^a),

    -log D(x)       = softplus(-logit)
    -log(1 - D(x))  = softplus(+logit)

so each formula below is computed from logits, without ever taking the logarithm of a rounded probability.
"""

import keras
from keras import ops

from kerasgan.checks.types import Tensor
from kerasgan.losses.pair import LossPair


@keras.saving.register_keras_serializable(package="kerasgan")
def discriminator_cross_entropy(real: Tensor, fake: Tensor) -> Tensor:
    """D's loss in the original GAN: the cross-entropy of "real or generated?" over both halves of the batch.

    Formula:

    ```python
    loss = -0.5 * (mean(log(D(real))) + mean(log(1 - D(fake))))
    ```

    Minimising it over D maximises the value function V(D, G) = E log D(x) + E log(1 - D(G(z))) = -2 * loss. For fixed
    densities p (data) and q (generated) the optimal D is p / (p + q), and there V = -log 4 + 2 JSD(p, q): so
    `log 2 - loss` is a lower bound of the Jensen-Shannon divergence, 0 when p = q and at most log 2 = 0.693.

    Args:
        real: Tensor of logits of D on real samples, shape `(batch, 1)`.
        fake: Tensor of logits of D on generated samples, shape `(batch, 1)`.

    Returns:
        Scalar tensor, the mean over real and generated samples together; log 2 for a D that only guesses.

    Example:

    >>> float(kerasgan.losses.discriminator_cross_entropy(np.zeros((4, 1)), np.zeros((4, 1))))  # a guessing D
    0.6931471...

    Reference: Goodfellow et al., Generative Adversarial Networks, 2014. The paper maximises V, twice the negative of
    this mean over both halves; the half makes it the cross-entropy that Keras reports on one concatenated batch.
    """
    # -1/2 [ log D(x) + log(1 - D(G(z))) ]
    return 0.5 * (ops.mean(ops.softplus(-real)) + ops.mean(ops.softplus(fake)))


@keras.saving.register_keras_serializable(package="kerasgan")
def non_saturating_generator(real: Tensor, fake: Tensor) -> Tensor:
    """G's non-saturating loss: raise the probability that D takes generated samples for real.

    Formula:

    ```python
    loss = -mean(log(D(fake)))
    ```

    It has the same fixed point as the minimax loss, but its gradient is strong just when D rejects the samples
    (d loss / d logit = D - 1, near -1), which is where the minimax loss has none.

    Args:
        real: Not used; here so that all losses are called alike.
        fake: Tensor of logits of D on generated samples, shape `(batch, 1)`.

    Returns:
        Scalar tensor.

    Example:

    >>> float(kerasgan.losses.non_saturating_generator(None, np.zeros((4, 1))))
    0.6931471...

    Reference: Goodfellow et al., Generative Adversarial Networks, 2014, section 3.
    """
    del real
    return ops.mean(ops.softplus(-fake))  # -log D(G(z))


@keras.saving.register_keras_serializable(package="kerasgan")
def minimax_generator(real: Tensor, fake: Tensor) -> Tensor:
    """G's side of the zero-sum game: lower the probability that D is right about generated samples.

    Formula:

    ```python
    loss = mean(log(1 - D(fake)))
    ```

    With an optimal D its minimum over G is the minimum of the Jensen-Shannon divergence. It saturates: when D rejects
    the samples with confidence, d loss / d logit = -D is near 0 and G stops learning.

    Args:
        real: Not used; here so that all losses are called alike.
        fake: Tensor of logits of D on generated samples, shape `(batch, 1)`.

    Returns:
        Scalar tensor, negative; -log 2 for a D that only guesses.

    Example:

    >>> float(kerasgan.losses.minimax_generator(None, np.zeros((4, 1))))
    -0.6931471...

    Reference: Goodfellow et al., Generative Adversarial Networks, 2014, equation 1.
    """
    del real
    return -ops.mean(ops.softplus(fake))  # log(1 - D(G(z)))


@keras.saving.register_keras_serializable(package="kerasgan")
def no_generator(real: Tensor, fake: Tensor) -> Tensor:
    """G's loss where a term is all that G minimises: zero.

    Args:
        real: Not used.
        fake: Tensor of logits of D on generated samples, shape `(batch, 1)`.

    Returns:
        Scalar tensor, 0.

    Example:

    >>> float(kerasgan.losses.no_generator(None, np.ones((4, 1))))
    0.0
    """
    del real
    return 0.0 * ops.mean(fake)


non_saturating = LossPair(discriminator_cross_entropy, non_saturating_generator, name="non_saturating", jsd=True)
minimax = LossPair(discriminator_cross_entropy, minimax_generator, name="minimax", jsd=True)

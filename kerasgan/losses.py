"""Adversarial losses: pairs of pure functions of logits, always `(real, fake)`.

Notation: D(x) = sigmoid(logit) is the probability that D gives to "x is real". With softplus(a) = log(1 + e^a),

    -log D(x)       = softplus(-logit)
    -log(1 - D(x))  = softplus(+logit)

so each formula below is computed from logits, without ever taking the logarithm of a rounded probability.
"""

import math

import keras
from keras import ops

from kerasgan import checks


@keras.saving.register_keras_serializable(package="kerasgan")
def discriminator_cross_entropy(real, fake):
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
def non_saturating_generator(real, fake):
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
def minimax_generator(real, fake):
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


class LossPair:
    """What D minimises and what G minimises, with a name.

    Args:
        discriminator: Function `(real, fake) -> scalar` of D's logits, shapes `(batch, 1)`: what D minimises.
        generator: Function `(real, fake) -> scalar`, likewise: what G minimises.
        name: String.
        jsd: Boolean, whether `log 2 - d_loss` estimates the Jensen-Shannon divergence. Defaults to `False`.
        uses_real: Boolean, whether `generator` looks at `real`. Defaults to `False`: G's update then leaves out the
            pass of real samples through D, and `real` is `None`.

    Example:

    >>> def critic(real, fake): return ops.mean(fake) - ops.mean(real)
    >>> def actor(real, fake): return -ops.mean(fake)
    >>> gan = kerasgan.build_gan(loss=kerasgan.losses.LossPair(critic, actor, name="earth_mover"))

    To save a GAN that uses a pair of your own, decorate the two functions with
    `keras.saving.register_keras_serializable()`, as for any custom function in Keras.
    """

    def __init__(self, discriminator, generator, *, name, jsd=False, uses_real=False):
        self.discriminator = discriminator
        self.generator = generator
        self.name = name
        self.jsd = jsd
        self.uses_real = uses_real

    def estimates(self, d_loss):
        """Returns what else `d_loss` tells, as a dict: `{"jsd": log 2 - d_loss}` or nothing."""
        return {"jsd": math.log(2) - d_loss} if self.jsd else {}

    def get_config(self):
        """Returns what `from_config` needs, in plain types."""
        serialize = keras.saving.serialize_keras_object
        config = {"name": self.name, "jsd": self.jsd, "uses_real": self.uses_real}
        return {"discriminator": serialize(self.discriminator), "generator": serialize(self.generator), **config}

    @classmethod
    def from_config(cls, config):
        """Returns the pair that `get_config` described."""
        deserialize = keras.saving.deserialize_keras_object
        functions = {key: deserialize(config[key]) for key in ("discriminator", "generator")}
        return cls(**{**config, **functions})

    def __repr__(self):
        return f"LossPair({self.name!r})"


non_saturating = LossPair(discriminator_cross_entropy, non_saturating_generator, name="non_saturating", jsd=True)
minimax = LossPair(discriminator_cross_entropy, minimax_generator, name="minimax", jsd=True)

PAIRS = {pair.name: pair for pair in (non_saturating, minimax)}


def get(identifier):
    """Returns the loss pair for a name, a pair, or a saved config.

    Args:
        identifier: `"non_saturating"`, `"minimax"`, a `LossPair`, or what `serialize` returned.

    Returns:
        A `LossPair`.

    Raises:
        ValueError: If the name is not known.

    Example:

    >>> kerasgan.losses.get("minimax")
    LossPair('minimax')
    """
    if isinstance(identifier, LossPair):
        return identifier
    if isinstance(identifier, dict):
        return LossPair.from_config(identifier)
    checks.raise_all(checks.one_of("loss", identifier, PAIRS))
    return PAIRS[identifier]


def serialize(pair):
    """Returns the name of one of our pairs, or the config of a user's own."""
    return pair.name if PAIRS.get(pair.name) is pair else pair.get_config()

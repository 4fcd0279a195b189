"""Targets that leave D in doubt: label smoothing and label flipping."""

from collections.abc import Callable
from typing import Self

import keras
from keras import ops

from kerasgan import checks
from kerasgan.checks.types import Config, Tensor
from kerasgan.losses.cross_entropy import minimax, non_saturating
from kerasgan.losses.pair import LossPair
from kerasgan.losses.pairs import get


@keras.saving.register_keras_serializable(package="kerasgan")
class SmoothedCrossEntropy:
    """D's cross-entropy with softened targets; see `smoothed`.

    Args:
        real: Float, the target of real samples.
        fake: Float, the target of generated samples.

    Example:

    >>> float(kerasgan.losses.SmoothedCrossEntropy(0.9, 0.0)(ops.zeros((4, 1)), ops.zeros((4, 1))))
    0.6931471...
    """

    def __init__(self, real: float, fake: float) -> None:
        self.real = real
        self.fake = fake

    def __call__(self, real, fake):
        """Returns the loss of logits `(batch, 1)`, a scalar tensor."""
        # -t log D - (1 - t) log(1 - D) = softplus(logit) - t * logit
        by_real = ops.mean(ops.softplus(real) - self.real * real)
        return 0.5 * (by_real + ops.mean(ops.softplus(fake) - self.fake * fake))

    def get_config(self) -> Config:
        """Returns what `from_config` needs, in plain types."""
        return {"real": self.real, "fake": self.fake}

    @classmethod
    def from_config(cls, config: Config) -> Self:
        """Returns the loss that `get_config` described."""
        return cls(**config)


@keras.saving.register_keras_serializable(package="kerasgan")
class Flipped:
    """D's loss, the roles of real and generated exchanged for some of the samples; see `flipped`.

    Args:
        loss: Function `(real, fake) -> scalar`.
        probability: Float, how many of the samples.

    Example:

    >>> float(kerasgan.losses.Flipped(kerasgan.losses.wasserstein_critic, 0.5)(ops.ones((4, 1)), ops.zeros((4, 1))))
    0.0
    """

    def __init__(self, loss: Callable[[Tensor, Tensor], Tensor], probability: float) -> None:
        self.loss = loss
        self.probability = probability

    def __call__(self, real, fake):
        """Returns the loss of logits `(batch, 1)`, a scalar tensor."""
        return (1 - self.probability) * self.loss(real, fake) + self.probability * self.loss(fake, real)

    def get_config(self) -> Config:
        """Returns what `from_config` needs, in plain types."""
        return {"loss": keras.saving.serialize_keras_object(self.loss), "probability": self.probability}

    @classmethod
    def from_config(cls, config: Config) -> Self:
        """Returns the loss that `get_config` described."""
        return cls(keras.saving.deserialize_keras_object(config["loss"]), config["probability"])


def smoothed(generator: str = "non_saturating", real: float = 0.9, fake: float = 0.0) -> LossPair:
    """Makes a pair of the original GAN with softened targets for D.

    Formula:

    ```python
    loss = -0.5 * mean(t * log(D(x)) + (1 - t) * log(1 - D(x)))  # t = `real` for real samples, `fake` for others
    ```

    The optimal D is `(real * p + fake * q) / (p + q)`: with `fake=0`, one-sided, its shape is as before and it never
    claims more than `real`. With `fake` above 0 there is q in the numerator, too, and D is high where G already is:
    hence one side only, by default.

    Args:
        generator: String, `"non_saturating"` (default) or `"minimax"`: what G minimises.
        real: Float from 0 to 1, D's target for real samples. Defaults to `0.9`.
        fake: Float from 0 to 1, below `real`: D's target for generated ones. Defaults to `0.0`.

    Returns:
        A `LossPair` without the estimate of the Jensen-Shannon divergence, which needs hard targets.

    Raises:
        ValueError: If an argument is not valid.

    Example:

    >>> kerasgan.losses.smoothed(real=0.8)
    LossPair('smoothed')

    Reference: Salimans et al., Improved Techniques for Training GANs, 2016, section 3.4.
    """
    pairs = {"minimax": minimax, "non_saturating": non_saturating}
    problems = checks.one_of("generator", generator, pairs)
    numbers = not [*checks.finite_number("real", real), *checks.finite_number("fake", fake)]
    if not numbers or not 0 <= fake < real <= 1:
        problems.append(f"`real`, `fake`: expected 0 <= fake < real <= 1. Received: real={real!r}, fake={fake!r}.")
    checks.raise_all(problems)
    return LossPair(SmoothedCrossEntropy(real, fake), pairs[generator].generator, name="smoothed")


def flipped(pair: str | LossPair = "non_saturating", probability: float = 0.05) -> LossPair:
    """Makes a pair whose D is told the wrong label for some of the samples.

    Formula:

    ```python
    loss = (1 - probability) * loss(real, fake) + probability * loss(fake, real)
    ```

    This is the mean over all random flips, without their noise: for losses that are a mean over real samples plus a
    mean over generated ones, flipping each label with this probability has just this expectation. For the cross-entropy
    it is the same as smoothing both targets.

    Args:
        pair: String or `LossPair` whose D tells real from generated samples one by one. Defaults to
            `"non_saturating"`.
        probability: Float from 0 to below 0.5. Defaults to `0.05`.

    Returns:
        A `LossPair`.

    Raises:
        ValueError: If an argument is not valid.

    Example:

    >>> kerasgan.losses.flipped("hinge", 0.1)
    LossPair('flipped_hinge')

    Reference: Chintala et al., How to train a GAN? Tips and tricks to make GANs work, 2016, tip 6. The tip draws the
    flips; ours takes their mean.
    """
    pair, problems = get(pair), []
    if checks.within("probability", probability, 0, 0.5, below=True):
        problems.append(f"`probability`: expected a number from 0 to below 0.5. Received: {probability!r}.")
    if pair.threshold is None:
        problems.append(
            f"`pair`: {pair.name!r} has no labels to flip: its D only compares real with generated samples."
        )
    checks.raise_all(problems)
    options = {name: getattr(pair, name) for name in ("uses_real", "threshold", "linear")}
    return LossPair(Flipped(pair.discriminator, probability), pair.generator, name=f"flipped_{pair.name}", **options)

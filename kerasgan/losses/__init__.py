"""Adversarial losses: pairs of pure functions of D's logits, always `(real, fake)`; one family, one file."""

from kerasgan.losses.cross_entropy import (
    discriminator_cross_entropy,
    minimax,
    minimax_generator,
    no_generator,
    non_saturating,
    non_saturating_generator,
)
from kerasgan.losses.hinge import hinge, hinge_discriminator
from kerasgan.losses.least_squares import least_squares, least_squares_discriminator, least_squares_generator
from kerasgan.losses.pair import LossPair
from kerasgan.losses.pairs import PAIRS, get, serialize
from kerasgan.losses.relativistic import (
    relativistic,
    relativistic_average,
    relativistic_average_discriminator,
    relativistic_average_generator,
    relativistic_discriminator,
    relativistic_generator,
)
from kerasgan.losses.softened import Flipped, SmoothedCrossEntropy, flipped, smoothed
from kerasgan.losses.wasserstein import wasserstein, wasserstein_critic, wasserstein_generator

__all__ = [
    "PAIRS",
    "Flipped",
    "LossPair",
    "SmoothedCrossEntropy",
    "discriminator_cross_entropy",
    "flipped",
    "get",
    "hinge",
    "hinge_discriminator",
    "least_squares",
    "least_squares_discriminator",
    "least_squares_generator",
    "minimax",
    "minimax_generator",
    "no_generator",
    "non_saturating",
    "non_saturating_generator",
    "relativistic",
    "relativistic_average",
    "relativistic_average_discriminator",
    "relativistic_average_generator",
    "relativistic_discriminator",
    "relativistic_generator",
    "serialize",
    "smoothed",
    "wasserstein",
    "wasserstein_critic",
    "wasserstein_generator",
]

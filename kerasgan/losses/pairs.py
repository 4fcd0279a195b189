"""Our loss pairs by name, and the pair that a name, a config or an object stands for."""

import inspect
import re

from kerasgan import checks
from kerasgan.checks.types import Config, Identifier
from kerasgan.losses.cross_entropy import minimax, non_saturating
from kerasgan.losses.hinge import hinge
from kerasgan.losses.least_squares import least_squares
from kerasgan.losses.pair import LossPair
from kerasgan.losses.relativistic import relativistic, relativistic_average
from kerasgan.losses.wasserstein import wasserstein

_OURS = (hinge, least_squares, minimax, non_saturating, relativistic, relativistic_average, wasserstein)

PAIRS = {pair.name: pair for pair in _OURS}


def get(identifier: Identifier) -> LossPair:
    """Returns the loss pair for a name, a pair, or a saved config.

    Args:
        identifier: A name among `PAIRS`, a `LossPair`, or what `serialize` returned.

    Returns:
        A `LossPair`.

    Raises:
        ValueError: If the name is not known, or it is no pair.

    Example:

    >>> kerasgan.losses.get("minimax")
    LossPair('minimax')
    """
    if isinstance(identifier, LossPair):
        return identifier
    if isinstance(identifier, dict):
        checks.raise_all(_not_saved(identifier))
        return LossPair.from_config(identifier)
    if callable(identifier) or isinstance(identifier, tuple):
        raise ValueError(f"{checks.unknown('loss', identifier, PAIRS)} {OWN}")
    if isinstance(identifier, str) and (meant := ELSEWHERE.get(re.sub(r"[^a-z]", "", identifier.lower()))):
        raise ValueError(f"{checks.unknown('loss', identifier, PAIRS).partition(' Did you mean')[0]} Pass {meant}.")
    checks.raise_all(checks.one_of("loss", identifier, PAIRS))
    return PAIRS[identifier]


# What losses are called elsewhere, letters alone, and how to write them here.
_BCE, _MSE, _GP = (
    "`'non_saturating'`",
    "`'least_squares'`",
    "`loss='wasserstein', terms=['gradient_penalty'], d_steps=5`",
)
ELSEWHERE = {
    **dict.fromkeys(("bce", "binarycrossentropy", "crossentropy", "vanilla", "gan", "logistic", "nsgan"), _BCE),
    **dict.fromkeys(("mse", "meansquarederror", "lsgan", "ls"), _MSE),
    **dict.fromkeys(("wgangp", "wassersteingp", "gp"), _GP),
    **dict.fromkeys(("wgan", "earthmover"), "`'wasserstein'`"),
    **dict.fromkeys(("rsgan", "ragan", "rgan"), "`'relativistic'` or `'relativistic_average'`"),
    **dict.fromkeys(("hingeloss", "sngan"), "`'hinge'`"),
}


OWN = "One of your own is a `losses.LossPair` of two functions, for D and for G; see docs/extending.md."


def _not_saved(config):
    missing = [name for name in ("discriminator", "generator", "name") if name not in config]
    known = inspect.signature(LossPair).parameters
    found = checks.no_unknown("`loss`: the config of a LossPair", config, known)
    return found + [f"`loss`: the config of a LossPair needs `{name}`. Received: {config!r}." for name in missing]


def serialize(pair: LossPair) -> str | Config:
    """Returns the name of one of our pairs, or the config of a user's own."""
    return pair.name if PAIRS.get(pair.name) is pair else pair.get_config()

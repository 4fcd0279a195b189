"""The distributions of z: drawn on the device and on the host, found by name, checked, and where their values lie."""

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import keras
import numpy as np

from kerasgan import checks
from kerasgan.checks.types import Config, Distribution, Identifier, Shape, Tensor


def uniform(shape: Shape, seed: Any = None) -> Tensor:
    """Draws z ~ U(-1, 1), the latent distribution of the first GAN books.

    Args:
        shape: Tuple of integers, the shape to draw, batch axis first.
        seed: Integer or `keras.random.SeedGenerator`. Defaults to `None`, fresh numbers.

    Returns:
        Tensor of the given shape, in Keras's default float type.
    """
    return keras.random.uniform(shape, minval=-1.0, maxval=1.0, seed=seed)


def normal(shape: Shape, seed: Any = None) -> Tensor:
    """Draws z ~ N(0, I), the latent distribution of DCGAN's successors.

    Args:
        shape: Tuple of integers, the shape to draw, batch axis first.
        seed: Integer or `keras.random.SeedGenerator`. Defaults to `None`, fresh numbers.

    Returns:
        Tensor of the given shape, in Keras's default float type.
    """
    return keras.random.normal(shape, seed=seed)


# How many z the check of a user's function draws: so many that even coins don't fall alike twice.
CHECKED = 64
MOST_CHECKED = 2**20  # numbers, of a large z


DISTRIBUTIONS = {"uniform": uniform, "normal": normal}

# What a GAN draws where nobody says.
DEFAULT = "uniform"

# The same distributions drawn by NumPy: `sample(seed=0)` then gives the same noise on every backend.
_NUMPY = {
    uniform: lambda shape, rng: rng.uniform(-1.0, 1.0, shape),
    normal: lambda shape, rng: rng.standard_normal(shape),
}


def get(identifier: Identifier) -> Callable[..., Tensor]:
    """Returns the latent distribution for a name, a function `(shape, seed) -> tensor`, or a saved config.

    Args:
        identifier: `"uniform"`, `"normal"`, a function, or what `serialize` returned.

    Returns:
        A function `(shape, seed) -> tensor`.

    Raises:
        ValueError: If the name is not known.
    """
    if isinstance(identifier, dict):
        return keras.saving.deserialize_keras_object(identifier)
    if callable(identifier):
        return identifier
    checks.raise_all(checks.one_of("latent", identifier, DISTRIBUTIONS))
    return DISTRIBUTIONS[identifier]


def serialize(distribution: Distribution) -> str | Config:
    """Returns the name of one of our distributions, or Keras's config of a user's own registered function."""
    names = {function: name for name, function in DISTRIBUTIONS.items()}
    return names.get(distribution) or keras.saving.serialize_keras_object(distribution)


def draw(distribution: Distribution, shape: Shape, rng: np.random.Generator) -> np.ndarray:
    """Draws on the host, the same numbers on every backend for our own distributions.

    Args:
        distribution: A function `(shape, seed) -> tensor`.
        shape: Tuple of integers, batch axis first.
        rng: `numpy.random.Generator`.

    Returns:
        NumPy array of the given shape, in Keras's default float type.
    """
    if distribution in _NUMPY:
        return _NUMPY[distribution](shape, rng).astype(keras.config.floatx())
    if hasattr(distribution, "on_host"):
        return distribution.on_host(shape, rng).astype(keras.config.floatx())
    values = distribution(shape, seed=int(rng.integers(2**31)))
    return np.asarray(keras.ops.convert_to_numpy(values))


class Support(NamedTuple):
    """Where the numbers of a distribution lie.

    Args:
        mean: Float or array of the shape of z.
        std: Float or array, the standard deviation of each number.
        low: Float, below which none lies.
        high: Float, above which none lies.
        free: Float or array, 1 for numbers that can be moved a little, 0 for those of one-hot codes.
    """

    mean: Any
    std: Any
    low: float = -math.inf
    high: float = math.inf
    free: Any = 1.0

    def clip(self, z: np.ndarray) -> np.ndarray:
        """Returns z within the bounds, in its own type."""
        return np.clip(z, self.low, self.high).astype(z.dtype)


# Of a function of the user's own, whose mean and spread are taken from so many draws by a fixed seed.
DRAWN = 4096


def support(distribution: Distribution, latent_shape: Shape) -> Support:
    """Returns where the numbers of a distribution lie; of a function of the user's own by what it draws.

    Args:
        distribution: A function `(shape, seed) -> tensor`.
        latent_shape: Tuple of integers, the shape of z.

    Example:

    >>> support(uniform, (100,)).high, support(normal, (100,)).std
    (1.0, 1.0)
    """
    if distribution is normal:
        return Support(0.0, 1.0)
    if distribution is uniform:
        return Support(0.0, 3**-0.5, -1.0, 1.0)
    if hasattr(distribution, "support"):
        return Support(**distribution.support())
    count = max(2, min(DRAWN, MOST_CHECKED // max(1, math.prod(latent_shape))))
    drawn = draw(distribution, (count, *latent_shape), np.random.default_rng(0))
    return Support(drawn.mean(axis=0), drawn.std(axis=0))


def problems(distribution: Distribution, latent_shape: Shape) -> list[str]:
    """Draws twice from a function of the user's, by a seed of its own, and checks shape and use of the seed.

    Args:
        distribution: A function `(shape, seed) -> tensor`; ours are fine.
        latent_shape: Tuple of integers, the shape of z.

    Returns:
        List of messages, empty when all is well.
    """
    if distribution in _NUMPY:
        return []
    count = max(2, min(CHECKED, MOST_CHECKED // max(1, math.prod(latent_shape))))
    seed, shape = keras.random.SeedGenerator(0, name="latent_check"), (count, *latent_shape)
    try:
        states, draws = [_value(seed.state)], []
        for _ in range(2):
            draws.append(distribution(shape, seed=seed))
            states.append(_value(seed.state))
    except Exception as error:
        return [f"`latent`: expected a function `(shape, seed) -> tensor`. It failed: {type(error).__name__}: {error}."]
    if any(not hasattr(drawn, "shape") or tuple(drawn.shape) != shape for drawn in draws):
        found = tuple(draws[0].shape) if hasattr(draws[0], "shape") else repr(draws[0])
        return [f"`latent`: expected a tensor of shape {shape} for that `shape`. Received: {found}."]
    moved = not np.array_equal(states[0], states[1])
    if moved and not np.array_equal(*map(_value, draws)):
        return []
    return [
        "`latent`: expected other noise at each call, drawn by `seed`. Received the same noise again, or numbers of "
        "another generator, which a compiled step would draw once and repeat. Draw with "
        "`keras.random.normal(shape, seed=seed)` or the like."
    ]


def _value(tensor):
    return np.array(keras.ops.convert_to_numpy(tensor))

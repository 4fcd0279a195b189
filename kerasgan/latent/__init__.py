"""What the generator starts from: the distributions of z."""

import math

import keras
import numpy as np
from keras import ops

from kerasgan import checks


def uniform(shape, seed=None):
    """Draws z ~ U(-1, 1), the latent distribution of the first GAN books.

    Args:
        shape: Tuple of integers, the shape to draw, batch axis first.
        seed: Integer or `keras.random.SeedGenerator`. Defaults to `None`, fresh numbers.

    Returns:
        Tensor of the given shape, in Keras's default float type.
    """
    return keras.random.uniform(shape, minval=-1.0, maxval=1.0, seed=seed)


def normal(shape, seed=None):
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


@keras.saving.register_keras_serializable(package="kerasgan")
class Codes:
    """Draws z of noise, of categories as one-hot vectors, and of continuous codes, in this order.

    Args:
        noise: Integer, how many numbers of U(-1, 1) mean nothing. Defaults to `62`.
        categorical: Tuple of integers, how many categories each code has, all equally likely. Defaults to `(10,)`.
        continuous: Integer, how many codes of U(-1, 1). Defaults to `2`.

    Attributes:
        size: Integer, the length of z.
        code_size: Integer, the length of the codes in it.

    Example:

    >>> codes = kerasgan.latent.Codes()
    >>> codes.size, codes.code_size, tuple(codes((3, 74), seed=1).shape)
    (74, 12, (3, 74))

    Reference: Chen et al., InfoGAN, 2016, whose MNIST figures are the defaults.
    """

    def __init__(self, noise=62, categorical=(10,), continuous=2):
        problems = [p for size in categorical for p in checks.positive_integer("categorical", size, least=2)]
        problems += [
            *checks.positive_integer("noise", noise),
            *checks.positive_integer("continuous", continuous, least=0),
        ]
        checks.raise_all(problems)
        self.noise = noise
        self.categorical = tuple(categorical)
        self.continuous = continuous
        self.code_size = sum(self.categorical) + continuous
        self.size = noise + self.code_size

    def __call__(self, shape, seed=None):
        """Draws z of `shape`, `(batch, size)`."""
        if shape[-1] != self.size:
            raise ValueError(f"`latent`: {self!r} makes z of {self.size} numbers. The generator takes {shape[-1]}.")
        parts = [uniform((shape[0], self.noise), seed)]
        for size in self.categorical:
            category = ops.floor(keras.random.uniform((shape[0],), maxval=size, seed=seed))
            parts.append(ops.one_hot(ops.cast(category, "int32"), size, dtype=keras.config.floatx()))
        return ops.concatenate([*parts, uniform((shape[0], self.continuous), seed)], axis=-1)

    def split(self, z):
        """Returns the codes in z: the categories, each one-hot, and at the end the continuous ones."""
        return self.split_codes(z[:, self.noise :])

    def split_codes(self, codes):
        """Returns the same of codes alone, `(batch, code_size)`."""
        starts = [sum(self.categorical[:number]) for number in range(len(self.categorical) + 1)]
        found = [codes[:, start : start + size] for start, size in zip(starts, self.categorical)]
        return [*found, codes[:, starts[-1] :]]

    def get_config(self):
        """Returns what `from_config` needs, in plain types."""
        return {"noise": self.noise, "categorical": list(self.categorical), "continuous": self.continuous}

    @classmethod
    def from_config(cls, config):
        """Returns the distribution that `get_config` described."""
        return cls(**config)

    def __repr__(self):
        return f"Codes(noise={self.noise}, categorical={self.categorical}, continuous={self.continuous})"


@keras.saving.register_keras_serializable(package="kerasgan")
class Perturbed:
    """Draws z of normal noise, and of Gumbel noise behind it, by which a generator draws categories of its logits.

    The largest of logits with Gumbel noise is a category drawn by their softmax. Since this noise is a part of z, the
    generator has no random numbers of its own: the same z, the same sample, on every backend.

    Args:
        noise: Integer, how many numbers of N(0, 1). Defaults to `128`.
        gumbel: Integer, how many of the Gumbel distribution. Defaults to `10`.

    Attributes:
        size: Integer, the length of z.

    Example:

    >>> z = kerasgan.latent.Perturbed(noise=2, gumbel=3)
    >>> z.size, tuple(z((4, 5), seed=0).shape)
    (5, (4, 5))

    Reference: Gumbel, Statistical Theory of Extreme Values, 1954; Maddison, Mnih, Teh, The Concrete Distribution, 2016.
    """

    def __init__(self, noise=128, gumbel=10):
        checks.raise_all([*checks.positive_integer("noise", noise), *checks.positive_integer("gumbel", gumbel)])
        self.noise = noise
        self.gumbel = gumbel
        self.size = noise + gumbel

    def __call__(self, shape, seed=None):
        """Draws z of `shape`, `(batch, size)`."""
        even = keras.random.uniform((shape[0], self.gumbel), minval=1e-7, maxval=1.0, seed=seed)
        return ops.concatenate([normal((shape[0], self.noise), seed), -ops.log(-ops.log(even) + 1e-20)], axis=-1)

    def on_host(self, shape, rng):
        """Draws the same by NumPy, the same numbers on every backend."""
        parts = rng.standard_normal((shape[0], self.noise)), rng.gumbel(size=(shape[0], self.gumbel))
        return np.concatenate(parts, axis=1)

    def get_config(self):
        """Returns what `from_config` needs, in plain types."""
        return {"noise": self.noise, "gumbel": self.gumbel}

    @classmethod
    def from_config(cls, config):
        """Returns the distribution that `get_config` described."""
        return cls(**config)

    def __repr__(self):
        return f"Perturbed(noise={self.noise}, gumbel={self.gumbel})"


DISTRIBUTIONS = {"uniform": uniform, "normal": normal}

# What a GAN draws where nobody says.
DEFAULT = "uniform"

# The same distributions drawn by NumPy: `sample(seed=0)` then gives the same noise on every backend.
_NUMPY = {
    uniform: lambda shape, rng: rng.uniform(-1.0, 1.0, shape),
    normal: lambda shape, rng: rng.standard_normal(shape),
}


def get(identifier):
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


def serialize(distribution):
    """Returns the name of one of our distributions, or Keras's config of a user's own registered function."""
    names = {function: name for name, function in DISTRIBUTIONS.items()}
    return names.get(distribution) or keras.saving.serialize_keras_object(distribution)


def draw(distribution, shape, rng):
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


def problems(distribution, latent_shape):
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

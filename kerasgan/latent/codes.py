"""`Codes`: z of noise and of codes that come to mean something, as InfoGAN draws it."""

from collections.abc import Sequence
from typing import Any, Self

import keras
import numpy as np
from keras import ops

from kerasgan import checks
from kerasgan.checks.types import Config, Shape, Tensor


@keras.saving.register_keras_serializable(package="kerasgan")
class Codes:
    """Draws z of noise, of categories as one-hot vectors, and of continuous codes, in this order.

    Args:
        noise: Integer, how many numbers of U(-1, 1) mean nothing. Defaults to `62`.
        categorical: Tuple of integers, how many categories each code has, all equally likely; or a dict of them by
            name. Defaults to `(10,)`, called `"category_1"`, ...
        continuous: Integer, how many codes of U(-1, 1); or a list of their names. Defaults to `2`, called
            `"continuous_1"`, ...

    Attributes:
        size: Integer, the length of z.
        code_size: Integer, the length of the codes in it.
        names: List of the names of all codes, by which `gan.sample(n, codes={name: value})` chooses them.

    Raises:
        ValueError: If a number is not valid, or two codes have one name.

    Example:

    >>> codes = kerasgan.latent.Codes(categorical={"digit": 10}, continuous=["slant", "width"])
    >>> codes.size, codes.code_size, tuple(codes((3, 74), seed=1).shape)
    (74, 12, (3, 74))

    Reference: Chen et al., InfoGAN, 2016, whose MNIST figures are the defaults.
    """

    def __init__(
        self,
        noise: int = 62,
        categorical: Sequence[int] | dict[str, int] = (10,),
        continuous: int | Sequence[str] = 2,
    ) -> None:
        named = isinstance(categorical, dict)
        sizes = list(categorical.values()) if named else list(categorical)
        listed = isinstance(continuous, (list, tuple))
        problems = [p for size in sizes for p in checks.positive_integer("categorical", size, least=2)]
        count = len(continuous) if listed else continuous
        problems += [*checks.positive_integer("noise", noise), *checks.positive_integer("continuous", count, least=0)]
        checks.raise_all(problems)
        self.noise = noise
        self.categorical = tuple(sizes)
        self.continuous = count
        self.names = [*(categorical if named else _numbered("category", len(sizes)))]
        self.names += continuous if listed else _numbered("continuous", count)
        checks.raise_all(_name_problems(self.names))
        self.code_size = sum(self.categorical) + count
        self.size = noise + self.code_size

    def __call__(self, shape, seed=None):
        """Draws z of `shape`, `(batch, size)`."""
        if shape[-1] != self.size:
            raise ValueError(f"`latent`: {self!r} makes z of {self.size} numbers. The generator takes {shape[-1]}.")
        parts = [_uniform((shape[0], self.noise), seed)]
        for size in self.categorical:
            category = ops.floor(keras.random.uniform((shape[0],), maxval=size, seed=seed))
            parts.append(ops.one_hot(ops.cast(category, "int32"), size, dtype=keras.config.floatx()))
        return ops.concatenate([*parts, _uniform((shape[0], self.continuous), seed)], axis=-1)

    def on_host(self, shape: Shape, rng: np.random.Generator) -> np.ndarray:
        """Draws z by NumPy, the same on every backend; see `latent.distributions.draw`."""
        parts = [rng.uniform(-1.0, 1.0, (shape[0], self.noise))]
        parts += [np.eye(size)[rng.integers(size, size=shape[0])] for size in self.categorical]
        return np.concatenate([*parts, rng.uniform(-1.0, 1.0, (shape[0], self.continuous))], axis=-1)

    def support(self) -> Config:
        """Returns where the numbers of z lie, as `latent.distributions.Support` takes it: categories are not moved."""
        sizes = [*(1 / size for size in self.categorical for _ in range(size))]
        before, behind = [np.zeros(count) for count in (self.noise, self.continuous)]
        shares = np.asarray(sizes)
        spread = np.sqrt(shares * (1 - shares))
        return {
            "mean": np.concatenate([before, shares, behind]),
            "std": np.concatenate([before + 3**-0.5, spread, behind + 3**-0.5]),
            "low": -1.0,
            "high": 1.0,
            "free": np.concatenate([before + 1, 0 * shares, behind + 1]),
        }

    def split(self, z: Tensor) -> list[Tensor]:
        """Returns the codes in z: the categories, each one-hot, and at the end the continuous ones."""
        return self.split_codes(z[:, self.noise :])

    def split_codes(self, codes: Tensor) -> list[Tensor]:
        """Returns the same of codes alone, `(batch, code_size)`."""
        starts = [sum(self.categorical[:number]) for number in range(len(self.categorical) + 1)]
        found = [codes[:, start : start + size] for start, size in zip(starts, self.categorical)]
        return [*found, codes[:, starts[-1] :]]

    def chosen(self, z: Tensor, codes: dict[str, Any]) -> Tensor:
        """Returns z, a NumPy array, in which some codes are what is chosen, a dict by name; see `choice_problems`."""
        z = np.array(z)
        for name, value in codes.items():
            number = self.names.index(name)
            if number < len(self.categorical):
                start, size = self.noise + sum(self.categorical[:number]), self.categorical[number]
                z[:, start : start + size] = np.eye(size, dtype=z.dtype)[np.broadcast_to(value, len(z))]
            else:
                z[:, self.noise + sum(self.categorical) + number - len(self.categorical)] = value
        return z

    def choice_problems(self, codes: dict[str, Any], n: int) -> list[str]:
        """Checks codes chosen for `n` samples, a dict by name: whole numbers for categories, else finite numbers."""
        if not isinstance(codes, dict):
            return [f"`codes`: expected a dict by name, of {self.names}. Received: {codes!r}."]
        unknown = [name for name in codes if name not in self.names]
        found = [checks.unknown("codes", name, self.names) for name in unknown]
        return found + [
            problem
            for name, value in codes.items()
            if name not in unknown
            for problem in self._value_problems(name, np.asarray(value), n)
        ]

    def _value_problems(self, name, value, n):
        number = self.names.index(name)
        size = self.categorical[number] if number < len(self.categorical) else None
        kinds = "iu" if size else "iuf"
        wanted = f"a category from 0 to {size - 1}" if size else "a finite number, in training from -1 to 1"
        good = value.dtype.kind in kinds and value.shape in ((), (n,)) and np.isfinite(value).all()
        if good and (size is None or (value >= 0).all() and (value < size).all()):
            return []
        received = value.item() if value.ndim == 0 else f"shape {value.shape} of {value.dtype}"
        return [f"`codes`: expected for {name!r} {wanted}, or one for each of the {n} samples. Received: {received!r}."]

    def get_config(self) -> Config:
        """Returns what `from_config` needs, in plain types."""
        sizes = {"noise": self.noise, "categorical": list(self.categorical), "continuous": self.continuous}
        return {**sizes, "names": list(self.names)}

    @classmethod
    def from_config(cls, config: Config) -> Self:
        """Returns the distribution that `get_config` described; files from before codes had names have none."""
        config = dict(config)
        if names := config.pop("names", None):
            count = len(config["categorical"])
            config["categorical"] = dict(zip(names[:count], config["categorical"]))
            config["continuous"] = names[count:]
        return cls(**config)

    def __repr__(self):
        return f"Codes(noise={self.noise}, categorical={self.categorical}, continuous={self.continuous})"


def _uniform(shape, seed):
    return keras.random.uniform(shape, minval=-1.0, maxval=1.0, seed=seed)


def _numbered(name, count):
    return [f"{name}_{number}" for number in range(1, count + 1)]


def _name_problems(names):
    wrong = [name for name in names if not isinstance(name, str)]
    twice = sorted({name for name in names if names.count(name) > 1} - set(wrong))
    found = [f"`categorical` and `continuous`: expected names in text. Received: {name!r}." for name in wrong]
    return found + [f"`categorical` and `continuous`: two codes are called {name!r}." for name in twice]

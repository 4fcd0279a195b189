"""`invert`: the z of which a generator makes a given sample, or the one nearest to it that it can make."""

from collections.abc import Callable
from typing import Any, NamedTuple

import keras
import numpy as np
from keras import ops
from numpy.typing import ArrayLike

from kerasgan import checks
from kerasgan.latent import asking, distributions
from kerasgan.networks import scaling
from kerasgan.training.backend import engine


class Inverted(NamedTuple):
    """What `invert` found: `z`, an array `(n, *latent_shape)`, and the `error` of each, `(n,)`."""

    z: np.ndarray
    error: np.ndarray


def invert(
    gan: keras.Model,
    x: ArrayLike,
    *,
    labels: Any = None,
    condition: Any = None,
    features: Callable | keras.Model | None = None,
    value_range: tuple[float, float] | None = (0.0, 255.0),
    starts: int = 4,
    draws: int = 64,
    steps: int = 300,
    learning_rate: float = 0.1,
    seed: int = 0,
    batch_size: int = 32,
) -> Inverted:
    """Returns for each sample the z whose own sample is nearest to it, found by gradient descent from many starts.

    Formula:

    ```python
    error = mean((features(G(z)) - features(x))**2)      # without `features` the values themselves, in the range of G
    ```

    Of `draws` random z the `starts` nearest are moved by Adam, whose rate falls along a cosine; the best one is
    returned. Uniform z stay from -1 to 1, categories of `latent.Codes` are those that were drawn. What is found for one
    sample does not depend on the others.

    Args:
        gan: A `kerasgan.GAN`, or another game with a network `generator` of noise.
        x: Array `(n, *shape)` of samples in the units of the data.
        labels: Integer or integer array `(n,)`, the classes of a conditional GAN. Defaults to `None`.
        condition: What else stands beside the samples, as in `gan.sample`. Defaults to `None`.
        features: Keras model, or function of a tensor by `keras.ops`, of samples to features that are compared in place
            of values. Defaults to `None`.
        value_range: Pair of floats, what black and white are for `features`. Defaults to `(0, 255)`, as Keras's own
            networks and the zoo's have it; `None` leaves samples in the range of G.
        starts: Integer, how many z are moved for each sample. Defaults to `4`.
        draws: Integer, of how many random z they are the nearest. Defaults to `64`.
        steps: Integer, how many steps each is moved. Defaults to `300`.
        learning_rate: Float, Adam's at the beginning, in standard deviations of z. Defaults to `0.1`.
        seed: Integer, that of the random z. Defaults to `0`.
        batch_size: Integer, how many samples to invert at a time. Defaults to `32`.

    Returns:
        An `Inverted`: `z, error = invert(gan, x)`. `gan.decode(z)` makes the samples that were found.

    Raises:
        ValueError: If `x` is no sample of this GAN in shape, type or range, or an argument is not valid.

    Example:

    >>> gan = kerasgan.build_gan(kerasgan.build_generator("mlp", (2,), latent_dim=8))
    >>> x = gan.sample(3, seed=1)
    >>> z, error = kerasgan.latent.invert(gan, x, steps=100)
    >>> z.shape, bool(error.max() < 0.01)
    ((3, 8), True)

    Source: Zhu, Krähenbühl, Shechtman, Efros, Generative Visual Manipulation on the Natural Image Manifold, 2016;
    Lipton, Tripathi, Precise Recovery of Latent Vectors from Generative Adversarial Networks, 2017.
    """
    numbers = {"starts": starts, "draws": draws, "steps": steps, "batch_size": batch_size}
    found = [p for name, number in numbers.items() for p in checks.positive_integer(name, number)]
    found += checks.finite_number("learning_rate", learning_rate, at_least=0) + checks.seed(seed)
    checks.raise_all([*found, *feature_problems(features), *asking.problems(gan)])
    x = np.asarray(x)
    checks.raise_all(sample_problems(gan, x))
    beside = gan.beside(len(x), labels, condition)
    search = Search(gan, features, value_range, steps, learning_rate)
    z = asking.draw(gan, max(draws, starts), np.random.default_rng([seed, 1]))  # not those of `gan.sample(seed=)`
    parts = [slice(start, start + batch_size) for start in range(0, len(x), batch_size)]
    each = [search.of(x[rows], {name: values[rows] for name, values in beside.items()}, z, starts) for rows in parts]
    return Inverted(*(np.concatenate(arrays) for arrays in zip(*each)))


class Search:
    """The descent on z: the compiled functions of one generator, and how long and how fast it goes.

    Args:
        gan: A `Game`.
        features: As of `invert`.
        value_range: As of `invert`.
        steps: Integer.
        learning_rate: Float, in standard deviations of z.
    """

    def __init__(self, gan, features, value_range, steps, learning_rate):
        self.gan, self.features, self.value_range = gan, features, value_range
        self.steps, self.rate = steps, learning_rate
        self.support = distributions.support(gan.latent, gan.latent_shape)
        state = gan.weights_of_samples()
        self.seen = engine.compiled(self.see, state)
        self.distances = engine.compiled(self.distance, state)
        self.slope = engine.compiled(self.gradient, state)

    def of(self, x, given, z, starts):
        """Returns the best z for some samples and their errors, of random z `(draws, ...)`."""
        n, draws = len(x), len(z)
        wanted = self.seen(self.gan.fields[0].to_network(ops.convert_to_tensor(x)))
        wanted = np.asarray(ops.convert_to_numpy(wanted))
        errors = self.errors(np.tile(z, (n, *[1] * (z.ndim - 1))), given, wanted, draws)
        nearest = np.argsort(errors.reshape(n, draws), axis=1, kind="stable")[:, :starts]
        moved = self.descend(z[nearest.ravel()], given, wanted, starts)
        after = self.errors(moved, given, wanted, starts).reshape(n, starts)
        before = np.take_along_axis(errors.reshape(n, draws), nearest, axis=1)
        errors = np.concatenate([after, before], axis=1)  # a descent may end above where it began
        found = np.concatenate([moved.reshape(n, starts, *z.shape[1:]), z[nearest]], axis=1)
        best = errors.argmin(axis=1)
        return found[np.arange(n), best], errors[np.arange(n), best]

    def descend(self, z, given, wanted, starts):
        """Returns z moved down the slope of the distance from what is wanted."""
        variable = keras.Variable(z, name="z")
        schedule = keras.optimizers.schedules.CosineDecay(self.rate * np.max(self.support.std), self.steps)
        optimizer = keras.optimizers.Adam(schedule)
        optimizer.build([variable])
        rest = [self.conditions(given, starts), ops.convert_to_tensor(np.repeat(wanted, starts, axis=0))]
        free = ops.cast(np.broadcast_to(self.support.free, z.shape), variable.dtype)
        for _ in range(self.steps):
            engine.apply(optimizer, [free * self.slope(variable.value, *rest)], [variable])
            variable.assign(ops.clip(variable.value, self.support.low, self.support.high))
        return np.array(ops.convert_to_numpy(variable.value))

    def errors(self, z, given, wanted, times, at_once=256):
        """Returns how far each z, `times` of them for each sample, is from what is wanted, an array."""
        found = []
        numbers = np.repeat(np.arange(len(wanted)), times)
        for start in range(0, len(z), at_once):
            rows = numbers[start : start + at_once]
            beside = self.conditions({name: values[rows] for name, values in given.items()}, 1)
            parts = ops.convert_to_tensor(z[start : start + at_once]), beside, ops.convert_to_tensor(wanted[rows])
            found.append(np.asarray(ops.convert_to_numpy(self.distances(*parts))))
        return np.concatenate(found)

    def conditions(self, given, times):
        """Returns conditions as the generator takes them, each repeated, a dict of tensors."""
        parts = {name: ops.convert_to_tensor(np.repeat(values, times, axis=0)) for name, values in given.items()}
        return {field.name: field.to_network(parts[field.name]) for field in self.gan.conditions}

    # === Compiled ===

    def gradient(self, z, conditions, wanted):
        """Returns the gradient of the distances by z."""
        return engine.gradient(lambda values: self.distance(values, conditions, wanted), z)

    def distance(self, z, conditions, wanted):
        """Returns the mean squared difference of each sample of z from what is wanted, `(batch,)`."""
        made = self.see(self.gan.generator(self.gan.g_inputs(z, conditions), training=False))
        return ops.mean(ops.reshape(ops.square(made - wanted), (ops.shape(made)[0], -1)), axis=1)

    def see(self, samples):
        """Returns the features of samples in the range of G, or the samples, as floats."""
        values = ops.cast(samples, keras.config.floatx())
        if self.features is None:
            return values
        if self.value_range:
            values = scaling.rescaled(values, self.gan.output_range, self.value_range)
        known = {"training": False} if isinstance(self.features, keras.Model) else {}
        return ops.cast(self.features(values, **known), keras.config.floatx())


def feature_problems(features):
    """Checks that features can be made of samples."""
    if features is None or callable(features):
        return []
    return [f"`features`: expected a Keras model or a function of samples. Received: {features!r}."]


def sample_problems(gan, x):
    """Checks that `x` are samples as this GAN makes them."""
    field = gan.fields[0]
    wanted = ", ".join(map(str, field.shape))
    if x.shape == field.shape or x.ndim and not len(x):
        received = f"shape {x.shape}. Pass `x[None]` for a single one" if len(x) else "an empty array"
        return [f"`x`: expected samples of shape (n, {wanted}), at least one. Received {received}."]
    if x.ndim == 4 and len(field.shape) == 3 and x.shape[3] == field.shape[2] and x.shape[1:] != field.shape:
        size = f"({field.shape[0]}, {field.shape[1]})"
        return [
            f"`x`: expected pictures of {size}, (n, {wanted}). Received: {x.shape}. Resize them: "
            f"`keras.ops.image.resize(x, {size})`."
        ]
    found = field.problems(x, x.shape[:1], "x")
    return found or range_problems(x, gan.output_range)


def range_problems(x, reach):
    """Checks that floats lie about where the generator's own values do."""
    low, high = reach
    least, most = (float(end) for end in (x.min(), x.max()))
    if x.dtype == np.uint8 or (least >= low - 1e-3 * (high - low) and most <= high + 1e-3 * (high - low)):
        return []
    return [
        f"`x`: expected values from {low:g} to {high:g}, which this GAN's generator makes. Received: from {least:.4g} "
        f"to {most:.4g}. Scale them as the training data were."
    ]

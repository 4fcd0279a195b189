"""`directions`: the ways in the latent space along which a generator changes most."""

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import keras
import numpy as np

from kerasgan import checks
from kerasgan.latent import asking, distributions, first_weights, styles

HOW = ("pca", "sefa")

# Of a GAN with more classes so many are tried by SeFa, evenly spaced.
MOST_CLASSES = 16

ANY_SIZE = 32  # of conditions that may have any


class Direction(NamedTuple):
    """One direction.

    Args:
        vector: Array of the shape of z or w, of length 1.
        score: Float, its share of all change.
        spread: Float, the standard deviation of z or w along it: how far from the middle most samples lie.
        space: `"z"` or `"w"`.
    """

    vector: np.ndarray
    score: float
    spread: float
    space: str


@dataclasses.dataclass(frozen=True)
class Directions:
    """Directions in the latent space of a generator, the strongest first.

    Args:
        vectors: Array `(k, *shape of z)`, or of w where `space` is `"w"`, each of length 1 and at right angles to the
            others where they are SeFa's.
        scores: Array `(k,)`, the share of each in all change, from 0 to 1, falling.
        spread: Array `(k,)`, the standard deviation of z or w along each.
        space: `"z"` or `"w"`.
        how: `"sefa"` or `"pca"`.
    """

    vectors: np.ndarray
    scores: np.ndarray
    spread: np.ndarray
    space: str
    how: str

    def __len__(self) -> int:
        return len(self.vectors)

    def __getitem__(self, number: int) -> Direction:
        return Direction(self.vectors[number], float(self.scores[number]), float(self.spread[number]), self.space)

    def __iter__(self) -> Iterator[Direction]:
        return (self[number] for number in range(len(self)))


def directions(
    gan: keras.Model,
    k: int = 10,
    how: str = "sefa",
    *,
    features: str | Callable | keras.Model = "raw",
    labels: Any = None,
    condition: Any = None,
    n: int = 2000,
    seed: int = 0,
) -> Directions:
    """Returns the directions along which samples change most: move z along one and something comes or goes.

    Formula:

    ```python
    sefa: the eigenvectors v of transpose(A) @ A with the largest eigenvalues; score = eigenvalue / sum of all
    pca:  v = mean(c * z) / mean(c**2)   # c: principal components of the features of samples of z
          score = variance of c / variance of all
    ```

    `"sefa"` needs no samples: A is what the first weights make of z, those of the dense layer or the convolution that z
    meets, of all of them where it meets several, joined with a condition or not. `"pca"` looks at what G makes: c are
    the principal components of `n` samples' features, and v is where z goes as one of them grows, by least squares. A
    generator with styles (`generator.mapping` and `generator.synthesis`) is searched in w, in which `"pca"` takes the
    principal components of w itself while `features` is `"raw"`.

    Args:
        gan: A `kerasgan.GAN`, or another game with a network `generator` of noise.
        k: Integer, how many, at most as many as z has numbers. Defaults to `10`.
        how: `"sefa"` or `"pca"`. Defaults to `"sefa"`.
        features: For `"pca"`: Keras model or function of samples, in the units of the data, to features, or `"raw"`,
            the values themselves, as `metrics.features.extract` takes them. Defaults to `"raw"`.
        labels: For `"pca"`: integer, or integer array `(n,)`, the classes of the samples. Defaults to `None`, drawn.
        condition: For `"pca"`: what else stands beside the samples, n of each. Defaults to `None`.
        n: For `"pca"`: integer, how many samples. Defaults to `2000`.
        seed: For `"pca"`: integer, that of the samples. Defaults to `0`.

    Returns:
        A `Directions`; `found[0]` is the first, a `Direction` for `latent.edit`. The largest number of each vector is
        positive: which end is which means nothing.

    Raises:
        ValueError: If an argument is not valid, there are fewer dimensions than `k`, the GAN has no z, or for `"sefa"`
            z meets something else before any weights.

    Example:

    >>> gan = kerasgan.build_gan(kerasgan.build_generator("mlp", (2,), latent_dim=8))
    >>> found = kerasgan.latent.directions(gan, k=3)
    >>> len(found), found[0].vector.shape, bool(found.scores[0] > found.scores[1])
    (3, (8,), True)

    Source: Shen, Zhou, Closed-Form Factorization of Latent Semantics in GANs, 2021 (SeFa), whose code also scales each
    row of A to length 1, which its formula does not; Härkönen, Hertzmann, Lehtinen, Paris, GANSpace: Discovering
    Interpretable GAN Controls, 2020, who take features inside the generator; here they are those of its samples.
    """
    numbers = [*checks.positive_integer("k", k), *checks.positive_integer("n", n, least=2), *checks.seed(seed)]
    checks.raise_all([*numbers, *checks.one_of("how", how, HOW), *asking.problems(gan)])
    space, shape, most = space_of(gan)
    checks.raise_all(count_problems(k, n, most, space, how))
    if how == "sefa":
        found = sefa(gan, space, shape)
    else:
        found = pca(gan, space, features, n, seed, {"labels": labels, "condition": condition})
    vectors, scores = (part[:k] for part in found)
    vectors = vectors * np.sign(np.take_along_axis(vectors, np.abs(vectors).argmax(axis=1)[:, None], axis=1))
    vectors = vectors.astype(keras.config.floatx())
    return Directions(vectors.reshape(-1, *shape), scores, spread(gan, vectors, space, seed), space, how)


def space_of(gan):
    """Returns in which space a GAN is searched, `"z"` or `"w"`, the shape of a point, and how many dimensions."""
    if styles.has_styles(gan.generator):
        width = gan.generator.mapping.outputs[0].shape[-1]
        return "w", (width,), width
    return "z", gan.latent_shape, asking.size(gan)


def count_problems(k, n, most, space, how):
    """Checks that there can be `k` directions."""
    if k > most:
        return [f"`k`: expected at most {most}, the dimensions of this GAN's {space}. Received: {k}."]
    if how == "pca" and k >= n:
        return [f"`n`: expected more samples than directions, {k}. Received: {n}."]
    return []


# === SeFa ===


def sefa(gan, space, shape):
    """Returns all eigenvectors of the first weights, `(dimensions, d)`, and their shares, the largest first."""
    size = int(np.prod(shape))
    moments = np.zeros((size, size))
    for given in some_conditions(gan) if space == "z" else [{}]:
        with gan.watched():
            weights = first_weights.matrix(player(gan, space, given), size, shape, [gan.generator])
        moments += weights.T @ weights
    if space == "z":
        free = free_numbers(gan)
        moments *= np.outer(free, free)
    values, vectors = np.linalg.eigh(moments)
    values = np.maximum(values[::-1], 0)
    return vectors.T[::-1], values / max(values.sum(), np.finfo("float64").tiny)


def free_numbers(gan):
    """Returns which numbers of z can be moved, all but those of categories, an array of 0 and 1."""
    return np.broadcast_to(distributions.support(gan.latent, gan.latent_shape).free, gan.latent_shape).ravel()


def player(gan, space, given):
    """Returns the function of an array that runs the generator, or its synthesis, on all its rows at once."""
    if space == "w":
        return lambda rows: styles.samples(gan, rows, len(rows))

    def play(rows):
        alike = {name: np.repeat(values, len(rows), axis=0) for name, values in given.items()}
        return gan.generated(rows, alike, len(rows), len(rows))

    return play


def some_conditions(gan):
    """Returns a list of what may stand beside one sample, dicts of arrays `(1, ...)`: some classes, else zeros."""
    if gan.label is not None:
        count = gan.label.classes or 1
        chosen = np.unique(np.linspace(0, count - 1, min(count, MOST_CLASSES)).round())
        return [{gan.label.name: np.array([label], "int32")} for label in chosen]
    shapes = {field.name: [size or ANY_SIZE for size in field.shape] for field in gan.conditions}
    return [{field.name: np.zeros((1, *shapes[field.name]), field.dtype) for field in gan.conditions}]


# === Principal components ===


def pca(gan, space, features, n, seed, asked):
    """Returns where z or w goes with each principal component, `(components, d)`, and their shares, largest first."""
    from kerasgan.metrics import features as of_images

    rng = np.random.default_rng(seed)
    noise = asking.draw(gan, n, rng)
    given = gan.beside(n, **asked, rng=rng)
    points = styles.ws(gan, noise, given, n) if space == "w" else noise
    points = points.reshape(n, -1, points.shape[-1])[:, 0] if space == "w" else points.reshape(n, -1)
    if space == "w" and isinstance(features, str):
        seen = points
    else:
        seen = of_images.extract(gan.in_units(gan.generated(noise, given, n)), features)
    seen, points = (centred(values) for values in (seen, points))
    points = points * free_numbers(gan) if space == "z" else points
    components, variances = principal(seen)
    found = components.T @ points / np.maximum(variances, np.finfo("float64").tiny)[:, None]
    lengths = np.linalg.norm(found, axis=1, keepdims=True)
    return found / np.where(lengths > 0, lengths, 1), variances / max(variances.sum(), np.finfo("float64").tiny)


def centred(values):
    """Returns values in float64, their mean zero."""
    values = values.astype("float64")
    return values - values.mean(axis=0)


def principal(seen):
    """Returns the principal components of centred rows, `(n, count)`, and the sum of squares of each, largest first."""
    u, lengths, _ = np.linalg.svd(seen, full_matrices=False)
    return u * lengths, lengths**2


def spread(gan, vectors, space, seed):
    """Returns the standard deviation of z or w along each of some directions, an array."""
    if space == "z":
        std = np.broadcast_to(distributions.support(gan.latent, gan.latent_shape).std, gan.latent_shape).ravel()
        return np.sqrt(vectors.astype("float64") ** 2 @ std**2)
    rng = np.random.default_rng(seed)
    w = styles.ws(gan, asking.draw(gan, styles.DRAWN, rng), gan.beside(styles.DRAWN, rng=rng), styles.DRAWN)
    return (w.reshape(styles.DRAWN, -1, w.shape[-1])[:, 0] @ vectors.T).std(axis=0).astype("float64")

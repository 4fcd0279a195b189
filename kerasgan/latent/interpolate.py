"""`interpolate`: points on a way through the latent space, along which the generator knows what it is given."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from kerasgan import checks
from kerasgan.checks.types import Distribution
from kerasgan.latent import distributions

HOW = ("linear", "slerp")

# Angles between two points nearer than this to 0 or to a half turn: there is no arc, or none that is the one.
LEAST_ANGLE = 1e-6

# A uniform number at the very end of its range would be infinitely far out among normal ones.
EDGE = 1e-6


def interpolate(
    a: ArrayLike | Sequence[ArrayLike],
    b: ArrayLike | None = None,
    steps: int = 10,
    how: str | None = None,
    *,
    latent: Distribution | None = None,
    closed: bool = False,
) -> np.ndarray:
    """Returns points on a way from `a` to `b`, or through many points, both ends included.

    Formula, for t from 0 to 1 and the angle w between a and b:

    ```python
    linear = (1 - t) * a + t * b
    slerp = (sin((1 - t) * w) * a + sin(t * w) * b) / sin(w)
    ```

    Points of many dimensions drawn by a normal or a uniform distribution are all about as long; the middle of a
    straight line between two is far shorter than any that a generator was trained on. On the arc the length changes
    evenly from one to the other. Uniform numbers are walked as the normal ones of the same rank, so that those on the
    way are uniform again, and never beyond the ends of the range. Between codes, one-hot ones or others, lies the line.

    | `latent` | `how=None` |
    |---|---|
    | `"normal"`, or not given | `"slerp"` |
    | `"uniform"` | `"slerp"`, by rank |
    | any other | `"linear"` |

    Args:
        a: Array `(d,)`, one point, or `(n, *latent_shape)`, n of them, each with a way of its own; or without `b` a
            list of such arrays, all of one shape, the points to pass.
        b: Array of the shape of `a`, the end. Defaults to `None`: `a` lists the points.
        steps: Integer of at least 2, how many points from one to the next, both included. Defaults to `10`.
        how: `"slerp"`, `"linear"`, or `None`, what is right for `latent`. Defaults to `None`.
        latent: The distribution of z, such as `gan.latent`: name, function or config. Defaults to `None`.
        closed: Boolean, whether the way leads back to the first point, which is then not repeated at the end: a film
            that begins again. Defaults to `False`.

    Returns:
        Array `(m, *shape of a)` of floats; m is `steps` for two points, and for p of them `(p - 1) * (steps - 1) + 1`,
        or closed `p * (steps - 1)`.

    Raises:
        ValueError: If points are not finite numbers of one shape, fewer than two, or an argument is not valid.

    Example:

    >>> kerasgan.latent.interpolate([0.0, 1.0], [1.0, 0.0], steps=3).round(3).tolist()
    [[0.0, 1.0], [0.707, 0.707], [1.0, 0.0]]
    >>> points = np.random.default_rng(0).standard_normal((3, 100))
    >>> kerasgan.latent.interpolate(list(points), steps=5).shape
    (9, 100)

    Source: Shoemake, Animating Rotation with Quaternion Curves, 1985; White, Sampling Generative Networks, 2016, who
    takes the arc for both distributions, of uniform numbers as they are. Where two points are opposite, or one is zero,
    no arc is the one, and the line is taken.
    """
    points = [a, b] if b is not None else a
    known, wrong = (None, []) if latent is None else checks.tried(distributions.get, latent)
    found = checks.positive_integer("steps", steps, least=2) + checks.boolean("closed", closed)
    found += [] if how is None else checks.one_of("how", how, HOW)
    checks.raise_all([*point_problems(points, b is None), *found, *wrong])
    points = np.stack([np.asarray(point, "float64") for point in points])
    between = way(how, known)
    parts = np.linspace(0, 1, steps)[:-1]
    ends = np.roll(points, -1, axis=0)
    legs = list(zip(points, ends))[: None if closed else -1]
    found = [between(start, end, part) for start, end in legs for part in parts]
    found = np.stack(found if closed else [*found, points[-1]])
    return found.astype(np.result_type(*_types(a, b)))


def way(how, distribution):
    """Returns the function `(a, b, part)` that is meant by `how` and right for a distribution."""
    arcs = distribution in (None, distributions.normal, distributions.uniform)
    if (how or ("slerp" if arcs else "linear")) == "linear":
        return line
    return by_rank if distribution is distributions.uniform else arc


def line(a, b, part):
    """Returns the point at `part` of the straight line from `a` to `b`."""
    return (1 - part) * a + part * b


def arc(a, b, part):
    """Returns the point at `part` of the great arc from each row of `a` to that of `b`."""
    flat = [np.atleast_2d(points).reshape(len(np.atleast_2d(points)), -1) for points in (a, b)]
    lengths = np.prod([np.linalg.norm(points, axis=1) for points in flat], axis=0)
    cosine = np.sum(flat[0] * flat[1], axis=1) / np.where(lengths > 0, lengths, 1)
    angle = np.arccos(np.clip(cosine, -1, 1))
    plain = (angle < LEAST_ANGLE) | (angle > np.pi - LEAST_ANGLE) | (lengths == 0)
    angle = np.where(plain, 1, angle)
    shares = [np.where(plain, one, np.sin(one * angle) / np.sin(angle)) for one in (1 - part, part)]
    return sum(share[:, None] * points for share, points in zip(shares, flat)).reshape(np.shape(a))


def by_rank(a, b, part):
    """Returns the point at `part` of the arc between the normal numbers of the same rank as the uniform ones."""
    ranks = [np.clip((points + 1) / 2, EDGE, 1 - EDGE) for points in (a, b)]
    between = 2 * special.ndtr(arc(*map(special.ndtri, ranks), part)) - 1
    return a if part == 0 else b if part == 1 else between


def point_problems(points, listed):
    """Checks that these are at least two points of finite numbers, all of one shape."""
    if listed and (not hasattr(points, "__len__") or len(points) < 2 or np.ndim(points[0]) == 0):
        return ["`a`: without `b` expected a list of at least two points, such as `[a, b, c]`. Received: one."]
    arrays = [np.asarray(point) for point in points]
    shapes = sorted({array.shape for array in arrays})
    if len(shapes) > 1 or not shapes[0]:
        received = ", ".join(map(str, shapes))
        return [f"`a` and `b`: expected points of one shape, (d,) or (n, *latent_shape). Received: {received}."]
    if any(array.dtype.kind not in "iuf" or not np.isfinite(array).all() for array in arrays):
        return ["`a` and `b`: expected finite numbers. Received NaN, infinite values, or no numbers."]
    return []


def _types(a, b):
    types = [np.asarray(point).dtype for point in ([a, b] if b is not None else a)]
    return [one if one.kind == "f" else np.dtype("float64") for one in types]

"""What D thinks of the plane, beside real and generated points: where G is sent to next."""

import io
from typing import NamedTuple

import keras
import numpy as np
from keras import ops
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter
from numpy.typing import ArrayLike

from kerasgan import checks
from kerasgan.checks.types import PathLike
from kerasgan.plots import figure
from kerasgan.training.backend import engine

# From "generated" to "real", in lighter shades of the colours of the points, which stay legible on them.
RESOLUTION = 80
SHADES = LinearSegmentedColormap.from_list("verdict", ["#F0B48C", "#FBEFE7", "#FFFFFF", "#E6F0F7", "#85B8DA"])


# As what the numbers of a `Look` are kept that are no float32.
NUMBERS = {"limits": "float64", "probability": "float16"}


class Look(NamedTuple):
    """A GAN's view of the plane at one time: arrays that later training does not change.

    Args:
        limits: Pair of pairs of floats, the ends of the horizontal and of the vertical axis.
        probability: Array `(m, m)`, D's probability that a point is real; rows are vertical positions, from below.
        real: Array `(n, 2)` of real points.
        fake: Array `(n, 2)` of generated points.
    """

    limits: tuple
    probability: np.ndarray
    real: np.ndarray
    fake: np.ndarray


@figure.styled
def plot_decision_surface(
    gan: keras.Model,
    real: ArrayLike,
    to_file: PathLike | None = None,
    *,
    n: int = 500,
    label: int | None = None,
    seed: int = 0,
    limits: tuple | None = None,
    resolution: int = RESOLUTION,
    title: str | None = None,
) -> Figure:
    """Draws D's probability that a point of the plane is real, with real and generated points over it.

    Blue regions are real to D, orange ones generated, and on the line between them it can only guess. G moves its
    points from orange to blue; at the equilibrium all is pale, since D cannot tell any more.

    Args:
        gan: A `GAN` of two-dimensional points.
        real: Array `(m, 2)` of real points; the first `n` are drawn.
        to_file: Path of a picture (`.png`, `.svg`, `.pdf`, ...), or `None` for none. Defaults to `None`.
        n: Integer, how many points of either kind. Defaults to `500`.
        label: Integer, the class to look at, for a conditional GAN; `real` then are points of this class. Defaults to
            `None`.
        seed: Integer, for the generated points. Defaults to `0`.
        limits: Pair of pairs `((left, right), (bottom, top))`, or `None` for the region around the real points.
            Defaults to `None`.
        resolution: Integer, how many points each way D is asked for. Defaults to `80`.
        title: String. Defaults to `None`.

    Returns:
        A Matplotlib figure.

    Raises:
        ValueError: If the GAN's data are not points of the plane, `real` does not fit, an argument is not valid, or
            `to_file` cannot be written.

    Example:

    >>> networks = kerasgan.build_generator(output_shape=(2,), latent_dim=4), kerasgan.build_discriminator(
    ...     input_shape=(2,)
    ... )
    >>> ring = np.stack([np.cos(np.arange(100)), np.sin(np.arange(100))], axis=1)
    >>> figure = kerasgan.plots.plot_decision_surface(kerasgan.build_gan(*networks), ring, "surface.png")
    """
    real = np.asarray(real)
    found = surface_problems(gan, real, n, label, limits, resolution)
    checks.raise_all(found + checks.seed(seed) + figure.check_file(to_file))
    drawing = draw(look(gan, real, n, label, seed, limits or around(real), resolution), title)
    figure.save(drawing, to_file)
    return drawing


def surface_problems(gan, real, n, label, limits, resolution):
    """Checks all arguments of a surface."""
    found = [*gan_problems(gan, label), *point_problems(real), *limit_problems(limits)]
    found += checks.positive_integer("n", n)
    return found + checks.positive_integer("resolution", resolution)


def gan_problems(gan, label):
    """Checks that `gan` makes points of the plane, and has a label where it needs one."""
    shape = getattr(gan, "data_shape", None)
    if shape != (2,):
        what = f"one of samples of shape {shape}" if shape else repr(gan)
        return [f"`gan`: expected a GAN of two-dimensional points. Received: {what}. For images use `SampleGrid`."]
    if bool(gan.conditions) == (label is not None):
        return []
    if gan.conditions:
        return ["`label`: this GAN is conditional; say which class to look at, for example `label=0`. Received: None."]
    return [f"`label`: this GAN has no classes. Received: {label!r}. Leave it out."]


def point_problems(real):
    """Checks that `real` are points of the plane."""
    if real.ndim == 2 and real.shape[1] == 2 and len(real) and real.dtype.kind in "iuf" and np.isfinite(real).all():
        return []
    return [f"`real`: expected finite points of shape (n, 2). Received shape {real.shape} of {real.dtype}."]


def limit_problems(limits):
    """Checks that `limits` are two pairs, each the lower end first."""
    if limits is None or (np.shape(limits) == (2, 2) and all(low < high for low, high in limits)):
        return []
    return [f"`limits`: expected ((left, right), (bottom, top)). Received: {limits!r}."]


def around(real, margin=0.35):
    """Returns limits of a square around `real`, with `margin` of its side on each side."""
    low, high = real.min(axis=0), real.max(axis=0)
    half = (0.5 + margin) * (max(high - low) or 1.0)
    return tuple((float(middle - half), float(middle + half)) for middle in (low + high) / 2)


def look(gan, real, n, label, seed, limits, resolution):
    """Returns the `Look` of `gan` as it is now."""
    across, up = (np.linspace(*ends, resolution) for ends in limits)
    plane = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)
    probability = verdicts(gan, plane, label).reshape(resolution, resolution)
    return Look(limits, probability, real[:n], gan.sample(n, labels=label, seed=seed))


def to_npz(look):
    """Returns the numbers of a `Look` as the bytes of an `.npz` file."""
    data = io.BytesIO()
    np.savez(data, **{name: np.asarray(part, NUMBERS.get(name, "float32")) for name, part in look._asdict().items()})
    return data.getvalue()


def verdicts(gan, points, label=None):
    """Returns D's probability that each of `points` is real, as it judges outside training."""
    samples = ops.convert_to_tensor(points.astype(keras.config.floatx()))
    beside = {} if label is None else {gan.label.name: gan.label.to_network(np.full(len(points), label, "int32"))}
    with engine.no_gradients(), keras.StatelessScope(initialize_variables=False):
        answers = keras.tree.flatten(gan.discriminator(gan.d_inputs(samples, beside), training=False))[0]
    answers = np.asarray(ops.convert_to_numpy(ops.cast(answers, "float32")), "float64").ravel()
    return 0.5 + 0.5 * np.tanh(answers / 2) if gan.from_logits else answers


def draw(look, title=None):
    """Returns a figure of a `Look`; its layout is the same for all looks with the same limits."""
    drawing, axes = figure.subplots(1, 1, 5.6, 4.6)
    axes = axes[0, 0]
    (left, right), (bottom, top) = look.limits
    resolution = len(look.probability)
    plane = np.linspace(left, right, resolution), np.linspace(bottom, top, resolution)
    levels = np.linspace(0, 1, 11)
    shades = axes.contourf(*plane, look.probability, levels, cmap=SHADES, zorder=0)
    if look.probability.min() < 0.5 < look.probability.max():
        axes.contour(*plane, look.probability, [0.5], colors=figure.REFERENCE, linewidths=1, linestyles="--", zorder=1)
    draw_points(axes, look)
    bar = drawing.colorbar(shades, ax=axes, ticks=levels[::5], format=PercentFormatter(1, 0), aspect=30, pad=0.02)
    bar.set_label("D: probability that a point is real")
    bar.outline.set_visible(False)
    axes.set(xlim=(left, right), ylim=(bottom, top), aspect="equal", title=title or "")
    axes.grid(False)
    return drawing


def draw_points(axes, look):
    """Draws real and generated points; what lies outside the limits is not seen, and counted."""
    # Real points are larger: they remain to be seen where generated ones lie on them.
    for name, points, colour, part in (("real", look.real, figure.REAL, 3), ("generated", look.fake, figure.FAKE, 1)):
        size = part * np.clip(4000 / len(points), 5, 30)
        axes.scatter(*points.T, size, color=colour, alpha=0.7, linewidths=0, label=name, zorder=2)
    axes.legend(loc="lower right", bbox_to_anchor=(1.02, 1), ncols=2, borderaxespad=0.2, handletextpad=0)
    low, high = np.transpose(look.limits)
    outside = int(np.count_nonzero(((look.fake < low) | (look.fake > high)).any(axis=1)))
    if outside:
        text = f"{outside} generated outside"
        axes.annotate(text, (0, 0), (5, 5), "axes fraction", "offset points", color=figure.FAKE, fontsize=8)

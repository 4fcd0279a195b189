"""Directions of the latent space, drawn: a sample in the middle of each row, and what becomes of it either way."""

from collections.abc import Iterable
from typing import Any

import keras
import numpy as np
from matplotlib.figure import Figure
from PIL import Image

from kerasgan import checks
from kerasgan.checks.types import PathLike
from kerasgan.latent.directions import Direction
from kerasgan.latent.distributions import draw
from kerasgan.latent.edit import edit
from kerasgan.networks import scaling
from kerasgan.plots import figure, grid, layout, lettering
from kerasgan.plots import samples as sheets

# How far the ends of a row are from its middle, in standard deviations of z.
FARTHEST = 3.0

COLUMNS = 9


@figure.styled
def plot_directions(
    gan: keras.Model,
    directions: Iterable[Direction] | Direction,
    to_file: PathLike | None = None,
    *,
    samples: int = 1,
    columns: int = COLUMNS,
    labels: Any = None,
    condition: Any = None,
    seed: int = 0,
) -> Figure:
    """Draws samples along directions: one row each, from three standard deviations below to three above.

    Of several directions a row's name is the number, counted from 0, and the score in percent. The sample in the middle
    is as it was drawn.

    Args:
        gan: A `kerasgan.GAN` of images.
        directions: What `latent.directions` returned, or one `Direction` of it.
        to_file: Path of a picture (`.png`, `.svg`, `.pdf`, ...), or `None` for none. Defaults to `None`.
        samples: Integer, how many samples for each direction, a row each. Defaults to `1`.
        columns: Integer, how many pictures in a row; odd, so that one is in the middle. Defaults to `9`.
        labels: Integer or integer array `(samples,)`, the classes, of a conditional GAN. Defaults to `None`: drawn.
        condition: What else stands beside the samples, `samples` of each. Defaults to `None`.
        seed: Integer, that of the samples. Defaults to `0`.

    Returns:
        A Matplotlib figure.

    Raises:
        ValueError: If the GAN makes no images, a direction is none of it, or an argument is not valid.

    Example:

    >>> generator = kerasgan.build_generator("mlp", (8, 8, 1), latent_dim=4)
    >>> gan = kerasgan.build_gan(generator, kerasgan.build_discriminator("mlp", (8, 8, 1)))
    >>> figure = kerasgan.plots.plot_directions(gan, kerasgan.latent.directions(gan, k=2), "directions.png")
    """
    checks.raise_all(problems(gan, samples, columns) + checks.seed(seed) + figure.check_file(to_file))
    rows = image(gan, directions, samples, columns, labels, condition, seed)
    drawing = sheets.on_paper(np.atleast_3d(np.asarray(rows)), 0)
    figure.save(drawing, to_file)
    return drawing


def image(gan, directions, samples=1, columns=COLUMNS, labels=None, condition=None, seed=0) -> Image.Image:
    """Returns the rows as a Pillow image, of several directions each with its name at its left."""
    directions = [directions] if isinstance(directions, Direction) else list(directions)
    rng = np.random.default_rng(seed)
    z = draw(gan.latent, (samples, *gan.latent_shape), rng)
    given = gan.beside(samples, labels, condition, rng)
    strengths = np.linspace(-FARTHEST, FARTHEST, columns)
    made = [edit(gan, z, direction, strengths, condition=given or None) for direction in directions]
    made = layout.drawable(np.concatenate(made).reshape(-1, *gan.data_shape))
    reach = None if made.dtype == np.uint8 else scaling.pixel_range(gan.output_range)
    places = np.arange(len(made)).reshape(-1, columns)
    pixels = grid.to_pixels(made, reach)
    joined = grid.to_image(grid.join(pixels, places, grid.fitting_scale(pixels, places), gap=2))
    if len(directions) == 1:
        return joined
    names = [f"{number}  {direction.score:.0%}" for number, direction in enumerate(directions)]
    return lettering.name_rows(joined, [name for name in names for _ in range(samples)])


def problems(gan, samples, columns):
    """Checks that there are pictures to draw."""
    found = checks.positive_integer("samples", samples) + checks.positive_integer("columns", columns, least=3)
    shape = getattr(gan, "data_shape", ())
    if layout.drawable(np.zeros((1, *shape), "uint8")).ndim < 3:
        found.append(f"`gan`: only for images. This GAN makes {shape}. `latent.edit` returns its samples as numbers.")
    return found

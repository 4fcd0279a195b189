"""The grid of samples that callbacks show: always of the same noise, with a row for each class."""

import numpy as np

from kerasgan import checks
from kerasgan.networks import scaling
from kerasgan.plots import grid, layout, lettering

# Narrower than a figure: many of these make an animation, which is to be small.
WIDTH = 480


class Grid:
    """What is in a grid, and how it is made of a GAN.

    Args:
        rows: Integer, rows of a GAN without classes.
        columns: Integer, images in a row.
        classes: Integer, list of integers, dict of integer: name, or `None`, read off the generator.
        seed: Integer, for the noise.
        image_shape: Tuple, the shape of an image where the generator makes something flat, or `None`.
        value_range: Pair of floats, black and white of float images, or `None`, the range of the generator.
    """

    def __init__(self, rows, columns, classes, seed, image_shape, value_range):
        found = [*checks.positive_integer("rows", rows), *checks.positive_integer("columns", columns)]
        found += class_problems(classes)
        found += [] if image_shape is None else checks.shape("image_shape", image_shape)
        found += grid.range_problems("value_range", np.zeros(1), value_range)
        checks.raise_all([*found, *checks.seed(seed)])
        self.rows = rows
        self.columns = columns
        self.classes = classes
        self.seed = seed
        self.image_shape = image_shape and tuple(image_shape)
        self.value_range = value_range

    def problems(self, gan):
        """Checks that `gan` makes images, and that its classes are known."""
        shape = getattr(gan, "data_shape", None)
        if shape is None:
            return [f"`model`: expected a `kerasgan.GAN`. Received: {gan!r}."]
        found = [*shape_problems(shape, self.image_shape)]
        if gan.conditions and gan.label is None:
            return [
                *found,
                "`model`: the conditions of this GAN are no classes, so a grid of noise has nothing to show.",
            ]
        if gan.label and self.names(gan) is None:
            found.append("`classes`: this GAN is conditional; say how many classes it has, for example `classes=10`.")
        if not gan.label and self.classes is not None:
            found.append(f"`classes`: this GAN has none. Received: {self.classes!r}. Leave them out.")
        return found

    def names(self, gan):
        """Returns {class: name} of the rows, `None` where it is not known or there are no classes."""
        if not gan.label:
            return None
        classes = gan.num_classes if self.classes is None else self.classes
        if isinstance(classes, int):
            classes = range(classes)
        return classes if classes is None or isinstance(classes, dict) else {number: number for number in classes}

    def sample(self, gan):
        """Returns the images of the grid as uint8 `(n, height, width, channels)`, and the names of its rows."""
        names = self.names(gan)
        labels = None if names is None else np.repeat(list(names), self.columns)
        samples = gan.sample(self.columns * (self.rows if names is None else len(names)), labels, seed=self.seed)
        samples = samples.reshape(len(samples), *(self.image_shape or gan.data_shape))
        range_ = self.value_range or scaling.pixel_range(gan.output_range)
        return grid.to_pixels(layout.drawable(samples), range_), None if names is None else list(names.values())

    def draw(self, pixels, names):
        """Returns the grid as a Pillow image, and the names at its left."""
        places, _ = grid.arrange(len(pixels), columns=self.columns)
        image = grid.to_image(grid.join(pixels, places, grid.fitting_scale(pixels, places, WIDTH), gap=2))
        return image if names is None else lettering.name_rows(image, names)


def class_problems(classes):
    """Checks that `classes` is a number, a list or a dict of classes."""
    if classes is None or (isinstance(classes, (list, tuple, dict, range)) and len(classes)):
        return []
    if not checks.positive_integer("classes", classes):
        return []
    return [
        "`classes`: expected how many there are, a list of integers, or a dict of integer: name. Received: "
        f"{classes!r}."
    ]


def shape_problems(shape, image_shape):
    """Checks that samples of `shape` are images, or can be made into some of `image_shape`."""
    if image_shape is not None and np.prod(image_shape) != np.prod(shape):
        return [f"`image_shape`: expected {int(np.prod(shape))} values, as samples have. Received: {image_shape}."]
    problems = grid.image_problems("samples", layout.drawable(np.zeros((1, *(image_shape or shape)), "uint8")))
    if not problems:
        return []
    return [
        f"The samples of this GAN have the shape {image_shape or shape}, and are no images. Where they are flat images "
        "pass `image_shape=`, such as (28, 28). Watch points of the plane with `DecisionSurface`, others with `Curves`."
    ]

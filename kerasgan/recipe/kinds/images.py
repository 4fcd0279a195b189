"""Images: a grid of them is watched, and what can be measured without knowing what they show."""

import math
from typing import NamedTuple

import numpy as np

from kerasgan import callbacks, datasets, metrics, plots
from kerasgan.networks import scaling
from kerasgan.recipe.kinds import kind
from kerasgan.training.sources import values

THUMBNAIL = 8

# Figures are taken on fewer of large images: so many values in a group, but a thousand images at least.
VALUES, LEAST = 5_000_000, 1000

TITLES = {
    "frechet_thumbnails": f"Fréchet distance of {THUMBNAIL}x{THUMBNAIL} thumbnails, ideal 0",
    "sliced_wasserstein": "sliced Wasserstein distance of pixels, ideal 0",
}


class Images(kind.Kind):
    """Images: uint8 arrays `x` or `(x, labels)`, or an `ImageFolder`, whose images of 16 bits are floats."""

    def __init__(self, data):
        super().__init__(data)
        if isinstance(data, datasets.ImageFolder):
            self.n, self.labels = len(data.names), data.labels
            self.take = lambda rows, limits: values.as_pair(data.batch(rows, limits))[0]
        else:
            x, self.labels = values.as_pair(data)
            self.n, self.take = len(x), lambda rows, limits: x[rows]

    def callbacks(self, folder, every, **watch):
        """Returns the film of a grid, always of the same noise."""
        return [callbacks.SampleGrid(folder / "samples", every, **watch)]

    def figures(self, gan, seed):
        """Returns how close generated images are to half of the real ones, and the other half to them."""
        groups = self.groups(gan, seed)
        return len(groups.fake), self.measured(groups)

    def measured(self, groups):
        """Returns the figures of `Groups`."""
        return kind.titled(TITLES, distances(groups.real, groups.fake), distances(groups.real, groups.other))

    @property
    def features(self):
        """Function of a batch of images: their thumbnails."""
        return small

    def evaluation(self, gan, seed):
        """Returns the arguments of `callbacks.Evaluate`: the Fréchet distance of features to some of the images."""
        rows = np.random.default_rng([seed, 1]).permutation(self.n)[: kind.FEWER_SAMPLES]
        labels = self.labels[rows] if gan.label else None
        return {
            "metrics": "frechet_distance",
            "real": self.take(rows, scaling.pixel_range(gan.output_range)),
            "labels": labels,
            "features": self.features,
        }

    def draw(self, gan, seed, folder):
        """Draws a grid of samples as it is at the end, with a row for each class."""
        labels = np.repeat(np.unique(self.labels)[:10], 10) if gan.label else None
        samples = gan.sample(100 if labels is None else len(labels), labels, seed=seed)
        plots.plot_samples(samples, folder / "samples.png", labels=labels)

    def groups(self, gan, seed):
        """Returns `Groups`: up to 10,000 real images in two halves, and as many generated ones as in each of them."""
        most = max(LEAST, VALUES // math.prod(gan.data_shape))
        half = min(self.n, kind.SAMPLES, 2 * most) // 2
        rows = np.random.default_rng(seed).permutation(self.n)
        limits = scaling.pixel_range(gan.output_range)
        real, other = (grey(self.take(some, limits), limits) for some in (rows[:half], rows[half : 2 * half]))
        labels = None if self.labels is None else self.labels[rows[half : 2 * half]]
        asked = labels if gan.label else None
        return Groups(real, other, grey(gan.sample(half, asked, seed=seed), limits), labels, asked)


class Groups(NamedTuple):
    """As many real images as other real ones and as generated ones; the labels of `other`, and those asked for."""

    real: np.ndarray
    other: np.ndarray
    fake: np.ndarray
    labels: np.ndarray | None
    asked: np.ndarray | None


def grey(images, limits):
    """Returns images of floats within `limits` as floats from 0 to 255; uint8 as they are."""
    low, high = limits
    return images if images.dtype == np.uint8 else (images - low) * np.float32(255 / (high - low))


def distances(real, fake):
    """Returns the distances between two groups of images."""
    flat = [metrics.features.extract(images) / np.float32(255) for images in (real, fake)]
    return {
        "frechet_thumbnails": metrics.frechet_distance(*(metrics.features.extract(x, small) for x in (real, fake))),
        "sliced_wasserstein": metrics.sliced_wasserstein(*flat),
    }


def small(images):
    """Returns the thumbnails of images, values from 0 to 1."""
    return thumbnails(images) / 255


def thumbnails(images, side=THUMBNAIL):
    """Returns images shrunk to the means of `side` x `side` patches.

    Args:
        images: Array `(n, height, width, channels)`.
        side: Integer, at most as large as the images.

    Returns:
        float64 array `(n, side, side, channels)`.
    """
    for axis in (1, 2):
        size = images.shape[axis]
        edges = np.arange(side) * size // side
        counts = np.diff([*edges, size]).reshape((-1, 1, 1) if axis == 1 else (-1, 1))
        images = np.add.reduceat(images, edges, axis=axis, dtype="float64") / counts
    return images

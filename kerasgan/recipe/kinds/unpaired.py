"""Two sets of pictures without pairs: what of one becomes in the other can only be looked at, and compared as a set."""

import numpy as np

from kerasgan import callbacks, metrics, plots
from kerasgan.recipe.kinds import kind
from kerasgan.recipe.kinds.images import small

SHOWN = 24
MOST = 1_000  # pictures of each set that figures are taken on

TITLES = {
    "frechet_to_b": "Fréchet distance of 8x8 thumbnails of what was translated to b, ideal 0",
    "frechet_to_a": "Fréchet distance of 8x8 thumbnails of what was translated to a, ideal 0",
}


class Unpaired(kind.Kind):
    """Two `ImageFolder`s, a and b, for a `CycleGAN`."""

    def __init__(self, data):
        super().__init__(data)
        self.a, self.b = (folder.batch(np.arange(min(MOST, len(folder.names)))) for folder in data)

    def callbacks(self, folder, every, rows=3, columns=8, seed=0):
        """Returns the films of some pictures of each set, translated again and again."""
        ways = (("to_b", self.a, "b"), ("to_a", self.b, "a"))
        return [
            callbacks.TranslationGrid(some(x, rows * columns), None, folder / name, every, columns=columns, to=to)
            for name, x, to in ways
        ]

    def figures(self, gan, seed):
        """Returns how near the translations of either set come to the other one, and the same of its two halves."""
        made = {"frechet_to_b": gan.translate(self.a), "frechet_to_a": gan.translate(self.b, to="a")}
        real = {"frechet_to_b": self.b, "frechet_to_a": self.a}
        found = {name: frechet(real[name], made[name]) for name in made}
        halves = {name: frechet(x[::2], x[1::2]) for name, x in real.items()}  # neighbours in a folder are alike
        return len(self.a), kind.titled(TITLES, found, halves)

    def draw(self, gan, seed, folder):
        """Draws what was given and made, both ways, as it is at the end."""
        for name, x, to in (("samples", self.a, "b"), ("samples_back", self.b, "a")):
            given = some(x, SHOWN)
            plots.plot_translations(given, gan.translate(given, to=to), None, folder / f"{name}.png", columns=8)


def some(x, count):
    """Returns pictures from all over a set: those next to each other in a folder are often of one kind."""
    return x[np.linspace(0, len(x) - 1, min(count, len(x))).astype(int)]


def frechet(real, made):
    """Returns the Fréchet distance of the thumbnails of pictures."""
    return metrics.frechet_distance(*(metrics.features.extract(x, small) for x in (real, made)))

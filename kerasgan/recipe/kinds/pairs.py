"""Pictures to be made of others: how near they come to those wanted, of pairs that are not for training."""

from kerasgan import callbacks, metrics, plots
from kerasgan.datasets.pairs import rows_of
from kerasgan.metrics import paired
from kerasgan.plots import grid
from kerasgan.recipe.kinds import kind
from kerasgan.recipe.kinds.images import small

SHOWN = 24
SIXTEEN = (-1, 1)  # what black and white are of pictures of 16 bits
MOST = 1_000  # pairs that figures are taken on

TITLES = {
    "l1": "mean absolute difference from the picture wanted, ideal 0",
    "ssim": "structural similarity to the picture wanted, ideal 1",
    "frechet_distance": "Fréchet distance of 8x8 thumbnails to the pictures wanted, ideal 0",
    "histogram_distance": "distance of the histogram of pixels, ideal 0",
}


class Pairs(kind.Kind):
    """`datasets.pairs.Pairs`: `x`, `c`, and those held out; where none are, the last of those for training."""

    titles = TITLES

    def __init__(self, data):
        super().__init__(data)
        x, c = data.held_out or data.some(MOST)
        self.x, self.c = grid.to_pixels(x[-MOST:], SIXTEEN), rows_of(c, slice(-MOST, None))
        training = data.some(len(self.x))[0] if data.held_out else x[-MOST:]
        self.training = grid.to_pixels(training, SIXTEEN)

    def callbacks(self, folder, every, rows=3, columns=8, seed=0):
        """Returns the film of some pictures, translated again and again."""
        first = slice(rows * columns)
        given, wanted = rows_of(self.c, first), self.x[first]
        return [callbacks.TranslationGrid(given, wanted, folder / "samples", every, columns=columns, seed=seed)]

    def figures(self, gan, seed):
        """Returns how near pictures come to those wanted, and the same of real ones in their place."""
        made = grid.to_pixels(gan.translate(self.c, seed=seed), gan.output_range)
        return len(made), kind.titled(self.titles, self.measured(made), self.of_real())

    def measured(self, made):
        """Returns the figures of pictures made, in the order of those wanted; pictures too small have no SSIM."""
        large = min(self.x.shape[1:3]) > 2 * paired.REACH
        return {
            "l1": paired.mean_absolute_error(self.x, made),
            **({"ssim": paired.structural_similarity(self.x, made)} if large else {}),
            "frechet_distance": self.frechet(made),
            "histogram_distance": paired.histogram_distance(self.x, made),
        }

    def of_real(self):
        """Returns the figures of the pictures wanted themselves, of distributions those of others of their kind."""
        distances = {
            "frechet_distance": self.frechet(self.training),
            "histogram_distance": paired.histogram_distance(self.x, self.training),
        }
        return {"l1": 0.0, "ssim": 1.0, **distances}

    def frechet(self, made):
        """Returns the Fréchet distance of the features of pictures to those of the pictures wanted."""
        return metrics.frechet_distance(*(metrics.features.extract(x, self.features) for x in (self.x, made)))

    @property
    def features(self):
        """Function of a batch of pictures: their features."""
        return small

    def draw(self, gan, seed, folder):
        """Draws what was given, made and wanted, as it is at the end."""
        first = slice(SHOWN)
        given = rows_of(self.c, first)
        shown = next(iter(given.values())) if isinstance(given, dict) else given
        made = grid.to_pixels(gan.translate(given, seed=seed), gan.output_range)
        plots.plot_translations(shown, made, self.x[first], folder / "samples.png", columns=8)

"""What all kinds of data have in common."""

from typing import NamedTuple

# How many samples the figures of a run are taken on, where there are as many.
SAMPLES = 10_000

# And those that are taken again and again while it goes on.
FEWER_SAMPLES = 2_000


class Figure(NamedTuple):
    """A figure of generated samples, the same of as many real ones, and what it is."""

    generated: float
    real: float
    title: str


class Kind:
    """What to watch, to measure and to draw of a GAN of such data.

    Args:
        data: What `datasets.load` returned.
    """

    # Keras model, or function, of a batch of samples to the probabilities of their classes, where one is known.
    classifier = None

    def __init__(self, data):
        self.data = data

    def callbacks(self, folder, every, **watch):
        """Returns the list of callbacks that watch a run.

        Args:
            folder: `pathlib.Path` of the run folder.
            every: Integer, how many steps from one picture to the next.
            **watch: What else a recipe says in `watch`: `rows`, `columns`, `seed`.
        """
        return []

    def figures(self, gan, seed):
        """Returns `(samples, figures)`: how many samples they are of, and a dict of name: `Figure`."""
        return 0, {}

    def evaluation(self, gan, seed):
        """Returns what `callbacks.Evaluate` is to measure while a run goes on, a dict of its arguments."""
        raise ValueError("`evaluate`: data of this kind are measured at the end of a run alone. Leave it out.")

    def draw(self, gan, seed, folder):
        """Draws what is only drawn at the end."""


def titled(titles, generated, real):
    """Returns a dict of `Figure` of three dicts by name; those without a title are left out."""
    return {name: Figure(generated[name], real[name], title) for name, title in titles.items() if name in generated}

"""Points of the plane: D's verdicts over it can be watched."""

import numpy as np

from kerasgan import callbacks, plots
from kerasgan.recipe.kinds import kind


class Points(kind.Kind):
    """Samples in the plane; what is measured of them, subclasses say.

    A subclass has `titles`, a dict of name: what the figure is, and `measured(samples, other)`, a dict of name: value
    for some samples and as many further real ones.
    """

    titles = {}

    def callbacks(self, folder, every, seed=0, **watch):
        """Returns the film of D's verdicts with real and generated points."""
        real = self.data(2000, np.random.default_rng(seed))
        return [callbacks.DecisionSurface(real, folder / "surface", every, seed=seed)]

    def figures(self, gan, seed):
        """Returns what is measured of generated samples and of real ones."""
        rng = np.random.default_rng(seed)
        real, other = (self.data(kind.SAMPLES, rng) for _ in range(2))
        samples = (gan.sample(kind.SAMPLES, seed=seed), real)
        return kind.SAMPLES, kind.titled(self.titles, *(self.measured(group, other) for group in samples))

    def evaluation(self, gan, seed):
        """Returns the arguments of `callbacks.Evaluate`: the sliced Wasserstein distance to fresh samples."""
        real = self.data(kind.FEWER_SAMPLES, np.random.default_rng([seed, 1]))
        return {"metrics": "sliced_wasserstein", "real": real}

    def draw(self, gan, seed, folder):
        """Draws the plane as it is at the end."""
        real = self.data(2000, np.random.default_rng(seed))
        plots.plot_decision_surface(gan, real, folder / "surface.png", n=1000, seed=seed)

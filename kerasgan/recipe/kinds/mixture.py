"""Modes in the plane: which of them are captured, and how evenly."""

from kerasgan import metrics
from kerasgan.recipe.kinds.points import Points


class Mixture(Points):
    """Samples of equal normal modes."""

    titles = {
        "modes": "modes captured",
        "high_quality": "share within 3 standard deviations of a mode, ideal 0.9889",
        "reverse_kl": "KL of the modes from uniform, ideal 0",
        "sliced_wasserstein": "sliced Wasserstein distance, ideal 0",
    }

    def measured(self, samples, other):
        """Returns the figures of some samples; `other` are further real ones."""
        found = metrics.mode_coverage(samples, self.data.centers, self.data.std)
        figures = {name: getattr(found, name) for name in ("modes", "high_quality", "reverse_kl")}
        return {**figures, "sliced_wasserstein": metrics.sliced_wasserstein(other, samples)}

"""Handwritten digits: seen through the package's classifier, which knows them."""

import functools

from kerasgan import metrics
from kerasgan.recipe.kinds.images import Images
from kerasgan.recipe.kinds.kind import Figure

# What becomes a figure of `metrics.digits.scores`: the score, the part of it where it has several, and what it is.
SCORES = {
    "frechet_distance": ("frechet_distance", None, "Fréchet distance of the classifier's features, ideal 0"),
    "precision": ("precision_recall", "precision", "precision, share of generated ones among real ones"),
    "recall": ("precision_recall", "recall", "recall, share of real ones among generated ones"),
    "density": ("density_coverage", "density", "density, ideal 1"),
    "coverage": ("density_coverage", "coverage", "coverage, share of real ones with generated ones near"),
    "class_balance": ("class_balance", "kl", "KL of the digits recognised from evenly many, ideal 0"),
    "inception_score": ("inception_score", "mean", "inception score on the classifier, at most 10"),
    "label_agreement": ("label_agreement", "accuracy", "share recognised as the digit asked for"),
}


class Digits(Images):
    """uint8 images `(28, 28, 1)` of the digits 0 to 9, of a conditional GAN or another."""

    @functools.cached_property
    def classifier(self):
        """Keras model of uint8 images to the probabilities of the digits."""
        return metrics.features.digits("probabilities")

    @functools.cached_property
    def features(self):
        """Keras model of uint8 images to the classifier's features."""
        return metrics.features.digits()

    def measured(self, groups):
        """Returns the figures of `Groups`, those of digits before those of any images."""
        scores = metrics.digits.scores(groups.fake, groups.asked)
        figures = {
            name: Figure(of(scores[score].value, part), of(scores[score].real_value, part), title)
            for name, (score, part, title) in SCORES.items()
            if score in scores
        }
        return {**figures, **super().measured(groups)}


def of(score, part):
    """Returns a part of a score as a float, or the score itself where it has none."""
    return float(score if part is None else getattr(score, part))

"""Handwritten digits: seen through a classifier that knows them."""

from kerasgan import metrics
from kerasgan.kinds import kind
from kerasgan.kinds.images import Images

TITLES = {
    "frechet_distance": "Fréchet distance of the classifier's features, ideal 0",
    "precision": "precision: share of generated among real",
    "recall": "recall: share of real among generated",
    "density": "density, ideal 1",
    "coverage": "coverage: share of real with generated near",
    "class_balance": "KL of the digits from evenly many, ideal 0",
    "label_agreement": "share recognised as the digit asked for",
}


class Digits(Images):
    """Images `(28, 28, 1)` of the digits 0 to 9; without the classifier, images as any others."""

    def measured(self, groups):
        """Returns the figures of `Groups`; a conditional GAN's have the agreement of the labels, too."""
        figures = super().measured(groups)
        try:
            network = metrics.features.digits()
        except FileNotFoundError:  # a version of the package that comes without it
            return figures
        real, other, fake = (metrics.features.extract(images, network) for images in groups[:3])
        made = {**distances(real, fake), **classes(recognised(groups.fake), groups.asked)}
        reference = {**distances(real, other), **classes(recognised(groups.other), groups.labels)}
        return {**kind.titled(TITLES, made, reference), **figures}


def distances(real, fake):
    """Returns the figures of two groups of features."""
    precision, recall = metrics.precision_recall(real, fake)
    density, coverage = metrics.density_coverage(real, fake)
    frechet = metrics.frechet_distance(real, fake)
    return {
        "frechet_distance": frechet,
        "precision": precision,
        "recall": recall,
        "density": density,
        "coverage": coverage,
    }


def recognised(images):
    """Returns the digits that the classifier sees."""
    return metrics.features.extract(images, metrics.features.digits("probabilities")).argmax(axis=1)


def classes(labels, asked=None):
    """Returns how even the recognised digits are and, where some were asked for, how often they are those."""
    figures = {"class_balance": metrics.class_balance(labels, 10).kl}
    return figures if asked is None else {**figures, "label_agreement": metrics.label_agreement(asked, labels).accuracy}

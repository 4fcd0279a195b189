"""Digits made of pictures of digits: seen through the package's classifier, which knows them."""

import functools

from kerasgan import metrics
from kerasgan.recipe.kinds.pairs import TITLES, Pairs


class DigitPairs(Pairs):
    """`datasets.pairs.Pairs` of MNIST's digits."""

    titles = {
        **TITLES,
        "frechet_distance": "Fréchet distance of the classifier's features to the digits wanted, ideal 0",
        "read_alike": "share read as the digit that the picture wanted is read as, ideal 1",
    }

    @functools.cached_property
    def features(self):
        """Keras model of uint8 images to the classifier's features."""
        return metrics.features.digits()

    def measured(self, made):
        """Returns the figures of any pictures, and whether digits are still those that were wanted."""
        read = [metrics.features.extract(x, metrics.features.digits("probabilities")) for x in (self.x, made)]
        alike = metrics.label_agreement(*(found.argmax(axis=1) for found in read)).accuracy
        return {**super().measured(made), "read_alike": float(alike)}

    def of_real(self):
        """Returns the figures of the digits wanted themselves."""
        return {**super().of_real(), "read_alike": 1.0}

"""One normal distribution in the plane: is it where it should be, and as wide, along both axes?"""

import numpy as np

from kerasgan import metrics
from kerasgan.recipe.kinds.points import Points


class Gaussian(Points):
    """Samples of N(mean, covariance) in the plane.

    D at 50 % does not say that they are: the error of mean and covariance does, and the spread along the two axes of
    the ellipse says which of them was missed.
    """

    titles = {
        "mean_error": "error of the mean, ideal 0",
        "covariance_error": "error of the covariance (Frobenius), ideal 0",
        "wide_std": "standard deviation along the wide axis",
        "narrow_std": "standard deviation along the narrow axis",
        "sliced_wasserstein": "sliced Wasserstein distance, ideal 0",
    }

    def measured(self, samples, other):
        """Returns the figures of some samples; `other` are further real ones."""
        error = metrics.moment_error(other, samples)
        _, axes = np.linalg.eigh(self.data.covariance)  # the narrowest first
        narrow, wide = np.std(samples @ axes, axis=0)
        return {
            "mean_error": error.mean,
            "covariance_error": error.covariance,
            "wide_std": float(wide),
            "narrow_std": float(narrow),
            "sliced_wasserstein": metrics.sliced_wasserstein(other, samples),
        }

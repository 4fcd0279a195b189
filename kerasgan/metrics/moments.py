"""Mean and covariance of samples that come in batches."""

import numpy as np


class Moments:
    """The count, mean and scatter matrix of all samples seen, in float64.

    Batches are merged as whole groups (Chan, Golub and LeVeque, Updating formulae and a pairwise algorithm for
    computing sample variances, 1979): each is centred at its own mean, so that no large squares cancel.
    """

    def __init__(self, samples=None):
        self.count, self.mean, self.scatter = 0, 0.0, 0.0
        if samples is not None:
            self.update(samples)

    def update(self, samples):
        """Adds float64 samples `(n, d)`."""
        count, mean = len(samples), samples.mean(axis=0)
        centred = samples - mean
        apart = mean - self.mean
        total = self.count + count
        self.scatter = self.scatter + centred.T @ centred
        if self.count:
            self.scatter += np.outer(apart, apart) * (self.count * count / total)
        self.mean = self.mean + apart * (count / total)
        self.count = total

    def covariance(self):
        """Returns the unbiased covariance `(d, d)`, as `np.cov` does."""
        return self.scatter / (self.count - 1)

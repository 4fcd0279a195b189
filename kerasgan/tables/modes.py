"""Mode-specific normalisation: a number as the mode that it belongs to, and its place within that.

Two ways: Gaussian modes, found by scikit-learn's `BayesianGaussianMixture`, as in CTGAN; and quantiles, each mode an
equal part of the rows.
"""

import time
import warnings

import numpy as np

# Rows on which a mixture is fitted, and passes of its algorithm: beyond these its modes hardly move.
MOST_ROWS, MOST_PASSES = 10_000, 100

# Components with less weight than this are none; and how many standard deviations from a mean -1 and 1 are.
LEAST_WEIGHT, REACH = 0.005, 4.0

# Places within a quantile run from -0.9 to 0.9, where tanh still has a slope.
MARGIN = 0.9

# Knots within each quantile, between which values are even; and rows for each knot at least, so that none is one row's.
MOST_KNOTS, ROWS_PER_KNOT = 9, 10


class GaussianModes:
    """Modes of normal distributions; the place is `(x - mean) / (4 * std)`.

    Args:
        means: List of floats.
        stds: List of floats.
        weights: List of floats, the share of each mode.

    Reference: Xu et al., Modeling Tabular data using Conditional GAN, 2019, section 4.2.
    """

    how = "gaussian"

    def __init__(self, means, stds, weights):
        self.means, self.stds, self.weights = (np.asarray(values, "float64") for values in (means, stds, weights))

    def __len__(self):
        return len(self.means)

    @classmethod
    def fit(cls, values, most, rng):
        """Returns the modes of some values, at most `most` of them."""
        from sklearn.mixture import BayesianGaussianMixture

        center, scale = float(np.mean(values)), float(np.std(values)) or 1.0
        rows = values if len(values) <= MOST_ROWS else rng.choice(values, MOST_ROWS, replace=False)
        mixture = BayesianGaussianMixture(
            n_components=min(most, len(np.unique(rows))),
            weight_concentration_prior_type="dirichlet_process",
            weight_concentration_prior=1e-3,
            max_iter=MOST_PASSES,
            random_state=int(rng.integers(2**31)),
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that it has not converged: it need not
            mixture.fit(((rows - center) / scale)[:, None])
        kept = np.flatnonzero(mixture.weights_ > LEAST_WEIGHT)
        means, stds = mixture.means_[kept, 0], np.sqrt(mixture.covariances_[kept, 0, 0])
        order = np.argsort(means)
        weights = mixture.weights_[kept] / mixture.weights_[kept].sum()
        return cls((means * scale + center)[order], (stds * scale)[order], weights[order])

    def encode(self, values, rng):
        """Returns the mode of each value, drawn as likely as it is, and the place within it, from -1 to 1."""
        places = (values[:, None] - self.means) / self.stds
        odds = np.log(self.weights) - np.log(self.stds) - 0.5 * places**2
        far = np.abs(places) > REACH
        odds[far & ~far.all(axis=1, keepdims=True)] = -np.inf  # a mode from which tanh can't reach the value
        odds = np.exp(odds - odds.max(axis=1, keepdims=True))
        bounds = np.cumsum(odds, axis=1)
        chosen = (rng.random((len(values), 1)) * bounds[:, -1:] > bounds).sum(axis=1)
        return chosen, np.clip(places[np.arange(len(values)), chosen] / REACH, -1, 1)

    def decode(self, chosen, places):
        """Returns the values of modes and places."""
        return self.means[chosen] + REACH * places * self.stds[chosen]

    def get_config(self):
        """Returns what the modes are made of again."""
        return {"means": self.means.tolist(), "stds": self.stds.tolist(), "weights": self.weights.tolist()}


class QuantileModes:
    """Modes of equally many rows, side by side; the place runs evenly from the lower end of a mode to the upper one.

    Args:
        knots: List of lists, for each mode the values at equal parts of its rows, its two ends included.
    """

    how = "quantile"

    def __init__(self, knots):
        self.knots = np.asarray(knots, "float64")

    def __len__(self):
        return len(self.knots)

    @classmethod
    def fit(cls, values, most, rng):
        """Returns the modes of some values, at most `most` of them."""
        count = int(np.clip(min(len(np.unique(values)) // 2, len(values) // ROWS_PER_KNOT), 1, most))
        inner = int(np.clip(len(values) // (count * ROWS_PER_KNOT), 1, MOST_KNOTS))
        grid = np.quantile(values, np.linspace(0, 1, count * inner + 1))
        found = [grid[number * inner : (number + 1) * inner + 1] for number in range(count)]
        return cls([knots for knots in found if knots[-1] > knots[0]] or [grid[[0, -1]]])

    def encode(self, values, rng):
        """Returns the mode of each value, and the place within it, from -0.9 to 0.9."""
        values = np.clip(values, self.knots[0, 0], self.knots[-1, -1])
        chosen = np.clip(np.searchsorted(self.knots[:, 0], values, side="right") - 1, 0, len(self) - 1)
        parts = np.linspace(-MARGIN, MARGIN, self.knots.shape[1])
        places = np.zeros(len(values))
        for number in range(len(self)):
            here = chosen == number
            places[here] = np.interp(values[here], self.knots[number], parts)
        return chosen, places

    def decode(self, chosen, places):
        """Returns the values of modes and places."""
        parts = np.linspace(-MARGIN, MARGIN, self.knots.shape[1])
        values = np.zeros(len(chosen))
        for number in range(len(self)):
            here = chosen == number
            values[here] = np.interp(places[here], parts, self.knots[number])
        return values

    def get_config(self):
        """Returns what the modes are made of again."""
        return {"knots": self.knots.tolist()}


MODES = {"gaussian": GaussianModes, "quantile": QuantileModes}


class Clock:
    """Says which way of finding modes there is still time for.

    Args:
        seconds: Float, the time for all columns.
        columns: Integer, how many there are.
    """

    def __init__(self, seconds, columns):
        self.ends = time.monotonic() + seconds
        self.columns = max(1, columns)
        self.slowest = 0.0

    def fit(self, how, values, most, rng):
        """Returns the modes of some values, found as `how` says, or by quantiles where the time would run out."""
        began = time.monotonic()
        if how == "gaussian" and began + 2 * self.slowest > self.ends:
            how = "quantile"
        modes = MODES[how].fit(values, most, rng)
        self.slowest = max(self.slowest, time.monotonic() - began)
        return modes

"""Independent normal values: each dimension by itself, and all together."""

import keras
import numpy as np

from kerasgan import metrics, plots
from kerasgan.recipe.kinds import kind

TITLES = {
    "mean_error": "mean |mean|, ideal 0",
    "std": "mean standard deviation, ideal 1",
    "ks": "mean Kolmogorov-Smirnov distance, ideal 0",
    "off_diagonal": "off-diagonal covariance (RMS), ideal 0",
    "sliced_wasserstein": "sliced Wasserstein distance, ideal 0",
}


class Normal(kind.Kind):
    """Samples of N(mu, sigma)^d, in many dimensions: nothing to look at while it trains but the curves."""

    def figures(self, gan, seed):
        """Returns how close 10,000 samples are to the distribution, in units of its spread."""
        real, other, fake = self._samples(gan, seed)
        return len(fake), kind.titled(TITLES, *(self._figures(samples, other) for samples in (fake, real)))

    def evaluation(self, gan, seed):
        """Returns the arguments of `callbacks.Evaluate`: the sliced Wasserstein distance to fresh samples."""
        real = self.data(kind.FEWER_SAMPLES, np.random.default_rng([seed, 1]))
        return {"metrics": "sliced_wasserstein", "real": real}

    def draw(self, gan, seed, folder):
        """Draws the histograms of real, noise and generated values."""
        real, _, fake = self._samples(gan, seed)
        noise = gan.latent((kind.SAMPLES, *gan.latent_shape), seed=seed)
        noise = np.asarray(keras.ops.convert_to_numpy(noise))
        plots.plot_distribution(real, fake, folder / "distribution.png", noise=noise)

    def _samples(self, gan, seed):
        rng = np.random.default_rng(seed)
        real, other = (self.data(kind.SAMPLES, rng) for _ in range(2))
        return real, other, gan.sample(kind.SAMPLES, seed=seed)

    def _figures(self, samples, other):
        figures = metrics.normal_fit(samples, self.data.mu, self.data.sigma)
        return {**figures, "sliced_wasserstein": metrics.sliced_wasserstein(other, samples) / self.data.sigma}

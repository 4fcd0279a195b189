"""AdaGAN: an experiment with several GANs on one data set, each trained on what those before it have missed."""

import keras
import numpy as np

import kerasgan
from benchmarks.mode_collapse.bench import Bench
from benchmarks.studies.curve import Stopped
from kerasgan.callbacks.doctor import conditions

POINTS = 20_000  # drawn once: what is weighed has to stay the same
CLASSIFIER_STEPS = 1000


class Boosted(Bench):
    """As `Bench`, of which it has the fresh GAN of each round; judged is the mixture."""

    def train(self, seed, unfinished):
        """Trains one seed; returns the points of its curve, one after each round, and what the doctor found in any."""
        keras.utils.set_random_seed(seed)
        points = self.sampler(POINTS, np.random.default_rng(seed))
        self.trained, curve = kerasgan.AdaGAN(self.build), []
        rounds, classifier = self.experiment.rounds, min(CLASSIFIER_STEPS, self.steps)
        for number in range(rounds):
            options = self.fit_options(seed * rounds + number, unfinished)
            self.trained.fit(points, 1, classifier_steps=classifier, **options)
            if len(self.trained.gans) == number:
                raise Stopped
            curve.append(self.point((number + 1) * self.steps))
        histories = [gan.history for gan in self.trained.gans]
        return curve, sorted({finding.name for history in histories for finding in history.doctor}, key=conditions.rank)

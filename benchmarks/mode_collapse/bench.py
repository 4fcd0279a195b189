"""One experiment on one data set: a GAN that starts afresh for each seed, trains and is judged."""

import pathlib
import shutil
import time

import keras
import numpy as np

import kerasgan
from benchmarks.mode_collapse import annealed, experiments, networks
from benchmarks.studies import samples
from benchmarks.studies.curve import Curve, Stopped

POINTS = 10  # of the curve of a run
FEATURES_ONLY = kerasgan.losses.LossPair(
    kerasgan.losses.discriminator_cross_entropy, kerasgan.losses.no_generator, name="features_only", jsd=True
)
NETWORKS = {"pacgan": networks.pacgan, "small": networks.small}


class Bench:
    """One experiment on one data set: a GAN that is compiled once and starts afresh for each seed.

    Args:
        name: String, an experiment.
        data: String, a data set.
        steps: Integer, of a run. Defaults to `None`, the experiment's own.
        like: Another `Bench`, whose GAN is taken over where it is the same one. Defaults to `None`.
    """

    def __init__(self, name, data, steps=None, like=None):
        self.name, self.data = name, data
        self.experiment = experiments.EXPERIMENTS[name]
        self.steps = steps or experiments.steps_of(name, data)
        self.sampler = kerasgan.datasets.load(data)
        self.terms = [experiments.resolved(config, self.sampler.std) for config in self.experiment.terms]
        alike = like is not None and (like.terms, like.steps) == (self.terms, self.steps)
        same = alike and self.experiment.networks == "pacgan"
        self.gan = self.trained = like.gan if same else self.build()

    def build(self):
        """Returns a new compiled GAN."""
        wanted = self.experiment
        codes = kerasgan.latent.Codes(**wanted.codes) if wanted.codes else None
        shape = {**wanted.shape, **({"latent_dim": codes.size, "codes": codes.code_size} if codes else {})}
        generator, discriminator = NETWORKS[wanted.networks](wanted.pack, scale_of(self.sampler), **shape)
        return kerasgan.build_gan(
            generator,
            discriminator,
            latent=codes or "normal",
            loss=FEATURES_ONLY if wanted.loss == "features_only" else wanted.loss,
            terms=[annealed.get(config) for config in self.terms],
            transforms=[kerasgan.transforms.Packing(wanted.pack)] if wanted.pack > 1 else [],
            d_steps=wanted.d_steps,
            reuse_fakes=wanted.reuse_fakes,
            g_optimizer=self.adam(**({"use_ema": True, "ema_momentum": wanted.ema} if wanted.ema else {})),
            d_optimizer=self.adam(wanted.d_steps, **({"learning_rate": wanted.d_rate} if wanted.d_rate else {})),
        )

    def adam(self, updates=1, **options):
        """Returns an optimizer of the experiment, for a network with so many updates a step: schedules count those."""
        arguments = {**self.experiment.adam, **options}
        if share := arguments.pop("decay", 0):
            arguments["learning_rate"] = falling(arguments["learning_rate"], self.steps * updates, share)
        return keras.optimizers.Adam(**arguments)

    def run(self, seed, folder):
        """Trains one seed, from its checkpoint where there is one.

        Returns:
            Dict of plain types: the record.

        Raises:
            Stopped: After Ctrl-C.
        """
        unfinished = pathlib.Path(folder) / "unfinished" / f"{self.data}-{self.name}-{seed}-{self.steps}"
        began = time.monotonic()
        curve, doctor = self.train(seed, unfinished)
        about = {"curve": curve, "doctor": doctor, "seconds": round(time.monotonic() - began, 1)}
        record = self.record(seed, about, folder)
        shutil.rmtree(unfinished)
        return record

    def train(self, seed, unfinished):
        """Trains one seed; returns the points of its curve, and the names of what the doctor found."""
        start_afresh(self.gan, self.build, seed)
        curve = Curve(max(1, self.steps // POINTS), self.point, unfinished / "curve.json")
        history = kerasgan.fit_gan(
            self.gan, self.sampler, epochs=POINTS, callbacks=[curve], **self.fit_options(seed, unfinished)
        )
        if history.interrupted:
            raise Stopped
        return curve.points, [finding.name for finding in history.doctor]

    def fit_options(self, seed, unfinished):
        """Returns the arguments of any training here."""
        size = self.experiment.batch * self.experiment.pack
        options = {"batch_size": size, "verbose": 0, "steps_per_execution": 100}
        return {"steps": self.steps, "seed": seed, "checkpoint": unfinished, **options}

    def judge(self):
        """Returns the figures of what is trained, as it is, and the samples they are of."""
        points = self.trained.sample(experiments.SAMPLES, seed=0, batch_size=experiments.SAMPLES)
        return kerasgan.metrics.mode_coverage(points, self.sampler.centers, self.sampler.std), points

    def point(self, step):
        """Returns a point of a curve: the step, modes, high quality, reverse KL."""
        found, _ = self.judge()
        return [step, found.modes, round(found.high_quality, 4), round(found.reverse_kl, 4)]

    def record(self, seed, about, folder):
        """Returns the record of a run that has come to its end; writes its samples down for the pictures."""
        found, points = self.judge()
        record = {
            "data": self.data,
            "name": self.name,
            "seed": seed,
            "modes": found.modes,
            "high_quality": round(found.high_quality, 4),
            "reverse_kl": round(found.reverse_kl, 4),
            "counts": found.counts.tolist(),
            **about,
            "backend": keras.backend.backend(),
            "settings": experiments.settings(self.name, self.data, self.steps),
        }
        samples.write(folder, record, points)
        return record


def falling(rate, steps, share):
    """Returns a rate that stays, and falls to zero along a cosine in the last `share` of the steps."""
    last = max(1, round(share * steps))
    stays = {"warmup_target": rate, "warmup_steps": steps - last} if last < steps else {}
    return keras.optimizers.schedules.CosineDecay(rate, last, **stays)


def start_afresh(gan, build, seed):
    """Brings a compiled GAN to where a new one, which `build()` makes, would be; what is compiled is kept."""
    keras.utils.set_random_seed(seed)
    for variable, first in zip(gan.state, build().state):
        variable.assign(first)


def scale_of(sampler):
    """Returns the standard deviation of a mixture along an axis, modes' own left out."""
    return float(np.sqrt(np.mean(np.square(sampler.centers))))

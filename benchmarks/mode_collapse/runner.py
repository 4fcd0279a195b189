"""Carries out the runs, one after the other; it can be stopped at any moment and goes on where it was.

A finished run is a JSON file, and is not made again while its settings are the same. The one in progress has a
checkpoint of `fit_gan`, written about once a minute. Networks are compiled once for all seeds of an experiment.
"""

import json
import pathlib
import shutil
import time

import keras
import numpy as np

import kerasgan
from benchmarks.mode_collapse import annealed, experiments, networks, records, samples

POINTS = 10  # of the curve of a run
FEATURES_ONLY = kerasgan.losses.LossPair(
    kerasgan.losses.discriminator_cross_entropy, kerasgan.losses.no_generator, name="features_only", jsd=True
)
NETWORKS = {"pacgan": networks.pacgan, "small": networks.small}


class Stopped(Exception):
    """Ctrl-C came; what is done so far is on disk."""


def study(names, data, seeds, folder, steps=None, say=print):
    """Carries out each experiment on each data set for each seed, as far as that is not done.

    Args:
        names: List of names of experiments.
        data: List of names of data sets.
        seeds: List of integers.
        folder: Path, where records, samples and checkpoints are.
        steps: Integer, steps of each run. Defaults to `None`, each experiment's own.
        say: Function of a string, told of each run.

    Raises:
        Stopped: After Ctrl-C.
    """
    for name in names:
        bench = None
        for source in data:
            todo = [seed for seed in seeds if not done(folder, source, name, seed, steps)]
            bench = Bench(name, source, steps, bench) if todo else bench
            for seed in todo:
                record = bench.run(seed, folder)
                records.write(records.path_of(folder, source, name, seed), record)
                say(line(record))


def settings(name, data, steps=None):
    """Returns what a run was made with, as plain types; a record with other settings is made again."""
    found = experiments.EXPERIMENTS[name]._asdict()
    del found["title"], found["about"], found["paper"]
    if not found["reuse_fakes"]:
        del found["reuse_fakes"]  # runs from before there was a choice are none the worse
    return json.loads(json.dumps({**found, "steps": steps or experiments.steps_of(name, data)}))


def done(folder, data, name, seed, steps=None):
    """Tells whether a run is finished with the settings of today."""
    record = records.read(records.path_of(folder, data, name, seed))
    return record is not None and record["settings"] == settings(name, data, steps)


def line(record):
    """Returns one line about a run."""
    figures = f"{record['modes']:2d} modes, {100 * record['high_quality']:5.1f} % high quality"
    about = f"{record['data']:8s} {record['name']:25s} seed {record['seed']}"
    return f"{about}: {figures}, reverse KL {record['reverse_kl']:.3f} ({record['seconds']:.0f} s)"


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
        self.gan = like.gan if same else self.build()

    def build(self):
        """Returns a new compiled GAN."""
        wanted = self.experiment
        generator, discriminator = NETWORKS[wanted.networks](wanted.pack, scale_of(self.sampler), **wanted.shape)
        return kerasgan.build_gan(
            generator,
            discriminator,
            latent="normal",
            loss=FEATURES_ONLY if wanted.loss == "features_only" else wanted.loss,
            terms=[annealed.get(config) for config in self.terms],
            transforms=[kerasgan.transforms.Packing(wanted.pack)] if wanted.pack > 1 else [],
            d_steps=wanted.d_steps,
            reuse_fakes=wanted.reuse_fakes,
            g_optimizer=self.adam(**({"use_ema": True, "ema_momentum": wanted.ema} if wanted.ema else {})),
            d_optimizer=self.adam(),
        )

    def adam(self, **options):
        """Returns an optimizer of the experiment."""
        arguments = {**self.experiment.adam, **options}
        if share := arguments.pop("decay", 0):
            arguments["learning_rate"] = falling(arguments["learning_rate"], self.steps, share)
        return keras.optimizers.Adam(**arguments)

    def run(self, seed, folder):
        """Trains one seed, from its checkpoint where there is one.

        Returns:
            Dict of plain types: the record.

        Raises:
            Stopped: After Ctrl-C.
        """
        unfinished = pathlib.Path(folder) / "unfinished" / f"{self.data}-{self.name}-{seed}-{self.steps}"
        start_afresh(self.gan, self.build, seed)
        curve = Curve(max(1, self.steps // POINTS), self.judge, unfinished / "curve.json")
        began = time.monotonic()
        kerasgan.fit_gan(
            self.gan,
            self.sampler,
            steps=self.steps,
            epochs=POINTS,
            batch_size=self.experiment.batch * self.experiment.pack,
            seed=seed,
            verbose=0,
            callbacks=[curve],
            checkpoint=unfinished,
            steps_per_execution=100,
        )
        if self.gan.optimizer.iterations < self.steps:
            raise Stopped
        record = self.record(seed, curve, time.monotonic() - began, folder)
        shutil.rmtree(unfinished)
        return record

    def judge(self):
        """Returns the figures of the GAN as it is, and the samples they are of."""
        points = self.gan.sample(experiments.SAMPLES, seed=0, batch_size=experiments.SAMPLES)
        return kerasgan.metrics.mode_coverage(points, self.sampler.centers, self.sampler.std), points

    def record(self, seed, curve, seconds, folder):
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
            "curve": curve.points,
            "seconds": round(seconds, 1),
            "backend": keras.backend.backend(),
            "settings": settings(self.name, self.data, self.steps),
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


class Curve(kerasgan.callbacks.Periodic):
    """Judges the GAN at regular steps and keeps the figures on disk beside the checkpoint.

    Args:
        every: Integer, steps from one point to the next.
        judge: Function without arguments that returns `(ModeCoverage, samples)`.
        path: Path of the file.
    """

    def __init__(self, every, judge, path):
        super().__init__(every)
        self.judge = judge
        self.path = path
        self.points = []

    def on_first_step(self, step):
        """Takes up the points of a run that was cut off, up to where its checkpoint is."""
        self.points = [point for point in records.read(self.path) or [] if point[0] <= step]

    def on_due(self, step, logs=None):
        found, _ = self.judge()
        self.points.append([step, found.modes, round(found.high_quality, 4), round(found.reverse_kl, 4)])
        records.write(self.path, self.points)

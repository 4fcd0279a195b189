"""A look at a GAN between two steps that changes nothing: no weight, no random number, no position in the data."""

import collections
import functools

import numpy as np
from keras import ops

from kerasgan import latent
from kerasgan.doctor import evidence
from kerasgan.training import step

# How many samples a look takes: enough to tell 99 % from 90 %, few enough to cost about as much as a step.
SAMPLES = 128

# How many looks back the wandering of the generated samples is followed.
LOOKS = 40

# How many values of each variable tell whether it moves.
VALUES = 4096


class Probe:
    """Measures a GAN on always the same real samples and the same noise.

    Args:
        gan: A compiled `GAN`.
        real: Array `(n, *shape)` of real samples, in the data's own units; up to `SAMPLES` of them are used.
        labels: Integer array `(n,)` beside it, for a conditional GAN. Defaults to `None`.
        classifier: Keras model or function of samples in the data's units, which returns a probability or a logit for
            each class. Defaults to `None`.
        seed: Integer, for the choice of samples and the noise. Defaults to `0`.
    """

    def __init__(self, gan, real, labels=None, classifier=None, seed=0):
        self.gan = gan
        self.classifier = classifier
        self.seed = seed
        self.centers = collections.deque(maxlen=LOOKS)
        self.weights = weights_of(gan)
        self.first_weights = self.weights
        self._glance, self._gradients = (step.backend.as_function(gan, one) for one in (glance, gradients))
        self.compare_with(real, labels)

    def compare_with(self, real, labels=None):
        """Takes real samples to compare with from now on; arguments as of the class."""
        rng = np.random.default_rng(self.seed)
        count = min(len(real), SAMPLES)
        rows = rng.permutation(len(real))[: max(1, count // self.gan.group) * self.gan.group]
        self.real = np.asarray(real)[rows]
        self.labels = None if labels is None else np.asarray(labels)[rows].astype("int32")
        self.noise = latent.draw(self.gan.latent, (len(self.real), *self.gan.latent_shape), rng)
        self.unit = self.of_data = None  # what the first look at these finds out

    def gradients(self):
        """Returns the figures of now that need gradients; `look` has the others, at a fifth of the cost."""
        return {name: float(value) for name, value in self._run(self._gradients).items()}

    def look(self):
        """Returns the figures of now, a dict of floats; `conditions.py` says what each is."""
        found = self._run(self._glance)
        logits = [found.pop(name) for name in ("real_logits", "fake_logits")]
        real, fake, wrong, settled = (found.pop(name, None) for name in ("real", "fake", "wrong_logits", "settled"))
        figures = {name: float(value) for name, value in found.items()}
        losses = [figures["d_loss"], figures["g_loss"]]
        figures["finite"] = float(np.isfinite([*losses, *map(np.sum, [*logits, fake])]).all())
        figures = {**figures, "samples": float(len(real)), **self.moved(), **rates_of(self.gan)}
        if not figures["finite"]:
            return figures
        figures |= evidence.of_logits(*logits, self.gan.loss_pair.threshold)
        if self.unit is None:
            self.unit = evidence.pairs(evidence.flat(real))
            self.of_data = evidence.of_data(real, self.gan.output_range)
        figures |= evidence.of_samples(real, fake, self.gan.output_range, self.unit) | self.of_data
        if wrong is not None:
            figures["label_auc"] = evidence.wins(logits[0], wrong)
        if settled is not None:
            figures["settled_gap"] = evidence.ratio(evidence.gap(fake, settled), self.unit)
        self.centers.append(evidence.flat(fake).mean(axis=0).astype("float32"))
        figures |= evidence.wandering(list(self.centers), self.unit)
        return figures | self.classes(fake)

    def _run(self, function):
        with step.backend.kept_random_state():
            found = function(self.real, self.labels, self.noise)
        return {name: np.asarray(ops.convert_to_numpy(value), "float64") for name, value in found.items()}

    def moved(self):
        """Returns how far each network's weights moved since the look before, and in all, and how they have grown."""
        before, self.weights = self.weights, weights_of(self.gan)
        found = {}
        for name, now in self.weights.items():
            letter = name[0]
            found[f"{letter}_moved"] = evidence.ratio(norm(now - before[name]), norm(before[name]))
            first = self.first_weights[name]
            found[f"{letter}_distance"] = evidence.ratio(norm(now - first), norm(first))
            found[f"{letter}_growth"] = evidence.ratio(norm(now), norm(first))
        return found

    def classes(self, fake):
        """Returns how many classes real and generated samples are of, where there is a classifier."""
        if self.classifier is None:
            return {}
        from kerasgan import scaling
        from kerasgan.metrics import features

        fake = scaling.to_data(fake, self.gan.output_range) if self.gan.pixels else fake.astype(self.real.dtype)
        groups = {"real_classes": self.real, "fake_classes": fake}
        return {name: evidence.effective_classes(features.extract(x, self.classifier)) for name, x in groups.items()}


def glance(gan, real, labels, noise):
    """Returns losses, logits and samples, a dict of tensors; runs in play, in a scope that keeps nothing."""
    x, y = gan.batch_of(0, real, labels)
    pair = gan.loss_pair
    with step.backend.sandbox(gan), step.backend.no_gradients():
        random = gan.draws("discriminator", len(noise))
        scene = first_phases(gan)["discriminator"].prepare(gan, x, y, noise, random)
        scene.judge_real()
        scene.judge_fake()
        fake = gan.generate(noise, y) if gan.transforms else scene.fake
        logits = scene.real_logits, scene.fake_logits
        d_loss, g_loss = pair.discriminator(*logits), pair.generator(*logits)
        extras = as_used(gan, noise, y) | with_wrong_labels(gan, scene)
        extras |= {**evidence.pulls(pair), "g_slope": evidence.slope(pair, *logits)}
    found = {"d_loss": d_loss, "g_loss": g_loss, **pair.estimates(d_loss), **extras}
    return {**found, "real_logits": logits[0], "fake_logits": logits[1], "real": x, "fake": fake}


def as_used(gan, noise, labels):
    """Returns samples as `gan.sample` makes them, where batch statistics make a difference, by the name `settled`."""
    if not any("moving" in variable.name for variable in gan.generator.non_trainable_variables):
        return {}
    return {"settled": gan.generator([noise, labels] if gan.conditional else noise, training=False)}


def with_wrong_labels(gan, scene):
    """Returns D's logits on real samples with other classes than theirs, where it is told classes: `wrong_logits`."""
    if not (gan.conditional and gan.d_takes_labels and gan.num_classes):
        return {}
    steps = 1 + ops.arange(len(scene.labels), dtype=scene.labels.dtype) % (gan.num_classes - 1)
    return {"wrong_logits": gan.examine(scene.real, (scene.labels + steps) % gan.num_classes)[0]}


def gradients(gan, real, labels, noise):
    """Returns the size of both gradients and what the terms cost, a dict of tensors; runs as `glance` does."""
    x, y = gan.batch_of(0, real, labels)
    found = {}
    known = {"d_loss", "g_loss", "d_accuracy", *gan.loss_pair.estimates(0.0)}
    for network, phase in first_phases(gan).items():
        player = gan.players[network]
        with step.backend.sandbox(gan), step.backend.no_gradients():
            random = gan.draws(network, len(noise))
        loss = functools.partial(phase.loss, gan, phase.prepare(gan, x, y, noise, random))
        slopes, logs, _ = step.backend.differentiate(gan, loss, player.learned, [])
        found.update({name: value for name, value in logs.items() if name not in known})
        found[f"{network[0]}_gradient"] = root_mean_square([one for one in slopes if one is not None])
    return found


def first_phases(gan):
    """Returns the first phase of each network, by the network's name."""
    found = {}
    for phase in step.phases(gan):
        found.setdefault(phase.network, phase)
    return found


def root_mean_square(gradients):
    """Returns the root of the mean square over all values of a list of tensors; 0 for none."""
    if not gradients:
        return ops.zeros(())
    size = sum(int(np.prod(gradient.shape)) for gradient in gradients)
    return ops.sqrt(sum(ops.sum(ops.square(ops.cast(g, "float32"))) for g in gradients) / size)


def weights_of(gan):
    """Returns some values of each variable that each network learns, one array for each network."""
    return {
        name: np.concatenate([some(ops.convert_to_numpy(variable)) for variable in player.learned])
        for name, player in gan.players.items()
    }


def some(values):
    """Returns up to `VALUES` of the values, evenly spaced, as a copy in float64."""
    values = np.ravel(values)
    return values[:: -(-values.size // VALUES) or 1].astype("float64")


def rates_of(gan):
    """Returns the learning rate of each network now, whether it has a schedule or not."""
    halves = {"g": gan.optimizer.g, "d": gan.optimizer.d}
    return {f"{letter}_rate": float(ops.convert_to_numpy(half.learning_rate)) for letter, half in halves.items()}


def norm(values):
    """Returns the Euclidean norm of an array."""
    return float(np.linalg.norm(values))

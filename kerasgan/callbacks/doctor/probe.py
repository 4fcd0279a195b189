"""A look at a GAN between two steps that changes nothing: no weight, no random number, no position in the data."""

import collections
import functools
import math

import numpy as np
from keras import ops

from kerasgan import latent
from kerasgan.callbacks.doctor import evidence
from kerasgan.layers import EqualizedDense
from kerasgan.networks import scaling
from kerasgan.training import step
from kerasgan.training.backend import engine

# How many samples a look takes: enough to tell 99 % from 90 %, few enough to cost about as much as a step.
SAMPLES = 128

# Of large samples fewer are looked at in one go, as many as have so many numbers, so that a run whose batches are small
# needs little more memory for the looks than for its steps. What gradients are taken of is held in memory whole: of
# large samples only one such part.
NUMBERS, NUMBERS_WITH_GRADIENTS = 2**19, 2**17

# In one go there are at least so many: a game may compare samples with their neighbours.
LEAST = 4

# What a look at a game may have besides single numbers; see `Game.look`.
ARRAYS = ("real", "fake", "settled", "real_logits", "fake_logits", "wrong_logits")

# How many looks back the wandering of the generated samples is followed.
LOOKS = 40

# How many values of each variable tell whether it moves.
VALUES = 4096


# What weights are at first, about, as root of the mean square: the growth of networks that begin near 0 counts from it.
USUAL = 0.1


class Probe:
    """Measures a game on always the same real samples and the same noise.

    Args:
        gan: A compiled `Game`.
        given: Dict of arrays by the names of its fields: real samples in the data's own units, of which up to `SAMPLES`
            are used, and what stands beside them.
        classifier: Keras model or function of samples in the data's units, which returns a probability or a logit for
            each class. Defaults to `None`.
        seed: Integer, for the choice of samples and the noise. Defaults to `0`.
        batch_size: Integer, how many samples a step has in memory, and a look may have. Defaults to `1`.
    """

    def __init__(self, gan, given, classifier=None, seed=0, batch_size=1):
        self.gan = gan
        self.batch_size = batch_size
        self.classifier = classifier
        self.seed = seed
        self.centers = collections.deque(maxlen=LOOKS)
        self.weights = weights_of(gan)
        self.first_weights = self.weights
        # Of each network at which update it was last known whether it moves, and how far it did then.
        self.seen = {name: (self.updates_of(name), math.inf) for name in gan.players}
        self._glance, self._gradients = (engine.as_function(gan, one) for one in (glance, gradients))
        self.compare_with(given)

    def compare_with(self, given):
        """Takes real samples to compare with from now on; a dict as of the class."""
        rng, gan = np.random.default_rng(self.seed), self.gan
        real = given[gan.fields[0].name]
        count = min(len(real), SAMPLES)
        rows = rng.permutation(len(real))[: max(1, count // gan.group) * gan.group]
        self.given = {f.name: f.kept(np.asarray(given[f.name])[rows % len(given[f.name])]) for f in gan.fields}
        self.real = self.given[gan.fields[0].name]
        self.noise = None if gan.latent is None else latent.draw(gan.latent, (len(rows), *gan.latent_shape), rng)
        self.unit = self.of_data = None  # what the first look at these finds out

    def gradients(self):
        """Returns the figures of now that need gradients; `look` has the others, at a fifth of the cost."""
        one_part = self.parts(NUMBERS_WITH_GRADIENTS)[:1]  # they are of the same size as those of all
        found = self._run(self._gradients, one_part)
        return {name: float(value) for name, value in found.items()}

    def look(self):
        """Returns the figures of now, a dict of floats; `conditions.py` says what each is."""
        found = self._run(self._glance, self.parts(NUMBERS))
        arrays = {name: found.pop(name, None) for name in ARRAYS}
        figures = {name: float(value) for name, value in found.items()}
        told = [np.sum(value) for value in arrays.values() if value is not None]
        logged = [value for name, value in figures.items() if name in self.gan.log_names]
        figures["finite"] = float(np.isfinite([*logged, *told]).all())
        figures = {**figures, "samples": float(len(self.real)), **self.moved(), **rates_of(self.gan)}
        if not figures["finite"]:
            return figures
        return figures | self.of_verdicts(arrays) | self.of_samples(arrays)

    def of_verdicts(self, arrays):
        """Returns what the judge's logits say, where the game has shown some."""
        real, fake, wrong = (arrays[name] for name in ("real_logits", "fake_logits", "wrong_logits"))
        if real is None:
            return {}
        figures = evidence.of_logits(real, fake, self.gan.loss_pair.threshold)
        return figures | ({} if wrong is None else {"label_auc": evidence.wins(real, wrong)})

    def of_samples(self, arrays):
        """Returns how generated samples lie beside real ones, where the game has shown some."""
        real, fake, settled = (arrays[name] for name in ("real", "fake", "settled"))
        if fake is None:
            return {}
        reach = self.gan.output_range
        if self.unit is None:
            self.unit = evidence.pairs(evidence.flat(real))
            self.of_data = evidence.of_data(real, reach)
        figures = evidence.of_samples(real, fake, reach, self.unit) | self.of_data
        if settled is not None:
            figures["settled_gap"] = evidence.ratio(evidence.gap(fake, settled), self.unit)
        if self.gan.label:
            figures["obedience"] = evidence.obedience(real, fake, self.given[self.gan.label.name][: len(fake)])
        self.centers.append(evidence.flat(fake).mean(axis=0).astype("float32"))
        figures |= self.gan.figures_of(real, fake)
        return figures | evidence.wandering(list(self.centers), self.unit) | self.classes(fake)

    def _run(self, function, parts):
        found = []
        with engine.kept_random_state():
            for rows in parts:
                given = {name: values[rows] for name, values in self.given.items()}
                part = function(given, None if self.noise is None else self.noise[rows])
                found.append({name: np.asarray(ops.convert_to_numpy(value), "float64") for name, value in part.items()})
        return {name: joined([part[name] for part in found]) for name in found[0]}

    def parts(self, numbers):
        """Returns the rows that are looked at in one go, slices of one size, by how many numbers these may have."""
        count, group = len(self.real), self.gan.group
        size = max(math.prod(values.shape[1:]) for values in self.given.values())
        most = max(self.batch_size, numbers // max(1, size), LEAST * group)
        length = count // math.ceil(count / most) // group * group
        return [slice(start, start + length) for start in range(0, count // length * length, length)]

    def moved(self):
        """Returns how far each network's weights moved since the look before, and in all, and how they have grown."""
        before, self.weights = self.weights, weights_of(self.gan)
        found = {}
        for name, now in self.weights.items():
            key = self.gan.players[name].key
            found[f"{key}_moved"] = self.moved_since(name, evidence.ratio(norm(now - before[name]), norm(before[name])))
            first = self.first_weights[name]
            found[f"{key}_distance"] = evidence.ratio(norm(now - first), norm(first))
            found[f"{key}_growth"] = evidence.ratio(norm(now), max(norm(first), USUAL * math.sqrt(len(first))))
        return found

    def moved_since(self, name, moved):
        """Returns how far a network moved since the look before; as last time while its optimizer still accumulates."""
        updates, (counted, known) = self.updates_of(name), self.seen[name]
        if moved == 0.0 and updates == counted:
            return known
        self.seen[name] = (updates, moved)
        return moved

    def updates_of(self, name):
        """Returns how many updates a player's optimizer has made: one for several gradients, where it accumulates."""
        return int(ops.convert_to_numpy(self.gan.optimizer_of(name).iterations))

    def classes(self, fake):
        """Returns how many classes real and generated samples are of, where there is a classifier."""
        if self.classifier is None:
            return {}
        from kerasgan.metrics import features

        fake = scaling.to_data(fake, self.gan.output_range) if self.gan.pixels else fake.astype(self.real.dtype)
        groups = {"real_classes": self.real, "fake_classes": fake}
        return {name: evidence.effective_classes(features.extract(x, self.classifier)) for name, x in groups.items()}


def times_of(batch_size):
    """Returns how many times as much there is to do in a look as beside batches of its own size, measured roughly."""
    return max(1.0, SAMPLES / (8 * batch_size))


def joined(values):
    """Returns arrays of several parts as one, and of single numbers the mean."""
    return np.concatenate(values) if values[0].ndim else np.mean(values, axis=0)


def glance(gan, given, noise):
    """Returns losses, logits and samples, a dict of tensors; runs in play, in a scope that keeps nothing."""
    with engine.sandbox(gan), engine.no_gradients():
        found = gan.look(given, noise)
        if "real_logits" not in found:
            return found
        slope = evidence.slope(gan.loss_pair, found["real_logits"], found["fake_logits"])
        return {**found, **evidence.pulls(gan.loss_pair), "g_slope": slope}


def gradients(gan, given, noise):
    """Returns the size of each player's gradient and what the terms cost, a dict of tensors; runs as `glance` does."""
    of_terms = {gan.log_name(term, player) for term in gan.terms for player in term.networks}
    found, size = {}, gan.batch_size_of(given)
    for move in step.kinds_of_moves(gan):
        player = gan.players[move.player]
        part = {"given": gan.batch_of(0, given), "noise": noise, "random": gan.draws(move, size)}
        loss = functools.partial(move.loss, gan, step.scene_of(gan, move, part))
        slopes, logs, _ = engine.differentiate(gan, loss, player.learned, [])
        found.update({name: value for name, value in logs.items() if name in of_terms})
        found[f"{player.key}_gradient"] = root_mean_square(slopes)
    return found


def root_mean_square(gradients):
    """Returns the root of the mean square over all values of a list of tensors; 0 for none."""
    if not gradients:
        return ops.zeros(())
    size = sum(int(np.prod(gradient.shape)) for gradient in gradients)
    return ops.sqrt(sum(ops.sum(ops.square(ops.cast(g, "float32"))) for g in gradients) / size)


def weights_of(gan):
    """Returns some values of each variable that each network learns, one array for each network.

    Each as its layer uses it: a slow `EqualizedDense` keeps its own a hundred times as large, which would hide others.
    """
    found = {}
    for name, player in gan.players.items():
        used = shares_of_use(player)
        values = [some(ops.convert_to_numpy(variable)) * used.get(id(variable), 1.0) for variable in player.learned]
        found[name] = np.concatenate(values)
    return found


def shares_of_use(player):
    """Returns by what layers of a player multiply their variables before they use them, a dict by id; 1 is left out."""
    layers = [layer for learner in player.learners for layer in learner.network._flatten_layers()]
    slow = [layer for layer in layers if isinstance(layer, EqualizedDense) and layer.rate != 1]
    return {id(variable): layer.rate for layer in slow for variable in layer.variables}


def some(values):
    """Returns up to `VALUES` of the values, evenly spaced, as a copy in float64."""
    values = np.ravel(values)
    return values[:: -(-values.size // VALUES) or 1].astype("float64")


def rates_of(gan):
    """Returns the learning rate of each player now, whether it has a schedule or not."""
    halves = {player.key: gan.optimizer_of(name) for name, player in gan.players.items()}
    return {f"{key}_rate": float(ops.convert_to_numpy(half.learning_rate)) for key, half in halves.items()}


def norm(values):
    """Returns the Euclidean norm of an array."""
    return float(np.linalg.norm(values))

"""What each direction moves: SeFa's and those of principal components beside random ones."""

import numpy as np

from benchmarks.latent import attributes
from kerasgan import latent
from kerasgan.latent import Direction

# From so many standard deviations below the middle to as many above.
REACH = 2.0

COUNT, RANDOM_SEEDS, SAMPLES = 10, 3, 80

CLASS = "another digit"


def study(gan, measures, reads_digits, samples=SAMPLES, count=COUNT, seeds=RANDOM_SEEDS):
    """Returns what directions of a GAN move, a dict by the way they were found; of random ones a list, one a seed.

    Args:
        gan: A `kerasgan.GAN`.
        measures: Dict of functions of pictures to numbers, by name.
        reads_digits: Boolean, whether the classifier of digits is asked, too.
    """
    found = {how: latent.directions(gan, count, how) for how in ("sefa", "pca")}
    sets = {how: [effects(gan, one, measures, reads_digits, samples)] for how, one in found.items()}
    drawn = [random_directions(gan, count, seed) for seed in range(seeds)]
    return sets | {"random": [effects(gan, one, measures, reads_digits, samples) for one in drawn]}


def random_directions(gan, count, seed):
    """Returns random directions at right angles to each other."""
    size = int(np.prod(gan.latent_shape))
    drawn = np.random.default_rng(seed).standard_normal((size, count))
    spread = np.max(latent.support(gan.latent, gan.latent_shape).std)
    vectors = np.linalg.qr(drawn)[0].T.reshape(count, *gan.latent_shape)
    return [Direction(vector, 0.0, float(spread), "z") for vector in vectors]


def effects(gan, directions, measures, reads_digits, samples=SAMPLES):
    """Returns how far each direction moves each attribute, for two halves of z: dicts by name of arrays `(2, k)`.

    An attribute is moved by the mean of the differences between both ends, in standard deviations of the attribute
    over samples; the class by the share of samples that are another digit at the other end.
    """
    rng = np.random.default_rng(1)
    z = latent.draw(gan.latent, (samples, *gan.latent_shape), rng)
    labels = gan.label.draw(samples, rng) if gan.label else None
    plain = gan.decode(z, labels)
    spread = {name: measure(plain).std() for name, measure in measures.items()}
    found = {name: [] for name in [*measures, *([CLASS] if reads_digits else [])]}
    for direction in directions:
        low, high = latent.edit(gan, z, direction, [-REACH, REACH], labels).swapaxes(0, 1)
        for name, measure in measures.items():
            found[name].append(halves((measure(high) - measure(low)) / spread[name]))
        if reads_digits:
            found[CLASS].append(halves(attributes.classes(high) != attributes.classes(low)))
    return {name: np.abs(np.array(values)).T for name, values in found.items()}


def halves(values):
    """Returns the mean of either half."""
    return [half.mean() for half in np.array_split(values, 2)]


def best(effects, name):
    """Returns what the direction does that moves one attribute most beside the others: its number, effect, others.

    It is chosen by one half of z, and what it does is that of the other.
    """
    others = [other for other in effects if other not in (name, CLASS)]
    strongest = np.max([effects[other] for other in others], axis=0)
    number = int(np.argmax(effects[name][0] - strongest[0]))
    found = {"number": number, "effect": effects[name][1, number], "other": strongest[1, number]}
    return found | ({CLASS: effects[CLASS][1, number]} if CLASS in effects else {})

"""What a game does with pools of generated samples: the same on one device and on several."""

import keras
from keras import ops

from kerasgan import checks
from kerasgan.checks import identifiers
from kerasgan.layers import SamplePool
from kerasgan.terms import R1, MutualInformation, WeightClipping
from kerasgan.terms import get as get_term
from kerasgan.training.backend import replicas

CHANCE = "pool"  # what the random numbers of pools are called in a move


def made(size, fields):
    """Returns a pool for samples and what stands beside them, of the shapes of `fields`."""
    return SamplePool(size, [field.shape for field in fields], name="pool")


def draw(batch_size, seed):
    """Returns the random numbers of the pools of one move."""
    return keras.random.uniform((batch_size, 2), seed=seed)


def exchanged(game, pool, parts, chance):
    """Returns what D is to see in place of generated samples and what stands beside them, lists of tensors.

    Each device has a part of the batch: all put the whole of it into their pools, which so stay the same.
    """
    if replicas.divided(game) == 1:
        return pool(parts, chance)
    shown = pool([whole(game, part) for part in parts], whole(game, chance))
    return [replicas.mine(game, part) for part in shown]


def whole(game, part):
    """Returns the whole batch of all devices, of which each has a part."""
    size = ops.shape(part)[0] * replicas.divided(game)
    rows = replicas.mine(game, ops.arange(size, dtype="int32"))
    places = ops.cast(ops.equal(ops.arange(size, dtype="int32")[:, None], rows[None]), keras.config.floatx())
    spread = ops.tensordot(places, ops.cast(part, keras.config.floatx()), axes=1)
    return ops.cast(replicas.total(spread), part.dtype)


def problems(pool, fields, accumulation, terms=()):
    """Returns what is wrong with a pool of `pool` samples, a list of messages; 0 is none.

    Args:
        pool: What is to be the number of samples.
        fields: List of `Field`s, what is kept of each sample.
        accumulation: Integer, in how many slices a batch is taken.
        terms: List of `Term`s, or of what names them. Defaults to none.
    """
    found = checks.positive_integer("pool", pool, least=0)
    if found or not pool:
        return found
    sizes = [field.name for field in fields if None in field.shape]
    if sizes:
        found.append(f"`pool`: expected samples of one size to be kept. Received {sizes} of any size. Pass `pool=0`.")
    if accumulation != 1:
        found.append(f"`pool`: a batch in slices has none. Received: gradient_accumulation_steps={accumulation!r}.")
    wrong = of_pairs(terms, len(fields) > 1)
    if wrong:
        beside = "codes" if isinstance(wrong[0], MutualInformation) else "conditions"
        found.append(f"`pool`: {wrong[0]!r} would see older samples beside {beside} of others. Leave one of them out.")
    return found


def of_pairs(terms, conditions):
    """Returns those terms in which D is asked of generated samples beside their codes, or beside real `conditions`."""
    listed = checks.tried(identifiers.several, "terms", terms, get_term)[0] or []
    of_d = [term for term in listed if "discriminator" in term.networks and not isinstance(term, (R1, WeightClipping))]
    return [term for term in of_d if conditions or isinstance(term, MutualInformation)]

"""Figures of a few real and generated samples and of what D says of them: pure functions of arrays.

Distances are given in units of the data's own spread, so that one threshold serves data of any scale and dimension.
"""

import math

import numpy as np
from keras import ops

LOG_2 = math.log(2)

# A value counts as saturated when it is this near to an end of the generator's range, in units of the range.
NEAR_THE_END = 0.01

# Over how many of the last looks the samples have to move still; four swings in forty looks are two in these.
RECENT = 20

# So many multiplications of one matrix product are left to one thread by OpenBLAS.
IN_ONE_THREAD = 2**18


def of_logits(real, fake, threshold=0.0):
    """Returns what D's logits say: how often it is right, and how far apart the two kinds are.

    Args:
        real: Array of D's logits on real samples.
        fake: Array of D's logits on generated samples.
        threshold: Float, above which D takes a sample for real; with `None` only pairs can be right. Defaults to `0.0`.

    Returns:
        Dict of floats: `real_right` and `fake_right`, shares from 0 to 1; `real_logit` and `fake_logit`, means; `auc`,
        the probability that a real sample has the larger logit, 0.5 for a D that guesses.
    """
    real, fake = np.ravel(real).astype("float64"), np.ravel(fake).astype("float64")
    auc = float(np.mean(real[:, None] > fake) + 0.5 * np.mean(real[:, None] == fake))
    return {
        "real_right": auc if threshold is None else float(np.mean(real > threshold)),
        "fake_right": auc if threshold is None else float(np.mean(fake < threshold)),
        "real_logit": float(np.mean(real)),
        "fake_logit": float(np.mean(fake)),
        "auc": auc,
    }


def of_samples(real, fake, limits=(-math.inf, math.inf), unit=None):
    """Returns how generated samples lie beside real ones.

    Formula, with `pairs` the mean Euclidean distance between two samples of one kind:

    ```python
    spread = pairs(fake) / pairs(real)
    variance = sum(var(fake, axis=0)) / sum(var(real, axis=0))
    shift = norm(mean(fake) - mean(real)) / pairs(real)
    missed = mean over real samples of the distance to the nearest generated one / pairs(real)
    strayed = mean over generated samples of the distance to the nearest real one / pairs(real)
    ```

    Where modes are missing `missed` is large and `strayed` is not, however far apart the modes are that are left.

    Args:
        real: Array `(n, ...)`, in the units of the generator.
        fake: Array `(m, ...)`.
        limits: Pair of floats, the ends of the generator's range. Defaults to none.
        unit: Float, `pairs(real)` where it is known. Defaults to `None`.

    Returns:
        Dict of floats: `spread`, `variance`, `shift`, `missed` and `strayed`; `apart`, the mean distance of a real
        sample to a generated one, in the units of the generator; `real_saturated` and `fake_saturated`,
        the shares of values at an end of the range; `out_of_reach`, the share of real values outside it.
    """
    real, fake = flat(real), flat(fake)
    scale = pairs(real) if unit is None else unit
    between = distances(real, fake)
    return {
        "spread": ratio(pairs(fake), scale),
        "variance": ratio(fake.var(axis=0).sum(), real.var(axis=0).sum()),
        "shift": shift(real, fake, scale),
        "missed": ratio(between.min(axis=1).mean(), scale),
        "strayed": ratio(between.min(axis=0).mean(), scale),
        "apart": float(between.mean()),
        "real_saturated": saturated(real, *limits),
        "fake_saturated": saturated(fake, *limits),
        "out_of_reach": out_of_reach(real, *limits),
    }


def of_data(real, limits=(-math.inf, math.inf)):
    """Returns what can be said of the data alone.

    Args:
        real: Array `(n, ...)`, in the units of the generator.
        limits: Pair of floats, the ends of the generator's range. Defaults to none.

    Returns:
        Dict of floats: `open`, 1 for a range with an open end; `distinct`, how many different samples there are, as a
        share; `data_mean` and `data_std`, root mean squares of the means and of the standard deviations of a sample's
        values.
    """
    real = flat(real)
    return {
        "open": float(not math.isfinite(limits[1] - limits[0])),
        "distinct": len(np.unique(real, axis=0)) / len(real),
        "data_mean": float(np.sqrt(np.mean(real.mean(axis=0) ** 2))),
        "data_std": float(np.sqrt(np.mean(real.var(axis=0)))),
    }


def flat(samples):
    """Returns samples as rows of float64."""
    return np.reshape(samples, (len(samples), -1)).astype("float64")


def pairs(samples):
    """Returns the mean distance between two of the rows, 0 for a single one."""
    n = len(samples)
    return float(distances(samples, samples).sum() / (n * (n - 1))) if n > 1 else 0.0


def distances(a, b):
    """Returns the Euclidean distance of each row of `a` to each of `b`; to itself 0."""
    middle = a.mean(axis=0)  # near it squares are small, and so is what their difference loses
    a, b = a - middle, b - middle
    squares = np.sum(a * a, axis=1)[:, None] + np.sum(b * b, axis=1) - 2 * products(a, b)
    return np.sqrt(np.maximum(squares, 1e-13 * squares.max()) - 1e-13 * squares.max())


def products(a, b):
    """Returns `a @ b.T`, in parts for which BLAS starts no threads: on a busy machine they wait more than they work."""
    width = max(1, IN_ONE_THREAD // (len(a) * len(b)))
    return sum(a[:, start : start + width] @ b[:, start : start + width].T for start in range(0, a.shape[1], width))


def wins(ours, theirs):
    """Returns how often a value of `ours` is above the one beside it in `theirs`, a tie counting half."""
    ours, theirs = np.ravel(ours), np.ravel(theirs)
    return float(np.mean(ours > theirs) + 0.5 * np.mean(ours == theirs))


def obedience(real, fake, labels):
    """Returns how often a generated sample is nearer to the mean of real ones of its label than to that of another.

    Half of the time by chance. Where D no longer minds wrong labels on real samples, this says whether G minds them.

    Args:
        real: Array `(n, ...)`.
        fake: Array `(n, ...)`, generated for the labels of the real ones.
        labels: Integer array `(n,)`.

    Returns:
        Float, from 0 to 1; 0.5 where all labels are the same.
    """
    real, fake = flat(real), flat(fake)
    present, own = np.unique(np.ravel(labels), return_inverse=True)
    away = distances(fake, np.stack([real[own == number].mean(axis=0) for number in range(len(present))]))
    others = own[:, None] != np.arange(len(present))
    return float(np.mean((away[np.arange(len(fake)), own][:, None] < away)[others])) if others.any() else 0.5


def gap(samples, others):
    """Returns the mean Euclidean distance of each sample to the one beside it in `others`."""
    return float(np.linalg.norm(flat(samples) - flat(others), axis=1).mean())


def shift(real, others, unit):
    """Returns how far apart the means of two arrays of samples are, in units of `unit`."""
    return ratio(float(np.linalg.norm(flat(others).mean(axis=0) - flat(real).mean(axis=0))), unit)


def ratio(value, unit):
    """Returns `value / unit`; data that are all alike have no unit, and then all or nothing is said."""
    return float(value / unit) if unit > 0 else math.inf if value > 0 else 1.0


def saturated(samples, low, high):
    """Returns the share of values at an end of the range, 0 for a range with an open end."""
    if not math.isfinite(high - low):
        return 0.0
    margin = NEAR_THE_END * (high - low)
    return float(np.mean((samples < low + margin) | (samples > high - margin)))


def out_of_reach(samples, low, high):
    """Returns the share of values outside the range, rounding left out."""
    slack = 1e-3 * (high - low) if math.isfinite(high - low) else 1e-6
    return float(np.mean((samples < low - slack) | (samples > high + slack)))


def effective_classes(verdicts):
    """Returns how many classes samples are of, exp of the entropy of the classes that a classifier gives them.

    Args:
        verdicts: Array `(n, classes)`, probabilities or logits.
    """
    shares = np.bincount(np.argmax(verdicts, axis=1)) / len(verdicts)
    shares = shares[shares > 0]
    return float(np.exp(-np.sum(shares * np.log(shares))))


def wandering(centers, unit):
    """Returns how far, and how often, the mean of the generated samples goes to and fro from look to look.

    The means are followed along the direction in which they spread the most. `extent` is the distance there from the
    10th to the 90th percentile, so that a single leap at the beginning of a run does not count. A swing is the way from
    one outer quarter of it to the other; a circle has two a round, going on to another place is one, and to tremble is
    none. What has come to rest has an extent of 0: in the last looks it goes less than half of it.

    Args:
        centers: List of arrays `(d,)`, the means at each look, oldest first.
        unit: Float, the mean distance between two real samples.

    Returns:
        Dict of floats: `drift`, the median length of a move, and `extent`, in units of `unit`; `swings`, their number.
    """
    if len(centers) < 2:
        return {"drift": 0.0, "extent": 0.0, "swings": 0.0}
    moves = np.linalg.norm(np.diff(centers, axis=0), axis=1)
    along = along_the_main_axis(centers)
    low, high = np.percentile(along, [10, 90])
    at_rest = np.ptp(along[-RECENT:]) < (high - low) / 2
    sides = np.sign(along - (low + high) / 2)[np.abs(along - (low + high) / 2) > (high - low) / 4]
    return {
        "drift": ratio(float(np.median(moves)), unit),
        "extent": 0.0 if at_rest else ratio(float(high - low), unit),
        "swings": float(np.count_nonzero(np.diff(sides))),
    }


def along_the_main_axis(points):
    """Returns where each point lies in the direction in which the points spread the most."""
    centered = np.asarray(points, "float64") - np.mean(points, axis=0)
    _, vectors = np.linalg.eigh(products(centered, centered))
    axis = vectors[:, -1] @ centered
    length = np.linalg.norm(axis)
    return centered @ axis / length if length else np.zeros(len(centered))


def pulls(pair):
    """Returns whether each loss of a `LossPair` pulls D's logits the right way, seen at a few logits.

    A right D must cost less than a wrong one, and samples that D takes for real must cost G less than those that it
    rejects. Exchanged labels turn one of the two around. A D that is wrong about one kind alone must cost more than a
    right one, too, or its loss forgets that kind.

    Returns:
        Dict of scalar tensors: `d_pull`, `g_pull`, `d_real_pull`, `d_fake_pull`, how much more a wrong verdict costs;
        `d_floor`, D's loss where it is as right as can be, which a loss without an end has far below 0.
    """

    def at(logit):
        return ops.full((4, 1), logit, "float32")

    middle = pair.threshold or 0.0
    real = at(0.0) if pair.uses_real else None
    up, down = at(middle + 0.5), at(middle - 0.5)
    right = pair.discriminator(up, down)
    return {
        "d_pull": pair.discriminator(at(-1.0), at(1.0)) - pair.discriminator(at(1.0), at(-1.0)),
        "g_pull": pair.generator(real, at(-1.0)) - pair.generator(real, at(1.0)),
        "d_real_pull": pair.discriminator(down, down) - right,
        "d_fake_pull": pair.discriminator(up, up) - right,
        "d_floor": pair.discriminator(at(1000.0), at(-1000.0)),
    }


def slope(pair, real, fake):
    """Returns how much of its slope G's loss has left at the logits that D gives, 1 at logits of 0.

    `minimax` has nothing left where D is sure that samples are generated; `non_saturating` then has twice as much.

    Args:
        pair: A `LossPair`.
        real: Tensor `(n, 1)` of D's logits on real samples.
        fake: Tensor `(n, 1)` of D's logits on generated samples.

    Returns:
        Scalar tensor.
    """

    def rise(fake, real, by=0.5):
        real = real if pair.uses_real else None
        return ops.abs(pair.generator(real, fake + by) - pair.generator(real, fake - by))

    undecided = rise(ops.zeros_like(fake), ops.zeros_like(real))
    return ops.where(undecided > 0, rise(fake, real) / ops.maximum(undecided, 1e-12), 1.0)

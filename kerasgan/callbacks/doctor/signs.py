"""The signs by which the doctor knows its conditions: a function of figures each, its threshold, and the reason for it.

A sign is a function of the figures of one look (a dict of floats) and of the list of those before, oldest first. It may
ask for a figure that is not there, and then does not hold: D's accuracy says nothing of a loss that has no
classification in it, and after a NaN there is nothing left to say but that.
"""

import math
import statistics

from kerasgan.callbacks.doctor.evidence import LOG_2

# With fewer samples than this a share or a mean says too little.
FEWEST_SAMPLES = 32


def enough(now):
    """Tells whether there are samples enough for a share or a mean."""
    return now["samples"] >= FEWEST_SAMPLES


def is_divergence(now, before):
    """A NaN; or logits of +-1000, where float32 has long rounded D to 0 or 1; or weights a hundred times the first."""
    logits = max(abs(now.get("real_logit", 0.0)), abs(now.get("fake_logit", 0.0))) if "jsd" in now else 0.0
    return not now["finite"] or logits > 1000 or max(now["d_growth"], now["g_growth"]) > 100


def is_range_mismatch(now, before):
    """One real value in a hundred that G cannot make; the check before training refuses already one in a million."""
    return now["out_of_reach"] > 0.01


def is_exchanged(now, before):
    """A loss that falls as its network gets worse."""
    return min(now["d_pull"], now["g_pull"]) < 0


def is_one_sided(now, before):
    """D's loss does not rise when D is wrong about real samples alone, or about generated ones alone."""
    return now["d_pull"] >= 0 and min(now["d_real_pull"], now["d_fake_pull"]) <= 1e-6


def is_repeated(now, before):
    """Three in four real samples are copies of others; it is right for data that have a handful of values only."""
    return enough(now) and now["distinct"] <= 0.25


def is_unscaled(now, before):
    """Data ten times wider, twenty times narrower or ten spreads farther from 0 than what new networks make.

    Only where G has no bounds (they have a condition of their own), and as long as D tells all samples apart.
    """
    wide = not 0.05 < now["data_std"] < 10
    far = now["data_mean"] > 10 * max(1.0, now["data_std"])
    return enough(now) and now["open"] == 1 and (wide or far) and now["auc"] > 0.95


def is_g_still(now, before):
    """G's weights within 1 % of where they began, though D tells its samples from real ones.

    Adam with a rate of 2e-4 is 5 to 50 % away after 300 steps.
    """
    return enough(now) and now["g_distance"] < 0.01 and now["auc"] > 0.95


def is_held_back(now, before):
    """D ranks the two kinds rightly, but its logits hardly differ: a D that may move would lower its loss at once."""
    return enough(now) and now["auc"] > 0.9 and now.get("jsd", math.inf) < 0.01


def is_biased(now, before):
    """D ranks the two kinds rightly and yet takes all for real, or none: its output cannot pass the threshold."""
    rights = now["real_right"], now["fake_right"]
    return enough(now) and now["auc"] > 0.95 and min(rights) < 0.05 and max(rights) > 0.95


def is_unstable(now, before):
    """D's loss twice that of guessing, 2 log 2: it is very sure, and wrong, about samples that have moved since.

    A D that has hardly learned is another thing: it is too weak.
    """
    return enough(now) and now["jsd"] < -LOG_2 and now["d_distance"] > 0.1


def is_unbounded(now, before):
    """A loss without an end, and a D ten times as steep as Lipschitz's bound of 1 allows.

    With a slope of 1 at most, mean logits differ by no more than samples of the two kinds are apart.
    """
    steep = abs(now["real_logit"] - now["fake_logit"]) > 10 * now["apart"]
    return enough(now) and now["d_floor"] < -100 and steep


def ignores_labels(now, before):
    """D does not mind wrong labels on real samples, and where labels are classes G does not mind them either.

    With 128 samples chance has a standard deviation of 0.044 for D; for G it reaches 0.6, as large classes have means
    nearer to all. A D that has only seen right labels may like wrong ones as much in the end, while G makes what it
    is asked for.
    """
    return enough(now) and now["label_auc"] < 0.6 and now.get("obedience", 0.5) < 0.7


def is_stale(now, before):
    """A sample by moving statistics is half of the data's spread away from the same by batch statistics."""
    return enough(now) and now["settled_gap"] > 0.5


def has_run_out(now, before):
    """A learning rate below a thousandth of the highest so far, though a twentieth of the run or more remains.

    A cosine that falls to 0 at the end of the run has 0.006 of its first rate left there. One that is 0 from the
    beginning is reported as a network that is frozen.
    """
    fallen = [runs_out(now, before, network) for network in "gd"]
    return now["remains"] > 0.05 and any(fallen)


def runs_out(now, before, network):
    """Tells whether the rate of a network, `"g"` or `"d"`, is below a thousandth of the highest so far."""
    highest = max((look.get(f"{network}_rate", 0.0) for look in before), default=0.0)
    return now.get(f"{network}_rate", math.inf) < 1e-3 * highest


def is_frozen_d(now, before):
    """No weight of D moved by as much as float32 can tell: half a unit in the last place is 6e-8 of a weight.

    Where its learning rate has run out that is what is said.
    """
    return len(before) > 0 and now["d_moved"] < 1e-8 and not runs_out(now, before, "d")


def is_frozen_g(now, before):
    """Likewise for G."""
    return len(before) > 0 and now["g_moved"] < 1e-8 and not runs_out(now, before, "g")


def is_collapse(now, before):
    """Samples a fifth as far apart as the data; or a third as many classes; or modes that are missing.

    One of eight modes on a circle has a spread of 0.05. Modes are missing where real samples are on average a tenth of
    the data's spread from any generated one, and four times as far as the generated ones are from them: three of eight
    modes, say. In many dimensions everything is far from everything, and this is never said.
    """
    classes = now.get("fake_classes", math.inf) < 0.34 * now.get("real_classes", 0.0)
    missing = now["missed"] > 0.1 and now["missed"] > 4 * now["strayed"]
    return enough(now) and (now["spread"] < 0.2 or classes or missing)


def is_narrow_column(now, before):
    """A column of a table with a fifth of the entropy that it has in the data: one of ten even values, or nearly so."""
    return enough(now) and now["narrowest_spread"] < 0.2


def is_plain_collapse(now):
    """Samples all but equal; the notebook's MNIST pair, which recovers, has 0.07 in its first thousand steps."""
    return now["spread"] < 0.03


def is_vanishing(now, before):
    """D all but always right, and G's gradient below Adam's epsilon of 1e-7, or a hundredth of what it was at first.

    Or a hundredth of what its loss would have it be with an undecided D: it was faint from the beginning, then.
    """
    first = [look["g_gradient"] for look in before if "g_gradient" in look][:5]
    faint = now["g_slope"] < 1e-2 or now["g_gradient"] < max(1e-7, 1e-2 * max(first, default=0.0))
    return enough(now) and faint and now["auc"] > 0.99


def is_overpowering(now, before):
    """The JSD estimate within 0.3 % of its bound log 2, D's loss below 0.002; MNIST pairs that get well had 0.004."""
    right = min(now["real_right"], now["fake_right"])
    return enough(now) and right > 0.99 and now.get("jsd", 0.0) > 0.997 * LOG_2


def is_left_behind(now, before):
    """D ranks 95 % of pairs rightly, and G's loss is above 2 and a tenth above the median of all looks so far.

    At 2, generated samples are taken for real one time in seven. Pairs that get well pass it, too (normal_200d, 3.1),
    but their G's loss falls again; a loss that stays below or about its own median is none of this.
    """
    past = [look["g_loss"] for look in before if "g_loss" in look]
    rises = now["g_loss"] > 1.1 * statistics.median(past or [0.0])
    return enough(now) and "jsd" in now and now["auc"] > 0.95 and now["g_loss"] > 2 and rises


def is_weak(now, before):
    """D guesses, or is wrong (AUC below 0.6), though means or spreads of the two kinds differ for all to see."""
    guesses = now["auc"] < 0.6 and now.get("jsd", math.inf) < 0.02
    apart = now["shift"] > 0.5 or not 0.4 < now["spread"] < 2.5
    return enough(now) and guesses and apart


def is_oscillation(now, before):
    """All samples together go to and fro over the whole spread of the data, twice or more in the last looks.

    Somewhere on such a way their mean is off by half of the data's spread or more, on each swing anew.
    """
    return enough(now) and len(before) >= 9 and now["extent"] > 1 and now["swings"] >= 4


def is_saturation(now, before):
    """Nine in ten generated values at the ends of the range, and of the real ones less than half.

    Or a tenth as many between the ends as real ones have there: black ink on white paper has few.
    """
    fake, real = now["fake_saturated"], now["real_saturated"]
    return enough(now) and ((fake > 0.9 and real < 0.5) or 1 - fake < 0.1 * (1 - real))

"""The conditions that the doctor knows: name, test on the figures, what it means in numbers, what to try first.

A new one is an object in `CONDITIONS`, which has the gravest first: so findings are shown and recorded, whatever was
seen first. Each threshold has its reason beside it; `docs/doctor.md` says how often healthy
runs come near. A test is a function of the figures of one look (a dict of floats) and of the list of those before,
oldest first. It may ask for a figure that is not there, and then does not hold: D's accuracy says nothing of a loss
that has no classification in it, and after a NaN there is nothing left to say but that.
"""

import math
import statistics
from collections.abc import Callable
from typing import NamedTuple

from kerasgan.doctor.evidence import LOG_2

# With fewer samples than this a share or a mean says too little.
FEWEST_SAMPLES = 32


class Condition(NamedTuple):
    """Something that can go wrong.

    Args:
        name: String, its name in the field.
        test: Function `(now, before) -> bool` of figures, see above.
        evidence: String with fields of `now`, such as `"{spread:.2f}"`.
        advice: Tuple of strings, what to try, in this toolkit's own arguments, the first one first.
        checks: Integer, at how many looks in a row the test has to hold. Defaults to `5`.
        lasting: Boolean, whether it has to hold for a good part of the run as well (`ledger.py` says for how long), as
            what many a healthy run goes through at its beginning has to. Defaults to `True`.
        plain: Function `(now) -> bool`, whether half of a short run is long enough to tell; else the condition lasts as
            long there as in a long one. Defaults to always.
    """

    name: str
    test: Callable
    evidence: str
    advice: tuple
    checks: int = 5
    lasting: bool = True
    plain: Callable = lambda now: True


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
    """D does not mind wrong labels on real samples: with 128 of them chance has a standard deviation of 0.044."""
    return enough(now) and now["label_auc"] < 0.6


def is_stale(now, before):
    """A sample by moving statistics is half of the data's spread away from the same by batch statistics."""
    return enough(now) and now["settled_gap"] > 0.5


def has_run_out(now, before):
    """A learning rate below a thousandth of the highest so far, though a twentieth of the run or more remains.

    A cosine that falls to 0 at the end of the run has 0.006 of its first rate left there. One that is 0 from the
    beginning is told of as a network that is frozen.
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


def is_plain_collapse(now):
    """Samples all but equal; the notebook's MNIST pair, which gets well, has 0.07 in its first thousand steps."""
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


SLOWER_D = "lower D's learning rate, or raise G's: `d_optimizer=keras.optimizers.Adam(1e-4, beta_1=0.5)`"
DROPOUT = "make D's task harder: `build_discriminator(..., dropout=0.3)`, or fewer units in `hidden`"

CONDITIONS = [
    Condition(
        "divergence",
        is_divergence,
        "D's weights are {d_growth:.3g} and G's {g_growth:.3g} times as large as at the start; D's loss {d_loss:.3g}, "
        "G's {g_loss:.3g}, D's mean logits {real_logit:.3g} on real and {fake_logit:.3g} on generated samples.",
        (
            "lower both learning rates tenfold: `g_optimizer=` and `d_optimizer=`",
            "clip gradients: `keras.optimizers.Adam(2e-4, beta_1=0.5, clipnorm=1.0)` for both",
        ),
        checks=2,
        lasting=False,
    ),
    Condition(
        "range mismatch",
        is_range_mismatch,
        "{out_of_reach:.0%} of the real values are out of the generator's range, so D needs to look at nothing else.",
        (
            "pass images as uint8, or scale them to the generator's range, and leave `check_range=True`",
            "give G an end without bounds: `build_generator(..., output_activation=None)`",
        ),
        checks=1,
        lasting=False,
    ),
    Condition(
        "exchanged labels",
        is_exchanged,
        "With logits of +1 on real and -1 on generated samples D's loss is {d_pull:.3g} lower than the other way "
        "round, and G's is {g_pull:.3g} lower for samples that D takes for real: both must be above 0.",
        (
            "check the order of the arguments in your `LossPair`: `(real, fake)`, real samples with the larger logits",
            'use one of ours to compare with: `loss="non_saturating"`',
        ),
        checks=1,
        lasting=False,
    ),
    Condition(
        "one-sided discriminator loss",
        is_one_sided,
        "At logits of +-0.5 D's loss is {d_real_pull:.3g} higher when D rejects real samples, and {d_fake_pull:.3g} "
        "higher when it accepts generated ones: both must be above 0, or D does not learn from that kind.",
        (
            "check that your `LossPair` uses both arguments, `(real, fake)`, each with its own label",
            'use one of ours to compare with: `loss="non_saturating"`',
        ),
        checks=1,
        lasting=False,
    ),
    Condition(
        "repeated data",
        is_repeated,
        "Only {distinct:.0%} of {samples:.0f} real samples differ: D can learn these by heart, and distances "
        "in units of the data mean little.",
        (
            "look at the data: `plot_samples(data[:64])`; was one batch or one image repeated?",
            "with few images, show D variations of them: `transforms=[kerasgan.transforms.DiffAugment()]`",
        ),
        checks=1,
        lasting=False,
    ),
    Condition(
        "learning rate of zero",
        has_run_out,
        "G's learning rate is {g_rate:.2g} and D's {d_rate:.2g}, while {remains:.0%} of the run remains: what has no "
        "rate does not learn any more.",
        (
            "give the schedule the length of the run: `decay_steps` is `steps` for G, and for D `steps` times "
            '`d_steps`, since it counts D\'s own updates; in a recipe write `{"of_run": 1.0}`',
            "or end the run where the rate does: a smaller `steps` in `fit_gan`",
        ),
        checks=2,
        lasting=False,
    ),
    Condition(
        "frozen discriminator",
        is_frozen_d,
        "No weight of D has moved since the look before ({d_moved:.1g} of its size), while G's have by {g_moved:.2g}.",
        (
            "check D's learning rate: `gan.optimizer.d.learning_rate`; a schedule of it counts D's own updates, "
            "`d_steps` in each step",
            "set `trainable = True` on D's layers before `build_gan`, which freezes D for show only, or use an "
            "activation that cannot die: `build_discriminator(..., activation='leaky_relu')`",
        ),
        checks=3,
        lasting=False,
    ),
    Condition(
        "frozen generator",
        is_frozen_g,
        "No weight of G has moved since the look before ({g_moved:.1g} of its size), while D's have by {d_moved:.2g}.",
        (
            "check G's learning rate: `gan.optimizer.g.learning_rate`",
            "set `trainable = True` on G's layers before `build_gan`; if the gradient is 0, give D an activation that "
            "cannot die: `build_discriminator(..., activation='leaky_relu')`",
        ),
        checks=3,
        lasting=False,
    ),
    Condition(
        "unscaled data",
        is_unscaled,
        "Real values have a mean of about {data_mean:.3g} and a standard deviation of {data_std:.3g}, where "
        "new networks make ones of about 0 and 1; D tells the two apart in {auc:.0%} of pairs.",
        (
            "standardise the data: `(data - data.mean(axis=0)) / data.std(axis=0)`, and turn samples back afterwards",
            "images belong into the generator's range: pass them as uint8, and leave `output_activation` as it is",
        ),
    ),
    Condition(
        "generator hardly learns",
        is_g_still,
        "G's weights are {g_distance:.2%} away from where they began and D's {d_distance:.2%}, while D tells real from "
        "generated samples in {auc:.0%} of pairs.",
        (
            "raise G's learning rate: `g_optimizer=keras.optimizers.Adam(1e-3, beta_1=0.5)`; plain SGD needs far more",
            "leave out `clipnorm` and `clipvalue` in G's optimizer: below Adam's epsilon of 1e-7 no gradient counts",
        ),
    ),
    Condition(
        "mode collapse",
        is_collapse,
        "Generated samples are {spread:.2f} times as far apart as real ones, with {variance:.2g} times their variance; "
        "a real sample has a generated one {missed:.2g} of the data's spread away, a generated one a real one "
        "{strayed:.2g}.",
        (
            "give D less of a lead: " + SLOWER_D,
            "train D on larger batches, in which it sees that samples are alike: `batch_size=256`",
            '`build_discriminator("dcgan", ..., spectral_normalization=True)`, so that no single point pays',
        ),
        plain=is_plain_collapse,
    ),
    Condition(
        "vanishing generator gradient",
        is_vanishing,
        "D ranks real above generated samples in {auc:.1%} of all pairs; G's loss is {g_slope:.2g} times as steep "
        "there as where D is undecided, and its gradient, where it was measured, {g_gradient:.2g} per weight.",
        (
            '`loss="non_saturating"`, whose gradient is strong just where D rejects the samples',
            SLOWER_D,
        ),
    ),
    Condition(
        "discriminator overpowering",
        is_overpowering,
        "D is right about {real_right:.1%} of real and {fake_right:.1%} of generated samples, its mean logits are "
        "{real_logit:.1f} and {fake_logit:.1f}, and the JSD estimate {jsd:.4f} is at its bound, log 2 = 0.6931.",
        (SLOWER_D, DROPOUT, "`d_steps=1`, if it is more"),
    ),
    Condition(
        "generator falling behind",
        is_left_behind,
        "G's loss has risen to {g_loss:.3g}, and D ranks real above generated samples in {auc:.0%} of pairs: D "
        "improves faster than G can follow.",
        (
            'hold D\'s slope down: `terms=["r1"]`',
            "take momentum from both, and average G's weights: "
            "`g_optimizer=keras.optimizers.Adam(1e-3, beta_1=0.0, use_ema=True)` and "
            "`d_optimizer=keras.optimizers.Adam(1e-3, beta_1=0.0)`",
            DROPOUT,
        ),
    ),
    Condition(
        "discriminator too weak",
        is_weak,
        "D ranks real above generated samples in {auc:.0%} of pairs, no better than guessing, though their means are "
        "{shift:.2f} of the data's spread apart and generated samples {spread:.2f} times as far from each other; D's "
        "weights are {d_distance:.2%} away from where they began.",
        (
            "give D more to see with: more units in `build_discriminator(..., hidden=(256, 256))`",
            "let it learn more: `d_steps=2`, or a higher learning rate in `d_optimizer=`",
            "lower what holds it back: its `dropout`, the weights of its penalties in `terms=`",
        ),
    ),
    Condition(
        "discriminator held back",
        is_held_back,
        "D ranks real above generated samples in {auc:.0%} of pairs, but its mean logits are {real_logit:.2g} and "
        "{fake_logit:.2g} and the JSD estimate is {jsd:.2g}: something keeps it flat, and G learns little from it.",
        (
            "lower the weight of its penalties, for example `terms=[kerasgan.terms.R1(weight=0.1)]`",
            "lower its `dropout`, or raise its learning rate: `d_optimizer=keras.optimizers.Adam(1e-3, beta_1=0.5)`",
        ),
    ),
    Condition(
        "biased discriminator",
        is_biased,
        "D is right about {real_right:.0%} of real and {fake_right:.0%} of generated samples, though it ranks "
        "{auc:.0%} of pairs rightly; its mean logits are {real_logit:.3g} and {fake_logit:.3g}.",
        (
            "end D in a linear layer, `build_discriminator(..., output_activation=None)`: relu has no logits below 0",
            "give it back its bias, and check `from_logits=`, if D ends in an activation of your own",
        ),
    ),
    Condition(
        "unstable discriminator",
        is_unstable,
        "D's loss {d_loss:.3g} has been more than twice that of guessing, 0.69, for long: its mean logits are "
        "{real_logit:.3g} on real and {fake_logit:.3g} on generated samples, and G has moved on before D has learned.",
        (
            "lower both learning rates: `g_optimizer=` and `d_optimizer=`, and Adam's `beta_1` to 0.5 or 0",
            'hold D\'s slope down: `terms=["r1"]`',
        ),
    ),
    Condition(
        "unbounded critic",
        is_unbounded,
        "D's loss has no end, and its mean logits {real_logit:.3g} and {fake_logit:.3g} are farther apart than ten "
        "times the distance of samples, {apart:.3g}: nothing bounds its slope, and the loss measures no distance.",
        (
            '`terms=["gradient_penalty"]`, as WGAN-GP has it',
            '`terms=["weight_clipping"]`, as WGAN has it, or `build_discriminator(..., spectral_normalization=True)`',
        ),
    ),
    Condition(
        "labels ignored",
        ignores_labels,
        "D prefers real samples with their own labels to the same with wrong ones in {label_auc:.0%} of cases, no "
        "better than guessing: G then learns no classes.",
        (
            "check that labels belong to their samples: `plot_samples(x[:10])` beside `y[:10]`; was one shuffled?",
            '`build_discriminator(..., condition="projection")` tells D more of the label',
        ),
        plain=lambda now: False,  # a healthy dense pair on digits learns its labels after 400 steps
    ),
    Condition(
        "stale batch statistics",
        is_stale,
        "Samples as `gan.sample` makes them, by BatchNormalization's moving statistics, are {settled_gap:.2f} of the "
        "data's spread away from those that training makes of the same noise.",
        (
            "lower the momentum of G's layers: `keras.layers.BatchNormalization(momentum=0.9)`",
            "use `build_generator(..., normalization='batch')`, whose momentum is 0.9",
        ),
        plain=lambda now: False,  # healthy DCGANs have it for a hundred steps
    ),
    Condition(
        "oscillation",
        is_oscillation,
        "The mean of the generated samples goes to and fro over {extent:.2f} times the distance between two real "
        "samples, in {swings:.0f} swings of late.",
        (
            "lower both learning rates: `g_optimizer=` and `d_optimizer=`, and Adam's `beta_1` to 0.5 or 0",
            "average G's weights: `g_optimizer=keras.optimizers.Adam(2e-4, use_ema=True)`",
        ),
    ),
    Condition(
        "saturation",
        is_saturation,
        "{fake_saturated:.0%} of the generated values are at the ends of the generator's range, and "
        "{real_saturated:.0%} of the real ones: its last activation passes hardly any gradient there.",
        (
            "lower G's learning rate: `g_optimizer=keras.optimizers.Adam(1e-4, beta_1=0.5)`",
            "normalise G's layers: `build_generator(..., normalization='batch')`",
        ),
    ),
]


def names(conditions=None):
    """Returns the names of the conditions, the gravest first."""
    return [condition.name for condition in (CONDITIONS if conditions is None else conditions)]


def rank(name, conditions=None):
    """Returns the place of a condition's name among all, 0 for the gravest; a name that is not known comes last."""
    known = names(conditions)
    return known.index(name) if name in known else len(known)

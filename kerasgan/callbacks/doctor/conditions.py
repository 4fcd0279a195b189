"""The conditions that the doctor knows: name, sign, what it means in numbers, what to try first.

A new one is an object in `CONDITIONS`, which has the gravest first: so findings are shown and recorded, whatever was
seen first. `signs.py` has the test of each, with the reason of its threshold; `docs/doctor.md` says how often healthy
runs come near.
"""

from collections.abc import Callable
from typing import NamedTuple

from kerasgan.callbacks.doctor import signs


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


SLOWER_D = "lower D's learning rate, or raise G's: `d_optimizer=keras.optimizers.Adam(1e-4, beta_1=0.5)`"

DROPOUT = "make D's task harder: fewer `filters`, or with `'mlp'` fewer units in `hidden`, or `dropout=0.3`"

CONDITIONS = [
    Condition(
        "divergence",
        signs.is_divergence,
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
        signs.is_range_mismatch,
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
        signs.is_exchanged,
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
        signs.is_one_sided,
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
        signs.is_repeated,
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
        signs.has_run_out,
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
        signs.is_frozen_d,
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
        signs.is_frozen_g,
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
        signs.is_unscaled,
        "Real values have a mean of about {data_mean:.3g} and a standard deviation of {data_std:.3g}, where "
        "new networks make ones of about 0 and 1; D tells the two apart in {auc:.0%} of pairs.",
        (
            "standardise the data: `(data - data.mean(axis=0)) / data.std(axis=0)`, and turn samples back afterwards",
            "images belong into the generator's range: pass them as uint8, and leave `output_activation` as it is",
        ),
    ),
    Condition(
        "generator hardly learns",
        signs.is_g_still,
        "G's weights are {g_distance:.2%} away from where they began and D's {d_distance:.2%}, while D tells real from "
        "generated samples in {auc:.0%} of pairs.",
        (
            "raise G's learning rate: `g_optimizer=keras.optimizers.Adam(1e-3, beta_1=0.5)`; plain SGD needs far more",
            "leave out `clipnorm` and `clipvalue` in G's optimizer: below Adam's epsilon of 1e-7 no gradient counts",
        ),
    ),
    Condition(
        "mode collapse",
        signs.is_collapse,
        "Generated samples are {spread:.2f} times as far apart as real ones, with {variance:.2g} times their variance; "
        "a real sample has a generated one {missed:.2g} of the data's spread away, a generated one a real one "
        "{strayed:.2g}.",
        (
            "give D less of a lead: " + SLOWER_D,
            "train D on larger batches, in which it sees that samples are alike: `batch_size=256`",
            '`build_discriminator("dcgan", ..., spectral_normalization=True)`, so that no single point pays',
        ),
        plain=signs.is_plain_collapse,
    ),
    Condition(
        "collapsed column",
        signs.is_narrow_column,
        "Column {narrowest!r} has {narrowest_spread:.0%} of the entropy that it has in the data: G makes hardly more "
        "than one of its values.",
        (
            "give the pairs of columns more weight: `terms=[..., kerasgan.terms.PairMatch(50.0)]`",
            "ask for rare values more often: `tables.build_gan(..., free=0.5)`",
            "let D see more rows at a time: `tables.build_gan(..., pack=16)`",
        ),
    ),
    Condition(
        "vanishing generator gradient",
        signs.is_vanishing,
        "D ranks real above generated samples in {auc:.1%} of all pairs; G's loss is {g_slope:.2g} times as steep "
        "there as where D is undecided, and its gradient, where it was measured, {g_gradient:.2g} per weight.",
        (
            '`loss="non_saturating"`, whose gradient is strong just where D rejects the samples',
            SLOWER_D,
        ),
    ),
    Condition(
        "discriminator overpowering",
        signs.is_overpowering,
        "D is right about {real_right:.1%} of real and {fake_right:.1%} of generated samples, its mean logits are "
        "{real_logit:.1f} and {fake_logit:.1f}, and the JSD estimate {jsd:.4f} is at its bound, log 2 = 0.6931.",
        (SLOWER_D, DROPOUT, "`d_steps=1`, if it is more"),
    ),
    Condition(
        "generator falling behind",
        signs.is_left_behind,
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
        signs.is_weak,
        "D ranks real above generated samples in {auc:.0%} of pairs, no better than guessing, though their means are "
        "{shift:.2f} of the data's spread apart and generated samples {spread:.2f} times as far from each other; D's "
        "weights are {d_distance:.2%} away from where they began.",
        (
            "give D more to see with: more `filters`, or with `'mlp'` more units in `hidden`",
            "let it learn more: `d_steps=2`, or a higher learning rate in `d_optimizer=`",
            "lower what holds it back: its `dropout`, the weights of its penalties in `terms=`",
        ),
    ),
    Condition(
        "discriminator held back",
        signs.is_held_back,
        "D ranks real above generated samples in {auc:.0%} of pairs, but its mean logits are {real_logit:.2g} and "
        "{fake_logit:.2g} and the JSD estimate is {jsd:.2g}: something keeps it flat, and G learns little from it.",
        (
            "lower the weight of its penalties, for example `terms=[kerasgan.terms.R1(weight=0.1)]`",
            "lower its `dropout`, or raise its learning rate: `d_optimizer=keras.optimizers.Adam(1e-3, beta_1=0.5)`",
        ),
    ),
    Condition(
        "biased discriminator",
        signs.is_biased,
        "D is right about {real_right:.0%} of real and {fake_right:.0%} of generated samples, though it ranks "
        "{auc:.0%} of pairs rightly; its mean logits are {real_logit:.3g} and {fake_logit:.3g}.",
        (
            "end D in a linear layer, `build_discriminator(..., output_activation=None)`: relu has no logits below 0",
            "give it back its bias, and check `from_logits=`, if D ends in an activation of your own",
        ),
    ),
    Condition(
        "unstable discriminator",
        signs.is_unstable,
        "D's loss {d_loss:.3g} has been more than twice that of guessing, 0.69, for long: its mean logits are "
        "{real_logit:.3g} on real and {fake_logit:.3g} on generated samples, and G has moved on before D has learned.",
        (
            "lower both learning rates: `g_optimizer=` and `d_optimizer=`, and Adam's `beta_1` to 0.5 or 0",
            'hold D\'s slope down: `terms=["r1"]`',
        ),
    ),
    Condition(
        "unbounded critic",
        signs.is_unbounded,
        "D's loss has no end, and its mean logits {real_logit:.3g} and {fake_logit:.3g} are farther apart than ten "
        "times the distance of samples, {apart:.3g}: nothing bounds its slope, and the loss measures no distance.",
        (
            '`terms=["gradient_penalty"]`, as WGAN-GP has it',
            '`terms=["weight_clipping"]`, as WGAN has it, or `build_discriminator(..., spectral_normalization=True)`',
        ),
    ),
    Condition(
        "labels ignored",
        signs.ignores_labels,
        "D prefers real samples with their own labels to the same with wrong ones in {label_auc:.0%} of cases, no "
        "better than guessing: G learns no classes from it.",
        (
            "check that labels belong to their samples: `plot_samples(x[:10])` beside `y[:10]`; was one shuffled?",
            '`build_discriminator(..., condition="projection")` tells D more of the label',
        ),
        plain=lambda now: False,  # a healthy dense pair on digits learns its labels after 400 steps
    ),
    Condition(
        "stale batch statistics",
        signs.is_stale,
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
        signs.is_oscillation,
        "The mean of the generated samples goes to and fro over {extent:.2f} times the distance between two real "
        "samples, in {swings:.0f} swings of late.",
        (
            "lower both learning rates: `g_optimizer=` and `d_optimizer=`, and Adam's `beta_1` to 0.5 or 0",
            "average G's weights: `g_optimizer=keras.optimizers.Adam(2e-4, use_ema=True)`",
        ),
    ),
    Condition(
        "saturation",
        signs.is_saturation,
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

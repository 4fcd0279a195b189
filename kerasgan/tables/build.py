"""`build_gan`: a compiled GAN of a DataFrame."""

import inspect
from collections.abc import Sequence
from typing import Any

from kerasgan import checks
from kerasgan.checks import identifiers
from kerasgan.checks.arguments import told_with_suggestions
from kerasgan.checks.types import Frame, Identifier
from kerasgan.latent import Perturbed
from kerasgan.tables import networks
from kerasgan.tables.game import TableGAN
from kerasgan.tables.rows import FREE
from kerasgan.tables.table import TIME, Table
from kerasgan.terms import ConditionMatch
from kerasgan.terms import get as get_term
from kerasgan.transforms import Packing


def _adam(name, **options):
    return {"class_name": name, "config": {"learning_rate": 5e-4, "beta_1": 0.0, "beta_2": 0.99, **options}}


# The half-life of the average of G's weights, in steps: a tenth of the steps so far, so that after a few hundred steps
# on a small table it does not still hold the first weights.
HALF_LIFE = {"class_name": "linear", "config": {"start": 0.0, "end": 700.0, "steps": 7000}}

# Our own search on Adult, told in docs/tables.md. They are configs: each GAN has optimizers and terms of its own.
DEFAULT_OPTIMIZERS = {"g": _adam("scheduled_adam", ema_half_life=HALF_LIFE), "d": _adam("adam")}
DEFAULT_TERMS = (
    {"class_name": "r1", "config": {"weight": 0.5, "every": 4}},
    {"class_name": "r2", "config": {"weight": 0.5, "every": 4}},
    {"class_name": "pair_match", "config": {"weight": 20.0}},
    {"class_name": "pair_match", "config": {"weight": 2.0, "degree": 3, "name": "triple_match"}},
)


def _problems(sizes, parts, discrete, kinds):
    """Checks arguments: whole numbers, one or several of a name; numbers and the ends between which they may lie."""
    found = []
    for name, given in sizes.items():
        given = given if isinstance(given, (tuple, list)) else [given]
        found += [problem for one in given for problem in checks.positive_integer(name, one)]
    for name, (value, low, high) in parts.items():
        wrong = checks.finite_number(name, value, at_least=low)
        if not wrong and high is not None and value > high:
            wrong = [f"`{name}`: expected a number of at most {high}. Received: {value!r}."]
        found += wrong
    if kinds is not None and not isinstance(kinds, dict):
        found.append(f"`kinds`: expected a dict by column, such as {{'zip': 'category'}}. Received: {kinds!r}.")
    if discrete is not None and not isinstance(discrete, (str, list, tuple, set)):
        found.append(f"`discrete`: expected a list of names of columns. Received: {discrete!r}.")
    return found


def _chosen_already(options):
    """Checks what a `Table` has settled, a dict of what was given: nothing but the defaults may be."""
    known = inspect.signature(build_gan).parameters
    fix = "Pass it to `Table.fit`, or the frame in the place of its table"
    return [
        f"`{name}`: a `Table` has its columns already, so {given!r} can't count. {fix}."
        for name, given in options.items()
        if given != known[name].default
    ]


@told_with_suggestions(data="frame", discrete_columns="discrete")
def build_gan(
    frame: Frame | Table,
    discrete: Sequence[str] | None = None,
    *,
    kinds: dict[str, str] | None = None,
    modes: str = "quantile",
    most_modes: int = 10,
    time_limit: float = TIME,
    noise: int = 128,
    g_hidden: Sequence[int] = (256, 256),
    d_hidden: Sequence[int] = (256, 256),
    temperature: float = 0.2,
    strength: float = 0.3,
    dropout: float = 0.0,
    pack: int = 1,
    free: float = FREE,
    loss: Identifier = "relativistic",
    terms: Sequence[Identifier] | None = None,
    g_optimizer: Identifier | None = None,
    d_optimizer: Identifier | None = None,
    seed: int = 0,
    name: str = "table_gan",
    **options: Any,
) -> TableGAN:
    """Makes a compiled GAN of a pandas DataFrame with columns of mixed kinds.

    Numbers become a mode and a place in it, categories are one-hot, what is missing is a choice of its own, and ids and
    constants are not learned; `gan.columns` prints what was decided. G is given a condition that asks for one choice
    of one column.

    Args:
        frame: `pandas.DataFrame`, or a `Table` that was made of one.
        discrete: List of names, columns that are categories whatever they look like. Defaults to `None`, none.
        kinds: Dict by name of `"category"`, `"constant"`, `"id"` or `"number"`, for columns that are to be that.
            Defaults to `None`: all kinds are seen by the values.
        modes: `"quantile"`, modes of equally many rows, or `"gaussian"`, those of a Bayesian mixture, as in CTGAN.
            Defaults to `"quantile"`.
        most_modes: Integer, modes of a column of numbers at most. Defaults to `10`.
        time_limit: Float, seconds for finding Gaussian modes of all columns; those for which none are left have
            quantiles. Defaults to `60.0`.
        noise: Integer, how many numbers of z are noise. Defaults to `128`.
        g_hidden: Tuple of integers, the hidden layers of G. Defaults to `(256, 256)`.
        d_hidden: Tuple of integers, those of D. Defaults to `(256, 256)`.
        temperature: Float, of the Gumbel-softmax that categories end in. Defaults to `0.2`.
        strength: Float, of the Gumbel noise, see `layers.GumbelSoftmax`: with less, the columns of a row
            agree more with each other. Defaults to `0.3`; in CTGAN it is 1.
        dropout: Float, in D. Defaults to `0.0`.
        pack: Integer, how many rows D judges at once; a batch is a multiple of it. Defaults to `1`.
        free: Float, the share of rows in a batch that no condition is asked of. Defaults to `0.8`; in CTGAN it is 0.
        loss: As in `kerasgan.build_gan`. Defaults to `"relativistic"`.
        terms: List as in `kerasgan.build_gan`; a `ConditionMatch` is always there. Defaults to `None`: `DEFAULT_TERMS`,
            `R1`, `R2`, and `PairMatch` of pairs and of triples.
        g_optimizer: As in `kerasgan.build_gan`. Defaults to `None`: `ScheduledAdam` with an average of G's weights.
        d_optimizer: The same for D. Defaults to `None`: Adam.
        seed: Integer, of the rows that modes are found on. Defaults to `0`.
        name: String. Defaults to `"table_gan"`.
        **options: What else `GAN.compile` takes, such as `d_steps` or `jit_compile`.

    Returns:
        A compiled `TableGAN`, for `fit_gan(gan, frame, epochs=100, batch_size=256)`.

    Raises:
        ValueError: If the frame is no table to learn from or an argument is not valid, all mistakes at once.
        ImportError: If pandas or scikit-learn is not installed.

    Example:

    >>> frame = pandas.DataFrame({"age": [31, 44, 29, 60] * 40, "income": ["<=50K", ">50K", "<=50K", ">50K"] * 40})
    >>> gan = kerasgan.tables.build_gan(frame)
    >>> history = kerasgan.fit_gan(gan, frame, steps=2, verbose=0)
    >>> gan.sample(3, where={"income": ">50K"}, seed=0)["income"].tolist()
    ['>50K', '>50K', '>50K']

    Reference: Xu, Skoularidou, Cuesta-Infante, Veeramachaneni, Modeling Tabular data using Conditional GAN, 2019: the
    normalisation by modes, the condition and its cross-entropy, the networks. There the loss is WGAN-GP's with D's
    dropout of 0.5, and each row has a condition; `docs/tables.md` says what ours is and how the two compare.
    """
    sizes = {"noise": noise, "pack": pack, "g_hidden": g_hidden, "d_hidden": d_hidden}
    parts = {"free": (free, 0, 1), "dropout": (dropout, 0, 0.99), "strength": (strength, 0, None)}
    checks.raise_all(_problems(sizes, {**parts, "temperature": (temperature, 1e-3, None)}, discrete, kinds))
    if isinstance(frame, Table):
        chosen = {"discrete": discrete, "kinds": kinds, "modes": modes}
        checks.raise_all(_chosen_already(chosen | {"most_modes": most_modes, "time_limit": time_limit}))
        table = frame
    else:
        table = Table.fit(frame, discrete, kinds, modes, most_modes, time_limit, seed)
    g = networks.generator(table, noise, tuple(g_hidden), temperature, strength)
    d = networks.discriminator(table, pack, tuple(d_hidden), dropout)
    packing = [Packing(pack)] if pack > 1 else []
    gan = TableGAN(g, d, table=table, free=free, latent=Perturbed(noise, table.choices), transforms=packing, name=name)
    found = identifiers.several("terms", DEFAULT_TERMS if terms is None else terms, get_term)
    asked = [] if any(isinstance(term, ConditionMatch) for term in found) else [ConditionMatch(start=table.numbers)]
    gan.compile(
        loss=loss,
        terms=[*found, *asked],
        g_optimizer=DEFAULT_OPTIMIZERS["g"] if g_optimizer is None else g_optimizer,
        d_optimizer=DEFAULT_OPTIMIZERS["d"] if d_optimizer is None else d_optimizer,
        **options,
    )
    return gan

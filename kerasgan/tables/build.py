"""`build_gan`: a compiled GAN of a DataFrame."""

from kerasgan.checks import identifiers
from kerasgan.checks.arguments import told_with_suggestions
from kerasgan.latent import Perturbed
from kerasgan.tables import networks
from kerasgan.tables.game import TableGAN
from kerasgan.tables.rows import FREE
from kerasgan.tables.table import TIME, Table
from kerasgan.terms import ConditionMatch
from kerasgan.terms import get as get_term
from kerasgan.transforms import Packing


def _adam(**options):
    return {"class_name": "Adam", "config": {"learning_rate": 5e-4, "beta_1": 0.0, "beta_2": 0.99, **options}}


# Our own search on Adult, told in docs/tables.md. They are configs: each GAN has optimizers and terms of its own.
DEFAULT_OPTIMIZERS = {"g": _adam(use_ema=True, ema_momentum=0.998), "d": _adam()}
DEFAULT_TERMS = (
    {"class_name": "r1", "config": {"weight": 0.5, "every": 4}},
    {"class_name": "r2", "config": {"weight": 0.5, "every": 4}},
    {"class_name": "pair_match", "config": {"weight": 20.0}},
)


@told_with_suggestions(data="frame", discrete_columns="discrete", epochs="frame")
def build_gan(
    frame,
    discrete=None,
    *,
    kinds=None,
    modes="quantile",
    most_modes=10,
    time_limit=TIME,
    noise=128,
    g_hidden=(256, 256),
    d_hidden=(256, 256),
    temperature=0.2,
    dropout=0.0,
    pack=8,
    free=FREE,
    loss="relativistic",
    terms=None,
    g_optimizer=None,
    d_optimizer=None,
    seed=0,
    name="table_gan",
    **options,
):
    """TODO"""
    table = (
        frame if isinstance(frame, Table) else Table.fit(frame, discrete, kinds, modes, most_modes, time_limit, seed)
    )
    g = networks.generator(table, noise, tuple(g_hidden), temperature)
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

"""`build_gan`: a compiled GAN of a DataFrame."""

import keras

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
    dropout=0.5,
    pack=8,
    free=FREE,
    loss="wasserstein",
    terms=("gradient_penalty",),
    g_optimizer=None,
    d_optimizer=None,
    match=1.0,
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
    found = identifiers.several("terms", terms, get_term)
    gan.compile(
        loss=loss,
        terms=[*found, ConditionMatch(match, start=table.numbers)],
        g_optimizer=g_optimizer or keras.optimizers.Adam(2e-4, beta_1=0.5, beta_2=0.9),
        d_optimizer=d_optimizer or keras.optimizers.Adam(2e-4, beta_1=0.5, beta_2=0.9),
        **options,
    )
    return gan

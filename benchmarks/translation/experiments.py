"""What a cell of the study is: the networks, what G minimises, what D sees; and one training of it."""

from typing import NamedTuple

import keras
import numpy as np

import kerasgan
from kerasgan import datasets

STEPS, BATCH, L1 = 2000, 16, 100.0
FILTERS = (32, 64, 128, 128)
SHAPE = (32, 32, 1)


class Cell(NamedTuple):
    """One cell.

    Args:
        title: String, for the table.
        adversarial: Boolean, whether there is a D.
        sees: Boolean, whether D sees the character that is translated, too.
        weight: Float, of the L1 term.
        skips: Boolean, whether G has the short cuts of a U-Net.
        field: Integer, what D's logits see.
        paired: Boolean; `False` is CycleGAN on both faces shuffled.
        paper: Float, the paper's share of pixels right where it has this cell.
    """

    title: str
    adversarial: bool = True
    sees: bool = True
    weight: float = L1
    skips: bool = True
    field: int = 16
    paired: bool = True
    paper: float | None = None


CELLS = {
    "l1": Cell("L1 alone", adversarial=False, paper=0.42),
    "gan": Cell("GAN alone", sees=False, weight=0.0, paper=0.22),
    "cgan": Cell("conditional GAN", weight=0.0, paper=0.57),
    "l1_gan": Cell("L1 + GAN", sees=False, paper=0.64),
    "l1_cgan": Cell("L1 + conditional GAN", paper=0.66),
    "encoder_decoder": Cell("the same, G without short cuts", skips=False),
    "patch_1": Cell("the same, D sees single pixels", field=1),
    "patch_70": Cell("the same, D sees 70x70, all", field=70),
    "cycle": Cell("CycleGAN, without pairs", paired=False),
}


def build_generator(cell, name="generator"):
    """Returns G."""
    options = {"filters": FILTERS, "dropout": 0.0, "skips": cell.skips, "name": name}
    return kerasgan.build_generator("unet", input_shape=SHAPE, output_shape=SHAPE, **options)


def build_discriminator(cell, name="discriminator"):
    """Returns D."""
    beside = SHAPE if cell.sees and cell.paired else None
    options = {"receptive_field": cell.field, "filters": 48 if cell.field < 70 else 24, "name": name}
    return kerasgan.build_discriminator("patch", SHAPE, condition_shape=beside, **options)


def adam(rate, steps, **options):
    """Returns the optimizer of the recipe `glyphs_pix2pix`."""
    schedule = keras.optimizers.schedules.CosineDecay(rate, steps)
    return keras.optimizers.Adam(schedule, beta_1=0.5, **options)


def train(cell, seed, steps, folder, path=None):
    """Trains a cell, or goes on where it was cut off.

    Args:
        cell: A `Cell`.
        seed: Integer.
        steps: Integer.
        folder: Path of its checkpoints.
        path: Path of a file of more characters. Defaults to `None`, those of the package.

    Returns:
        Function of sans characters, bytes, to what is made of them.
    """
    keras.utils.set_random_seed(seed)
    serif, sans = datasets.load("glyphs", path=path)
    if not cell.adversarial:
        return regression(cell, serif, sans, seed, steps)
    g, d = adam(1e-3, steps, use_ema=True), adam(5e-4, steps)
    options = {"steps": steps, "batch_size": BATCH, "seed": seed, "checkpoint": folder, "doctor": False, "verbose": 0}
    if not cell.paired:
        nets = [build_generator(cell, name) for name in ("a_to_b", "b_to_a")]
        nets += [build_discriminator(cell, name) for name in ("d_a", "d_b")]
        cycle = kerasgan.build_cycle_gan(*nets, g_optimizer=g, d_optimizer=d)
        kerasgan.fit_gan(cycle, (sans, np.random.default_rng(seed).permutation(serif)), **options)
        return cycle.translate
    terms = [kerasgan.terms.Reconstruction(cell.weight)]
    gan = kerasgan.build_gan(
        build_generator(cell), build_discriminator(cell), g_optimizer=g, d_optimizer=d, terms=terms
    )
    kerasgan.fit_gan(gan, (serif, sans), **options)
    return gan.translate


def regression(cell, serif, sans, seed, steps):
    """Trains G alone by L1, as Keras does; returns the function that translates."""
    generator = build_generator(cell)
    generator.compile(adam(1e-3, steps, use_ema=True), "mae")
    rng, left = np.random.default_rng(seed), steps
    rows = np.concatenate([rng.permutation(len(serif)) for _ in range(-(-steps * BATCH // len(serif)))])
    x, c = (part[rows[: left * BATCH]] / np.float32(127.5) - 1 for part in (serif, sans))
    generator.fit(c, x, batch_size=BATCH, shuffle=False, verbose=0)
    generator.optimizer.finalize_variable_values(generator.trainable_variables)

    def translate(given):
        made = generator.predict(given / np.float32(127.5) - 1, verbose=0)
        return np.clip(np.rint((made + 1) * 127.5), 0, 255).astype("uint8")

    return translate

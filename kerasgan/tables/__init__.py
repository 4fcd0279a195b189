"""Tables: a GAN of a pandas DataFrame with columns of mixed kinds."""

from kerasgan.tables.build import build_gan
from kerasgan.tables.game import TableGAN
from kerasgan.tables.table import Table

__all__ = ["Table", "TableGAN", "build_gan"]

"""Kinds of data: what a run of a recipe watches, measures and draws depends on what its data are, and on nothing else.

A data set names its kind in `kind`, beside `value_range`. A kind is a class with three methods, see `kind.Kind`; to add
one, write the file and name it in `KINDS`.
"""

from kerasgan import datasets
from kerasgan.recipe.kinds.digits import Digits
from kerasgan.recipe.kinds.gaussian import Gaussian
from kerasgan.recipe.kinds.images import Images
from kerasgan.recipe.kinds.kind import Figure, Kind
from kerasgan.recipe.kinds.mixture import Mixture
from kerasgan.recipe.kinds.normal import Normal
from kerasgan.recipe.kinds.table import Table

__all__ = ["KINDS", "Digits", "Figure", "Gaussian", "Images", "Kind", "Mixture", "Normal", "Table", "of"]

KINDS = {"digits": Digits, "gaussian": Gaussian, "images": Images, "mixture": Mixture, "normal": Normal, "table": Table}


def of(name, data):
    """Returns the `Kind` of the data set `name`, of which `data` is what `datasets.load` returned."""
    return KINDS[datasets.SOURCES[name].kind](data)

"""Kinds of data: what a run of a recipe watches, measures and draws depends on what its data are, and on nothing else.

A data set names its kind in `kind`, beside `value_range`. A kind is a class with three methods, see `kind.Kind`; to add
one, write the file and name it in `KINDS`.
"""

from kerasgan import datasets
from kerasgan.recipe.kinds.digit_pairs import DigitPairs
from kerasgan.recipe.kinds.digits import Digits
from kerasgan.recipe.kinds.gaussian import Gaussian
from kerasgan.recipe.kinds.images import Images
from kerasgan.recipe.kinds.kind import Figure, Kind
from kerasgan.recipe.kinds.mixture import Mixture
from kerasgan.recipe.kinds.normal import Normal
from kerasgan.recipe.kinds.pairs import Pairs
from kerasgan.recipe.kinds.stacked_digits import StackedDigits
from kerasgan.recipe.kinds.table import Table
from kerasgan.recipe.kinds.unpaired import Unpaired

__all__ = [
    "KINDS",
    "DigitPairs",
    "Digits",
    "Figure",
    "Gaussian",
    "Images",
    "Kind",
    "Mixture",
    "Normal",
    "Pairs",
    "StackedDigits",
    "Table",
    "Unpaired",
    "of",
]

KINDS = {
    "digit_pairs": DigitPairs,
    "digits": Digits,
    "gaussian": Gaussian,
    "images": Images,
    "mixture": Mixture,
    "normal": Normal,
    "pairs": Pairs,
    "stacked_digits": StackedDigits,
    "table": Table,
    "unpaired": Unpaired,
}


def of(name, data):
    """Returns the `Kind` of the data set `name`, of which `data` is what `datasets.load` returned."""
    return KINDS[name_of(name, data)](data)


def name_of(name, data):
    """Returns the name of the kind: the data's own where they have one, else that of the data set."""
    return getattr(data, "kind", None) or datasets.SOURCES[name].kind

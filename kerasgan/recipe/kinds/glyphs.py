"""Characters of one face made of those of another."""

from kerasgan.recipe.kinds.pairs import Pairs


class Glyphs(Pairs):
    """`datasets.load("glyphs")`."""

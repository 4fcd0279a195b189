"""`Rows`: a frame as batches of rows and conditions, kept as small as it is and spread out batch by batch."""

import numpy as np

from kerasgan.networks.fields import REAL
from kerasgan.tables.networks import CONDITION
from kerasgan.training.sources.source import Source
from kerasgan.training.sources.values import part_of

# The share of rows that are drawn without a condition.
FREE = 0.8

# How many rows the checks and the doctor look at.
LOOKED_AT = 4096


class Rows(Source):
    """Batches of the rows of a frame, each with a condition that it fulfils.

    A condition asks for one choice of one column: the column is drawn evenly, the choice by the logarithm of how
    frequent it is, then a row that has it. So rare categories are seen more often than in the data. A share of the rows
    is drawn without any condition, as frequent as they are: that is what `sample` asks for.

    Args:
        table: A `Table`.
        frame: `pandas.DataFrame`, checked.
        batch_size: Integer.
        rng: `numpy.random.Generator`.
        free: Float, the share of rows without a condition. Defaults to `0.8`.

    Reference: Xu et al., Modeling Tabular data using Conditional GAN, 2019, section 4.3, training by sampling, in which
    each row has a condition.
    """

    def __init__(self, table, frame, batch_size, rng, free=FREE):
        self.table = table
        self.batch_size = batch_size
        self.rng = rng
        self.free = free
        self.choices, self.numbers = table.encode(frame, np.random.default_rng(0))
        self.batches_per_pass = len(frame) // batch_size
        self._orders = [np.argsort(chosen, kind="stable") for chosen in self.choices.T]
        self._counts = [np.bincount(chosen, minlength=size) for chosen, size in zip(self.choices.T, table.sizes)]
        self._firsts = [np.cumsum([0, *counts])[:-1] for counts in self._counts]
        self._shares = [np.cumsum(log_frequencies(counts)) for counts in self._counts]

    def drawn(self, count, rng):
        """Returns a dict of `count` rows and their conditions."""
        rows, asked = rng.integers(len(self.choices), size=count), np.full(count, -1)
        columns = np.where(rng.random(count) < self.free, -1, rng.integers(max(1, len(self._orders)), size=count))
        even = rng.random((2, count))
        for column, order in enumerate(self._orders):
            here = np.flatnonzero(columns == column)
            choices = np.searchsorted(self._shares[column], even[0, here] * self._shares[column][-1], side="right")
            counts = self._counts[column][choices]
            rows[here] = order[self._firsts[column][choices] + (even[1, here] * counts).astype(int)]
            asked[here] = self.table.starts[column] + choices
        return {REAL: self.table.spread(self.choices[rows], self.numbers[rows]), CONDITION: self.mask(asked)}

    def mask(self, asked):
        """Returns conditions, `(n, choices)`, for which of all choices is asked for, -1 for none."""
        found = np.zeros((len(asked), self.table.choices), "float32")
        some = np.flatnonzero(asked >= 0)
        found[some, asked[some]] = 1
        return found

    def take(self):
        return part_of(self.drawn(self.batch_size, self.rng), self.share)

    def take_many(self, count):
        """Returns the next batches along a new first axis."""
        found = self.drawn(count * self.batch_size, self.rng)
        batches = {name: part.reshape(count, self.batch_size, -1) for name, part in found.items()}
        return {
            name: np.stack([part_of({name: one}, self.share)[name] for one in part]) for name, part in batches.items()
        }

    def look(self):
        """Returns some rows as frequent as they are, none of them conditioned."""
        rows = np.random.default_rng(0).permutation(len(self.choices))[:LOOKED_AT]
        real = self.table.spread(self.choices[rows], self.numbers[rows])
        return {REAL: real, CONDITION: self.mask(np.full(len(rows), -1))}

    def position(self):
        """Returns where in the data the next batch is, in plain types."""
        return {"rng": self.rng.bit_generator.state}

    def go_to(self, position):
        """Goes to where `position` was taken."""
        self.rng.bit_generator.state = position["rng"]


def log_frequencies(counts):
    """Returns how likely each choice is asked for, not yet adding up to 1: the logarithm of one more than its count."""
    return np.log1p(counts)

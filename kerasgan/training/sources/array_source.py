"""`ArraySource`: batches of arrays."""

import numpy as np

from kerasgan import checks
from kerasgan.training.sources.source import Source
from kerasgan.training.sources.values import as_numpy, called, in_float, is_plain, no_numbers, rows_of, wrong_counts

# How many rows of a large array the checks before training look at.
LOOK_ROWS = 100_000


class ArraySource(Source):
    """Batches of arrays, shuffled anew in each pass; what does not fill a batch waits for another pass.

    Args:
        given: Dict of arrays `(n, ...)` by the names of `fields`, samples first.
        fields: List of `networks.fields.Field`s.
        batch_size: Integer.
        rng: `numpy.random.Generator`.
    """

    is_whole = True

    def __init__(self, given, fields, batch_size, rng):
        arrays = {field.name: given[field.name] for field in fields}
        named = zip(fields, arrays.values())
        self.arrays = {field.name: x if is_plain(x) else as_numpy(x, called(field)) for field, x in named}
        self.x = self.arrays[fields[0].name]
        self.fields = fields
        self.batch_size = batch_size
        self.rng = rng
        self._rows = []
        self._pass_began = None  # the state of `rng` before the order of this pass was drawn
        checks.raise_all(self._unreadable())
        self.batches_per_pass = len(self.x) // batch_size

    def _unreadable(self):
        if no_numbers(self.x):
            return no_numbers(self.x)
        if self.x.ndim == 0 or len(self.x) == 0:
            return [f"`data` is empty: expected at least one batch of samples. Received shape {self.x.shape}."]
        return [] if all(values.ndim for values in self.arrays.values()) else self.problems()

    def problems(self):
        found = wrong_counts(self.arrays, self.fields)
        if len(self.x) >= self.batch_size:
            return found
        few = f"`data`: expected at least `batch_size` = {self.batch_size} samples. Received {len(self.x)}."
        return [f"{few} Pass `batch_size={len(self.x)}` or less.", *found]

    def look(self):
        """Returns rows for the checks: all of them, or of large arrays some, evenly spaced."""
        step = -(-len(self.x) // LOOK_ROWS)
        rows = {name: values[::step] for name, values in self.arrays.items()}
        return {name: in_float(values) if values.dtype == bool else values for name, values in rows.items()}

    def beside(self):
        """Returns all classes, and of what is larger the rows that `look` has."""
        seen = self.look()
        return {f.name: self.arrays[f.name] if f.is_class else seen[f.name] for f in self.fields[1:]}

    def take(self):
        return self.gather(self._next_rows())

    def take_many(self, count):
        """Returns the next batches along a new first axis, copied once."""
        rows = np.stack([self._next_rows() for _ in range(count)])
        found = self.gather(rows.reshape(-1))
        return {name: part.reshape(*rows.shape, *part.shape[1:]) for name, part in found.items()}

    def gather(self, rows):
        """Returns a dict of the samples of these numbers, and what stands beside each."""
        found = {name: values[rows] for name, values in self.arrays.items()}
        return found | {f.name: in_float(found[f.name]) for f in self.fields if f.reach is not None}

    def _next_rows(self):
        """Returns the numbers of the next batch's samples, those of this process."""
        if not self._rows:
            self._begin_pass()
        return self._rows.pop()[rows_of(self.batch_size, self.share)]

    def _begin_pass(self):
        self._pass_began = self.rng.bit_generator.state
        order = self.rng.permutation(len(self.x))[: self.batches_per_pass * self.batch_size]
        self._rows = np.split(order, self.batches_per_pass)

    def position(self):
        """Returns where in the data the next batch is, in plain types."""
        if self._pass_began is None:
            return {"rng": self.rng.bit_generator.state, "left": None}
        return {"rng": self._pass_began, "left": len(self._rows)}

    def go_to(self, position):
        """Goes to where `position` was taken."""
        self.rng.bit_generator.state = position["rng"]
        self._begin_pass()
        if position["left"] is not None:
            del self._rows[position["left"] :]

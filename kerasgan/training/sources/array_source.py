"""`ArraySource`: batches of an array."""

import numpy as np

from kerasgan import checks
from kerasgan.training.sources.source import Source
from kerasgan.training.sources.values import as_numpy, in_float, no_numbers, rows_of

# How many rows of a large array the checks before training look at.
LOOK_ROWS = 100_000


class ArraySource(Source):
    """Batches of an array, shuffled anew in each pass; what does not fill a batch waits for another pass.

    Args:
        x: Array `(n, *shape)`.
        labels: Array `(n,)`, or `None`.
        batch_size: Integer.
        rng: `numpy.random.Generator`.
    """

    def __init__(self, x, labels, batch_size, rng):
        self.x = x if isinstance(x, np.ndarray) else as_numpy(x)
        self.labels = None if labels is None else as_numpy(labels, "labels")
        self.batch_size = batch_size
        self.rng = rng
        self._rows = []
        self._pass_began = None  # the state of `rng` before the order of this pass was drawn
        checks.raise_all(self._problems())
        self.batches_per_pass = len(self.x) // batch_size

    def _problems(self):
        if no_numbers(self.x):
            return no_numbers(self.x)
        if self.x.ndim == 0 or len(self.x) == 0:
            return [f"`data` is empty: expected at least one batch of samples. Received shape {self.x.shape}."]
        found = []
        if len(self.x) < self.batch_size:
            found.append(
                f"`data`: expected at least `batch_size` = {self.batch_size} samples. Received {len(self.x)}. Pass "
                f"`batch_size={len(self.x)}` or less."
            )
        if self.labels is not None and self.labels.shape[:1] != self.x.shape[:1]:
            received = len(self.labels) if self.labels.ndim else self.labels
            found.append(f"`labels`: expected one for each of the {len(self.x)} samples. Received {received}.")
        return found

    def look(self):
        """Returns rows for the checks: all of them, or of a large array some, evenly spaced."""
        rows = self.x[:: -(-len(self.x) // LOOK_ROWS)]
        return in_float(rows) if rows.dtype == bool else rows

    def look_labels(self):
        """Returns all labels, or `None`."""
        return self.labels

    def look_pair(self):
        """Returns these rows and the labels beside them, or `None` for those."""
        return self.look(), None if self.labels is None else self.labels[:: -(-len(self.x) // LOOK_ROWS)]

    def take(self):
        return self.gather(self._next_rows())

    def take_many(self, count):
        """Returns the next batches along a new first axis, copied once."""
        rows = np.stack([self._next_rows() for _ in range(count)])
        parts = self.gather(rows.reshape(-1))
        return tuple(None if part is None else part.reshape(*rows.shape, *part.shape[1:]) for part in parts)

    def gather(self, rows):
        """Returns the samples of these numbers, and their labels or `None`."""
        return in_float(self.x[rows]), None if self.labels is None else self.labels[rows]

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

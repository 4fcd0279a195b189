"""Real samples for hand-written loops: NumPy batches, the same for every competitor."""

import numpy as np

SEED = 5


class Data:
    """Batches of a workload's data.

    Args:
        workload: A `Workload`.
    """

    def __init__(self, workload):
        self.workload = workload
        self.rng = np.random.default_rng(SEED)
        self._rows = []

    @property
    def fresh(self):
        """Whether each batch is drawn anew, and no array holds the data."""
        return self.workload.data == "normal"

    @property
    def array(self):
        """Array of an epoch's samples, in float32."""
        low, high = self.workload.data
        n = self.workload.entry * self.workload.batch
        if not hasattr(self, "_array"):
            uniform = self.rng.random((n, *self.workload.data_shape), dtype=np.float32)
            self._array = np.float32(high - low) * uniform + np.float32(low)
        return self._array

    def draw(self, batch, rng=None):
        """Returns a fresh batch of normal values."""
        return (rng or self.rng).standard_normal((batch, *self.workload.data_shape), dtype=np.float32)

    def take(self):
        """Returns the next batch, of an array shuffled anew in each pass."""
        if self.fresh:
            return self.draw(self.workload.batch)
        if not self._rows:
            self._rows = list(self.rng.permutation(len(self.array)).reshape(-1, self.workload.batch))
        return self.array[self._rows.pop()]

    def take_many(self, steps):
        """Returns the batches of several steps, stacked."""
        if self.fresh:
            return self.draw(steps * self.workload.batch).reshape(steps, self.workload.batch, -1)
        return np.stack([self.take() for _ in range(steps)])

    def batches(self):
        """Yields batches without end."""
        while True:
            yield self.take()

"""`Remembering`: a source that keeps the first samples it gives."""

import numpy as np

from kerasgan.training.sources.source import stacked

# How many of the first samples are remembered for the doctor, where `look` has fewer.
REMEMBERED = 128


class Remembering:
    """A source of batches that keeps the first samples it gives, so that there are some to look at later.

    Args:
        source: A source of batches; all that is not here is its own.
        count: Integer, how many samples to keep. Defaults to `REMEMBERED`.
    """

    def __init__(self, source, count=REMEMBERED):
        self._source = source
        self._missing = count
        self._kept = []

    def __getattr__(self, name):
        return getattr(self._source, name)

    def take(self):
        """Returns the next batch, as the source does."""
        batch = self._source.take()
        if self._missing > 0:
            self._kept.append(batch)
            self._missing -= len(next(iter(batch.values())))
        return batch

    def take_many(self, count):
        """Returns the next batches, as the source does."""
        return stacked(self, count) if self._missing > 0 else self._source.take_many(count)

    def remembered(self):
        """Returns a dict of the first samples and what stands beside them, or `None` until there are enough."""
        if self._missing > 0:
            return None
        return {name: np.concatenate([batch[name] for batch in self._kept]) for name in self._kept[0]}

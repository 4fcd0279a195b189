"""`PyDatasetPasses`: a `keras.utils.PyDataset` as a stream of batches, pass after pass."""

import itertools


class PyDatasetPasses:
    """Passes over a `keras.utils.PyDataset`, its batches in a new order each time; one without end in its own order.

    Attributes:
        full_batches: Integer, how many batches of a pass have the full size, `None` before the first pass or without
            an end.
    """

    def __init__(self, dataset, reader, rng):
        self.dataset = dataset
        self.reader = reader
        self.rng = rng
        self._size = None
        self.full_batches = None

    def __iter__(self):
        count = self.dataset.num_batches
        self.dataset.on_epoch_begin()
        if count == 0:
            return
        if self._size is None:  # the first batch in order has the full size; the remainder may come first by chance
            self._size = self._size_of(0)
            self.full_batches = count and count - (self._size_of(count - 1) < self._size)
        for index in itertools.count() if count is None else self.rng.permutation(count):
            batch = self.dataset[int(index)]
            if self.reader.size(batch) >= self._size:
                yield batch
        self.dataset.on_epoch_end()

    def _size_of(self, index):
        return self.reader.size(self.dataset[index])

"""`StreamSource`: batches of anything that yields them."""

import warnings

from kerasgan.errors import DataEndedError
from kerasgan.training.sources.py_dataset import PyDatasetPasses
from kerasgan.training.sources.source import Source
from kerasgan.training.sources.values import part_of


class StreamSource(Source):
    """Batches of anything that yields them, begun again when it ends, where it can be.

    A compiled step has one size, that of the first batch. Of larger batches as many samples are used, with a warning;
    smaller ones, such as the remainder at the end of a pass, are left out. `batches_per_pass` leaves it out, too, for a
    `PyDataset` and a `DataLoader`; a `tf.data.Dataset` does not say that it has one, and without `drop_remainder=True`
    counts it.

    Args:
        stream: Iterable of `x` or `(x, conditions)`, batch axis first.
        reader: A `values.Reader`.
        rng: `numpy.random.Generator` that the stream draws from, or `None`.
    """

    def __init__(self, stream, reader, rng=None):
        self.stream = stream
        self.reader = reader
        self.rng = rng
        self._began = rng.bit_generator.state if rng else None
        self._taken = 0
        self._batches = iter(stream)
        self._again = self._batches is not stream
        self._waiting = []
        self._size, self._told = None, False
        try:
            self._waiting.append(self._next())
        except DataEndedError:
            raise ValueError("`data` is empty: expected at least one batch. Received none.") from None
        self.batches_per_pass = full_batches(stream)
        self.batch_size = self._size

    def look(self):
        """Returns the first batch; training sees it too."""
        return self._waiting[0]

    def take(self):
        batch = self._waiting.pop() if self._waiting else self._next()
        self._taken += 1
        return part_of(batch, self.share)

    def position(self):
        """Returns how many batches were taken, and the generator as it was before the first."""
        return {"rng": self._began, "taken": self._taken}

    def go_to(self, position):
        """Begins the stream again, where it can be, and passes over the batches taken."""
        if self.rng is not None:
            self.rng.bit_generator.state = self._began = position["rng"]
        if self._again:
            self._batches = iter(self.stream)
            self._waiting.clear()
        while self._taken < position["taken"]:
            self.take()

    def _next(self):
        for turn in range(2):
            for batch in self._batches:
                given = self.reader(batch)
                found = len(given[self.reader.first])
                self._size = self._size or found
                if found > self._size and not self._told:
                    self._told = True
                    warnings.warn(
                        f"`data`: a batch of {found} samples came after a first one of {self._size}. Of each batch the "
                        f"first {self._size} are used. Make all batches of one size; only the last may be smaller.",
                        stacklevel=2,
                    )
                if found >= self._size:
                    return {name: values[: self._size] for name, values in given.items()}
            if self._again and turn == 0:
                self._batches = iter(self.stream)
        raise DataEndedError("`data` has ended.")


def full_batches(stream):
    """Returns how many batches of full size one pass has, or `None` where that can't be known.

    A `DataLoader` says how many samples fill how many batches; anything else is taken at its `len`.
    """
    if isinstance(stream, PyDatasetPasses):
        return stream.full_batches
    try:
        length = len(stream)
        if getattr(stream, "batch_size", None) and hasattr(stream, "sampler"):
            length = max(1, min(length, len(stream.sampler) // stream.batch_size))
    except TypeError:
        return None
    return length if 0 < length < 2**40 else None

"""`SamplerSource`: batches that a function draws."""

import inspect

from kerasgan import checks
from kerasgan.training.sources.source import Source
from kerasgan.training.sources.values import part_of, wrong_count


class SamplerSource(Source):
    """Batches that a function draws: `f(batch_size, rng)` returns `x` or `(x, conditions)`.

    Args:
        sampler: The function.
        reader: A `values.Reader`.
        batch_size: Integer.
        rng: `numpy.random.Generator`, handed to the function.
    """

    def __init__(self, sampler, reader, batch_size, rng):
        self.sampler = sampler
        self.reader = reader
        self.batch_size = batch_size
        self.rng = rng
        self._waiting = []
        checks.raise_all(_wrong_signature(sampler, batch_size, rng))
        self._waiting.append(self.take())
        checks.raise_all(wrong_count(self._waiting[0][reader.first], batch_size))

    def look(self):
        """Returns the first batch; training sees it too."""
        return self._waiting[0]

    def take(self):
        batch = self._waiting.pop() if self._waiting else self.reader(self.sampler(self.batch_size, self.rng))
        return part_of(batch, self.share)

    def position(self):
        """Returns the state of the generator; what the function keeps elsewhere is not known here."""
        return {"rng": self.rng.bit_generator.state}

    def go_to(self, position):
        """Goes to where `position` was taken."""
        self.rng.bit_generator.state = position["rng"]
        self._waiting.clear()


def _wrong_signature(sampler, batch_size, rng):
    try:
        signature = inspect.signature(sampler)
    except ValueError:  # some functions written in C don't say
        return []
    try:
        signature.bind(batch_size, rng)
    except TypeError:
        name = getattr(sampler, "__name__", type(sampler).__name__)
        return [f"`data`: expected a sampler `f(batch_size, rng)`. Received: `{name}{signature}`."]
    return []

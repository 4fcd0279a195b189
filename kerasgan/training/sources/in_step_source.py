"""`InStepSource`: real samples that the step itself draws."""

import keras

from kerasgan import checks
from kerasgan.training.sources.source import Source
from kerasgan.training.sources.values import as_numpy, no_numbers, wrong_count


class InStepSource(Source):
    """No batches: the step draws its own real samples, see `datasets.InStep`.

    Args:
        draw: Function `(batch_size, seed) -> tensor`.
        name: String, the name of the field that it draws.
        batch_size: Integer.
    """

    def __init__(self, draw, name, batch_size):
        self.draw = draw
        self.name = name
        self.batch_size = batch_size
        self._first = as_numpy(draw(batch_size, keras.random.SeedGenerator(0)))
        checks.raise_all(no_numbers(self._first) or wrong_count(self._first, batch_size))

    def look(self):
        """Returns a batch."""
        return {self.name: self._first}

    def position(self):
        """Returns an empty dict: the GAN's own state holds where the random numbers are."""
        return {}

    def go_to(self, position):
        """Does nothing."""

"""`Source`, what all sources have in common."""

import contextlib

import numpy as np

from kerasgan.errors import DataEndedError


class Source:
    """What a step is given as NumPy batches of one size, dicts of arrays by the names of a game's fields.

    A subclass has at least `take` and `look` of its own.

    Attributes:
        batches_per_pass: Integer, how many batches make one pass over the data, `None` where there is no end.
        batch_size: Integer, of a whole batch.
        share: Pair of integers, which part of each batch this process takes: its number, and how many there are.
        draw: What draws the batches inside the step, `None` where they come from the host.
        is_whole: Boolean, whether `beside` shows all classes that there are.
    """

    batches_per_pass = None
    share = (0, 1)
    draw = None
    is_whole = False

    def take(self):
        """Returns the next batch.

        Raises:
            DataEndedError: If there is none.
        """
        raise NotImplementedError

    def take_many(self, count):
        """Returns the next batches along a new first axis; fewer, or an empty dict, where data end."""
        return stacked(self, count)

    def problems(self):
        """Returns what is wrong with how many data there are, a list of messages; none where that is not known."""
        return []

    def look(self):
        """Returns a dict of some samples and what stands beside each: for the checks, and for the doctor."""
        raise NotImplementedError

    def beside(self):
        """Returns a dict of what stands beside samples, as much of it as there is to look at before training."""
        return dict(list(self.look().items())[1:])

    def position(self):
        """Returns where in the data the next batch is, in plain types, so that a run can go on there."""
        raise NotImplementedError

    def go_to(self, position):
        """Goes to where `position` was taken."""
        raise NotImplementedError


def stacked(source, count):
    """Returns what `Source.take_many` says, of what `source.take()` returns."""
    batches = list(_while_there_are(source, count))
    return {name: np.stack([batch[name] for batch in batches]) for name in (batches[0] if batches else ())}


def _while_there_are(source, count):
    with contextlib.suppress(DataEndedError):
        for _ in range(count):
            yield source.take()

"""`Source`, what all sources have in common."""

import contextlib

import numpy as np

from kerasgan.errors import DataEndedError


class Source:
    """Real samples as NumPy batches of one size; a subclass has at least `take` and `look_pair` of its own.

    Attributes:
        batches_per_pass: Integer, how many batches make one pass over the data, `None` where there is no end.
        batch_size: Integer, of a whole batch.
        share: Pair of integers, which part of each batch this process takes: its number, and how many there are.
        draw: What draws the batches inside the step, `None` where they come from the host.
    """

    batches_per_pass = None
    share = (0, 1)
    draw = None

    def take(self):
        """Returns the next batch, `(x, labels or None)`.

        Raises:
            DataEndedError: If there is none.
        """
        raise NotImplementedError

    def take_many(self, count):
        """Returns the next batches along a new first axis, `(x, labels or None)`; fewer, or none, where data end."""
        return stacked(self, count)

    def look(self):
        """Returns samples for the checks before training."""
        return self.look_pair()[0]

    def look_labels(self):
        """Returns labels for the checks before training, or `None`."""
        return self.look_pair()[1]

    def look_pair(self):
        """Returns samples and the labels beside them, or `None` for those: for the doctor."""
        raise NotImplementedError

    def position(self):
        """Returns where in the data the next batch is, in plain types, so that a run can go on there."""
        raise NotImplementedError

    def go_to(self, position):
        """Goes to where `position` was taken."""
        raise NotImplementedError


def stacked(source, count):
    """Returns what `Source.take_many` says, of what `source.take()` returns."""
    batches = list(_while_there_are(source, count))
    x, labels = zip(*batches) if batches else ((), (None,))
    return np.stack(x) if x else np.empty(0), None if labels[0] is None else np.stack(labels)


def _while_there_are(source, count):
    with contextlib.suppress(DataEndedError):
        for _ in range(count):
            yield source.take()

"""When there is time for the doctor to look: a share of the run's time, and no more."""

import time

# The share of a run's time that all looks together may take.
SHARE = 0.02

# What the first look is thought to cost, in seconds, and the later ones while only the first is known.
FIRST, LATER = 0.25, 0.1

# At most this many looks while a run doubles in length, so that the record of a run of days stays small.
MOST_PER_RUN = 200


class Pace:
    """Decides by the clock when to look.

    Args:
        first: Float, what the first look is thought to cost, in seconds. Defaults to `FIRST`.
        clock: Function that returns seconds. Defaults to `time.perf_counter`.

    Attributes:
        spent: Float, the seconds that all looks took.
    """

    def __init__(self, first=FIRST, clock=time.perf_counter):
        self.first = first
        self.clock = clock
        self.costs = []
        self.spent = 0.0
        self.started = self.last = clock()

    @property
    def elapsed(self):
        """Seconds since the run began."""
        return self.clock() - self.started

    @property
    def expected(self):
        """What the next look is thought to cost: the last one's cost, but the first one has to get ready, too."""
        if not self.costs:
            return self.first
        return self.costs[-1] if len(self.costs) > 1 else min(self.costs[0], LATER)

    def due(self):
        """Whether a look now stays within the share."""
        now = self.clock()
        elapsed = now - self.started
        return self.spent + self.expected <= SHARE * elapsed and now - self.last >= elapsed / MOST_PER_RUN

    def __enter__(self):
        self._began = self.clock()

    def __exit__(self, *error):
        self.last = self.clock()
        self.costs.append(self.last - self._began)
        self.spent += self.costs[-1]

"""When there is time for the doctor to look: a share of the run's time; in a short run a moment that nobody notices."""

import time
from typing import NamedTuple


class Kind(NamedTuple):
    """What is known of looks of one kind before the first; all times are in seconds.

    Args:
        share: Float, the share of a run's time that all of them together may take.
        as_written: Float, what the first one is expected to cost, as a part of the time that the first call of the run
            took, which compiles the step. After one that costs more than expected it waits longer.
        compiled: Float, the same where the look is compiled, too.
        steps: Integer, the work in it, in steps, none of whose operations are fused.
        moments: Pair of floats, what all of them together may take where the share is less, in a short run, as they are
            written and where they are compiled.
    """

    share: float
    as_written: float
    compiled: float
    steps: int
    moments: tuple = (0.0, 0.0)


# A glance has three forward passes. Measured, its first cost 0.003 to 0.03 of the first call as it is written, 0.04 to
# 0.15 compiled. A run of five seconds is as easily spoilt as a long one, and is when one tries things out: so it has a
# moment, on JAX a longer one, for what has to be compiled.
GLANCE = Kind(share=0.015, as_written=0.01, compiled=0.1, steps=3, moments=(0.45, 1.2))

# A look at the gradients has two forward and two backward passes. Measured: 0.01 to 0.14, and 0.25 to 0.66 compiled.
GRADIENTS = Kind(share=0.005, as_written=0.05, compiled=0.5, steps=8)

# How many looks there are in the moment of a short run, and which part of it is there at the beginning.
IN_A_MOMENT, AT_ONCE = 12, 0.25

# What any look is thought to cost at least, in seconds, as long as only the first is known.
LEAST = 0.05

# At most this many looks while a run doubles in length, so that the record of a run of days stays small.
MOST_PER_RUN = 200


class Pace:
    """Decides by the clock when to look; nothing is due before the first call of the run is over.

    Args:
        kind: `Kind` of the looks. Defaults to `GLANCE`.
        compiles: Boolean, whether the first look is compiled. Defaults to `False`.
        clock: Function that returns seconds. Defaults to `time.perf_counter`.
        times: Float, how many times as much as `kind.steps` a look is, where batches are small. Defaults to `1.0`.

    Attributes:
        planned: Integer, the steps of the whole run, `None` where nobody knows.
        spent: Float, the seconds that all looks took, and what was prepared for them.
    """

    def __init__(self, kind=GLANCE, compiles=False, clock=time.perf_counter, times=1.0):
        self.kind, self.times = kind, times
        self.first_part = kind.compiled if compiles else kind.as_written
        self.compiles, self.moment = compiles, kind.moments[compiles]
        self.clock = clock
        self.costs = []  # of each look
        self.spent = 0.0
        self.planned = None
        self.first_call, self.steps = None, 0  # what the first call took, and how many steps were made since
        self.since = 0  # how many steps were made since the last look
        self.started = self.last = clock()

    @property
    def elapsed(self):
        """Seconds since the run began."""
        return self.clock() - self.started

    def ran(self, steps):
        """Takes note of a call that made so many steps."""
        self.since += steps
        if self.first_call is None:
            self.first_call, self._spent_before = self.elapsed, self.spent
        else:
            self.steps += steps

    @property
    def work(self):
        """What the work in a look is expected to cost, by the time that steps take."""
        passed = self.elapsed - self.first_call - (self.spent - self._spent_before)
        return LEAST + self.kind.steps * self.times * passed / self.steps if self.steps else LEAST

    @property
    def expected(self):
        """What the next look is expected to cost: the last one's cost, but the first one has to get ready, too."""
        if not self.costs:
            return self.first_call * self.first_part + self.work
        return self.costs[-1] if len(self.costs) > 1 else min(self.costs[0], self.work)

    def due(self):
        """Whether a look now stays within the share, or within the moment that a short run has."""
        now = self.clock()
        elapsed = now - self.started
        if self.first_call is None or now - self.last < elapsed / MOST_PER_RUN:
            return False
        spent = self.spent + self.expected
        return spent <= self.kind.share * elapsed or (spent <= self.ration and self.is_turn)

    @property
    def ration(self):
        """What of the moment may be spent by now: a part of it waits, so that looks that cost much are spread, too.

        Where looks are compiled the first one takes nearly all of it, and the others nothing.
        """
        done = self.steps / self.planned if self.planned else 0.0
        return self.moment * (1.0 if self.compiles else AT_ONCE + (1 - AT_ONCE) * done)

    @property
    def is_turn(self):
        """Whether so much of a run of known length has passed since the last look that the next one has its turn."""
        return self.planned is not None and self.since * IN_A_MOMENT >= self.planned

    def preparing(self):
        """Returns a scope whose time counts, but not as a look."""
        return _Scope(self, [])

    def look(self):
        """Returns a scope in which a look is taken."""
        return _Scope(self, self.costs)


class _Scope:
    def __init__(self, pace, costs):
        self.pace, self.costs = pace, costs

    def __enter__(self):
        self.began = self.pace.clock()

    def __exit__(self, *error):
        pace = self.pace
        pace.last = pace.clock()
        pace.since = 0
        self.costs.append(pace.last - self.began)
        pace.spent += self.costs[-1]

"""What has held for how long: a condition is reported once, after it has held long enough without a break."""

from typing import NamedTuple

# How many steps a lasting condition has to last: a tenth of the run, but no fewer and no more than these, and half of a
# short run where the case is plain. The notebook's MNIST pair, which gets well, is collapsed for some hundreds of steps
# at its beginning.
PART, LEAST, MOST = 0.1, 1000, 2000

# With fewer looks than a condition asks for, so many are enough where all of them speak for it and it has lasted.
FEW = 3

# How many looks in a row may speak against a lasting condition before it counts as over: figures of 128 samples waver.
FORGIVEN = 1


class Finding(NamedTuple):
    """A condition that was found.

    Args:
        name: String, the condition's name.
        since: Integer, the step of the first look of those in a row at which it held.
        step: Integer, the step at which it was reported.
        evidence: String, the figures.
        advice: List of strings, what to try, the first one first.
    """

    name: str
    since: int
    step: int
    evidence: str
    advice: list


class Ledger:
    """Follows each condition from look to look.

    Args:
        conditions: List of `Condition`s.
        steps: Integer, how many steps the run is planned to have, `None` where it is not known.
        known: Iterable of names that were reported before.
    """

    def __init__(self, conditions, steps=None, known=()):
        self.conditions = conditions
        self.long = LEAST if steps is None else int(min(MOST, max(LEAST, PART * steps)))
        self.lasting = self.long if steps is None else min(self.long, steps // 2)
        self.known = set(known)
        self.looks = []
        self._since = {}

    def add(self, step, figures):
        """Takes the figures of a look; returns the list of `Finding`s that are new.

        A condition that a figure is missing for is left as it was: the look says nothing for it or against it.
        """
        unknown = [condition for condition in self.conditions if condition.name not in self.known]
        found = [self._told(condition, step, figures) for condition in unknown]
        self.looks.append(figures)
        found = [finding for finding in found if finding]
        self.known |= {finding.name for finding in found}
        return found

    def _told(self, condition, step, figures):
        found = holds(condition, figures, self.looks)
        if found is None:
            return None
        if not found:
            first, count, breaks, _ = self._since.pop(condition.name, (step, 0, FORGIVEN, True))
            if condition.lasting and breaks < FORGIVEN:
                self._since[condition.name] = (first, count, breaks + 1, False)
            return None
        first, count, _, always = self._since.get(condition.name, (step, 0, 0, True))
        self._since[condition.name] = (first, count + 1, 0, always)
        looks = min(FEW, condition.checks) if condition.lasting and always else condition.checks
        steps = self.lasting if condition.plain(figures) else self.long
        if count + 1 < looks or (condition.lasting and step - first < steps):
            return None
        return Finding(condition.name, first, step, tell(condition, figures), list(condition.advice))


def holds(condition, now, before):
    """Returns whether the condition's test holds, `None` where a figure that it needs is missing."""
    try:
        return bool(condition.test(now, before))
    except KeyError:
        return None


class _Unknown(dict):
    """Figures of which a missing one is not a number."""

    def __missing__(self, name):
        return float("nan")


def tell(condition, figures):
    """Returns the condition's evidence in words and numbers."""
    return condition.evidence.format_map(_Unknown(figures))

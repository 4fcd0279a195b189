"""Columns of numbers, dates and spans of time: a mode, and a place within it."""

import numpy as np

from kerasgan.tables import dtypes, objects
from kerasgan.tables.column import Column
from kerasgan.tables.modes import MODES
from kerasgan.tables.values import as_series, is_missing, none_wanted, several

# A value of this share of the rows has a choice of its own, if it is so many times as frequent as others are, and it is
# hit exactly; and the smallest and the largest value from this share on. Of all such values the most frequent ones.
SPIKE, TIMES, BOUND, MOST_SPIKES = 0.01, 5, 0.001, 20

# Rows that a value needs to be a spike at all.
LEAST_ROWS = 10


class NumberColumn(Column):
    """A column of numbers: choices are frequent values, modes, and what is missing; the value is a place in a mode.

    Args:
        name: String.
        dtype: String.
        family: `"number"`, `"date"` or `"span"`.
        low: Float, the smallest value.
        high: Float, the largest.
        step: Float, of which all values are multiples, 0 for none.
        spikes: List of floats, values of their own choice.
        modes: Dict, the config of the modes with `how`, or `None` where all values are spikes.
        missing: Integer, how many rows have no value.
        inner: String, the type of the values by themselves, see `objects.type_of`. Defaults to `None`, `dtype`.
    """

    kind = "number"

    def __init__(self, name, dtype, family, low, high, step, spikes, modes, missing, inner=None):
        super().__init__(name, dtype)
        self.inner = inner or dtype
        self.family, self.low, self.high, self.step = family, low, high, step
        self.spikes = np.asarray(spikes, "float64")
        self.how = None if modes is None else modes["how"]
        self.modes = None if modes is None else MODES[self.how](**{k: v for k, v in modes.items() if k != "how"})
        self.missing = int(missing)
        self.values = int(self.modes is not None)
        self.choices = len(self.spikes) + (0 if self.modes is None else len(self.modes)) + bool(missing)
        self.kind = {dtypes.NUMBER: "number", dtypes.DATE: "date", dtypes.SPAN: "time span"}[family]
        self.about = self._about()

    def _about(self):
        whole = " whole" if self.step and self.step >= 1 and self.family == dtypes.NUMBER else ""
        parts = [f"{self.text(self.low)} to {self.text(self.high)}{whole}"]
        if self.modes is not None:
            parts.append(f"{len(self.modes)} {self.how} mode{'s' if len(self.modes) > 1 else ''}")
        if len(self.spikes):
            more = ", ..." if len(self.spikes) > 5 else ""
            parts.append(f"often {', '.join(self.text(value) for value in self.spikes[:5])}{more}")
        return ", ".join(parts)

    def text(self, value):
        """Returns a value as it is read."""
        made = dtypes.from_numbers(np.array([value]), self.inner, self.family, self.step).iloc[0]
        return f"{made:g}" if self.family == dtypes.NUMBER and abs(value) < 1e6 else str(made)

    @classmethod
    def fit(cls, series, how, most, clock, rng):
        """Returns the column of a series of numbers, not all of them missing."""
        dtype, inner, series = str(series.dtype), objects.type_of(series), dtypes.plain(series)
        family, numbers = dtypes.family(series), dtypes.to_numbers(series)
        values = numbers[~np.isnan(numbers)]
        distinct, counts = np.unique(values, return_counts=True)
        spikes = frequent(distinct, counts, len(numbers))
        rest = values[~np.isin(values, spikes)]
        digits = str(dtypes.numpy_type(str(series.dtype))) if family == dtypes.NUMBER else "float64"
        step = dtypes.step_of(distinct, family, digits)
        modes = None
        if len(rest):
            found = clock.fit(how, dithered(rest, step, rng), most, rng)
            modes = {"how": found.how, **found.get_config()}
        ends = float(values.min()), float(values.max())
        missing = int(np.isnan(numbers).sum())
        return cls(series.name, dtype, family, *ends, step, spikes.tolist(), modes, missing, inner)

    def encode(self, series, rng):
        """Returns the choice of each row and the place in its mode, 0 for what has none."""
        numbers = dtypes.to_numbers(dtypes.plain(series))
        missing = np.isnan(numbers)
        choices, places = np.full(len(numbers), self.choices - 1), np.zeros(len(numbers))
        nearest = nearest_of(self.spikes, numbers)
        spiked = ~missing & (nearest >= 0)
        choices[spiked] = nearest[spiked]
        rest = ~missing & ~spiked
        if rest.any() and self.modes is None:
            choices[rest] = np.abs(self.spikes - numbers[rest][:, None]).argmin(axis=1)
        elif rest.any():
            chosen, places[rest] = self.modes.encode(dithered(numbers[rest], self.step, rng), rng)
            choices[rest] = len(self.spikes) + chosen
        if missing.any() and not self.missing:
            raise ValueError(
                f"`frame[{self.name!r}]`: expected a value in each row, as when the GAN was built. Received "
                f"{int(missing.sum())} missing ones."
            )
        return choices, places

    def decode(self, choices, values, n, rng):
        """Returns numbers within the bounds of the data, with as many decimals, in the column's type."""
        numbers = np.full(n, np.nan)
        spiked = choices < len(self.spikes)
        numbers[spiked] = self.spikes[choices[spiked]]
        inside = ~spiked & (choices < self.choices - bool(self.missing))
        if inside.any():
            made = self.modes.decode(choices[inside] - len(self.spikes), values[inside])
            numbers[inside] = np.clip(
                dtypes.rounded(np.clip(made, self.low, self.high), self.step), self.low, self.high
            )
        return dtypes.from_numbers(numbers, self.inner, self.family, self.step)

    def allowed(self, wanted, argument):
        """Returns which choices may lead to a value, to one of several, or into a range `(low, high)`, and messages."""
        ranges, missing, problems = self.ranges_of(wanted, argument)
        if problems:
            return None, problems
        allowed = np.full(self.choices, bool(ranges))
        allowed[: len(self.spikes)] = [any(a <= x <= b for a, b in ranges) for x in self.spikes]
        if self.missing:
            allowed[-1] = missing
        return allowed, []

    def fulfils(self, series, wanted):
        """Returns which of the values made lie where they are wanted, a boolean array."""
        ranges, missing, _ = self.ranges_of(wanted, "`where`")
        numbers = dtypes.to_numbers(dtypes.plain(series))
        return np.any([(numbers >= a) & (numbers <= b) for a, b in ranges] + [np.isnan(numbers) & missing], axis=0)

    def ranges_of(self, wanted, argument):
        """Returns the lower and upper ends of what is wanted, pairs of floats, whether missing is, and messages."""
        found = none_wanted(wanted, self.name, argument)
        given = [wanted] if isinstance(wanted, tuple) else several(wanted)
        missing = any(map(is_missing, given))
        if missing and not self.missing:
            found.append(f"{argument}: in {self.name!r} no value is missing. Received: {wanted!r}.")
        if found:
            return [], missing, found
        bounds = f"{argument}: {self.name!r} runs from {self.text(self.low)} to {self.text(self.high)}"
        try:
            ranges = [self.range_of(one) for one in given if not is_missing(one)]
        except (TypeError, ValueError, OverflowError):
            told = f"{bounds}; expected one of them, a list, or a range `(low, high)`. Received: {wanted!r}."
            return [], missing, [told]
        if ranges and all(b < self.low or a > self.high or a > b for a, b in ranges):
            return [], missing, [f"{bounds}. Received: {wanted!r}."]
        return ranges, missing, []

    def range_of(self, wanted):
        """Returns the two ends of a range, or of a single value, as floats."""
        low, high = wanted if isinstance(wanted, tuple) else (wanted, wanted)
        ends = self.number_of(low), self.number_of(high)
        if np.isnan(ends).any():
            raise ValueError("NaN is no end of a range.")
        return ends

    def number_of(self, value):
        """Returns a value as a float: dates and spans in seconds."""
        if self.family == dtypes.NUMBER:
            return float(value)
        plain = {dtypes.DATE: "datetime64[us]", dtypes.SPAN: "timedelta64[us]"}[self.family]
        made = as_series([value], self.dtype if self.dtype != "object" else plain)
        return float(dtypes.to_numbers(made)[0])

    def get_config(self):
        """Returns what the column is made of again."""
        modes = None if self.modes is None else {"how": self.how, **self.modes.get_config()}
        return {
            **super().get_config(),
            "family": self.family,
            "low": self.low,
            "high": self.high,
            "step": self.step,
            "spikes": self.spikes.tolist(),
            "modes": modes,
            "missing": self.missing,
            "inner": self.inner,
        }


def frequent(distinct, counts, n):
    """Returns the values that get a choice of their own, sorted.

    Args:
        distinct: Array of the different values, sorted.
        counts: Array, how many rows have each.
        n: Integer, how many rows there are.
    """
    often = (counts >= SPIKE * n) & (counts >= TIMES * np.median(counts))
    often[[0, -1]] |= counts[[0, -1]] >= BOUND * n
    found = np.flatnonzero(often & (counts >= LEAST_ROWS))
    return np.sort(distinct[found[np.argsort(-counts[found], kind="stable")][:MOST_SPIKES]])


def dithered(values, step, rng):
    """Returns rounded values somewhere within half a step, so that modes have no gaps; rounding brings them back."""
    return values + step * (rng.random(len(values)) - 0.5) * (1 - 1e-6) if step else values


def nearest_of(known, values):
    """Returns which of some known values each value is, -1 for none."""
    if not len(known):
        return np.full(len(values), -1)
    place = np.clip(np.searchsorted(known, values), 0, len(known) - 1)
    return np.where(known[place] == values, place, -1)

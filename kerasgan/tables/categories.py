"""Columns of categories: text, truth values, pandas's categories, and numbers of a few values."""

import numpy as np

from kerasgan import checks
from kerasgan.tables import frames, objects
from kerasgan.tables.column import Column
from kerasgan.tables.values import (
    as_plain,
    categorical,
    index_of,
    is_missing,
    levels_of,
    none_wanted,
    place_of,
    several,
)

# Categories that have a choice of their own; what is rarer than these shares one.
MOST_CHOICES = 256


class CategoryColumn(Column):
    """A column of categories, each a choice; the rarest share one where there are many, and what is missing has one.

    Of text of many values those of a single row are not kept, see `fit`.

    Args:
        name: String.
        dtype: String.
        categories: List of all values in plain types, the most frequent first, or in their order.
        counts: List of integers, how many rows each has.
        inner: String, the type of the values by themselves.
        missing: Integer, how many rows have no value. Defaults to `0`.
        ordered: Boolean, whether the values stand in an order. Defaults to `False`.
        unused: List of further values that pandas's category has and no row. Defaults to none.
        most: Integer, how many values have a choice of their own. Defaults to `MOST_CHOICES`.
        single: Integer, how many further values a single row had each, which are not kept. Defaults to `0`.
    """

    def __init__(
        self, name, dtype, categories, counts, inner, missing=0, ordered=False, levels=None, most=MOST_CHOICES, single=0
    ):
        super().__init__(name, dtype)
        self.categories, self.inner, self.levels = list(categories), inner, levels
        self.counts = np.asarray(counts, "int64")
        self.missing, self.ordered, self.most, self.single = int(missing), bool(ordered), most, int(single)
        self.many = len(self.categories) + self.single > most
        self.own = min(most - 1, len(self.categories)) if self.many else len(self.categories)
        self.choices = self.own + self.many + bool(self.missing)
        self.kind = "ordered" if ordered else "category"
        count = len(self.categories) + self.single
        shared = f", the {count - self.own} rarest share one choice" if self.many else ""
        dropped = f", {self.single} of a single row are not kept" if self.single else ""
        self.about = f"{count} values{shared}{dropped}"

    @classmethod
    def fit(cls, series, most=MOST_CHOICES, keep=False):
        """Returns the column of a series.

        Args:
            series: `pandas.Series`.
            most: Integer, how many values have a choice of their own. Defaults to `MOST_CHOICES`.
            keep: Boolean, whether values of a single row are written down also where there are more than `most`.
                Defaults to `False`: such a value would tell, in a file, that this person is in the data.
        """
        values = series.dropna()
        counts = values.value_counts().sort_index()
        levels, ordered = None, False
        if str(series.dtype) == "category":
            ordered, levels = bool(series.cat.ordered), levels_of(series)
            counts = counts[counts > 0]
        single = 0
        if len(counts) > most:  # equally frequent ones stay sorted: in the order of the rows they would tell of rows
            counts = counts.sort_values(ascending=False, kind="stable")
            kept = counts if keep or levels is not None else counts[counts > 1]
            single, counts = len(counts) - len(kept), kept
        inner = objects.type_of_levels(series)
        plain = [as_plain(value) for value in counts.index]
        missing = int(series.isna().sum())
        dtype = str(series.dtype)
        return cls(series.name, dtype, plain, counts.to_list(), inner, missing, ordered, levels, most, single)

    @property
    def dtype_of_values(self):
        """The pandas type of the column."""
        if self.levels is None:
            return frames.pandas().api.types.pandas_dtype(self.dtype)
        return categorical(self.levels, self.inner, self.ordered)

    def encode(self, series, rng):
        """Returns the choice of each row; a value that is not known is an error."""
        index = index_of(self.categories, self.inner)
        known, found = series.notna().to_numpy(), np.full(len(series), -1)  # whole numbers and intervals have no NaN
        given = series[known]
        found[known] = index.get_indexer(given.astype(index.dtype) if self.levels is not None else given)
        strange = series[(found < 0) & known]
        if self.single:  # values of single rows are not known any more: they are rare ones
            found, strange = np.where((found < 0) & known, self.own, found), strange[:0]
        if len(strange):
            value = as_plain(strange.iloc[0])
            near = checks.suggestion(value, self.categories)
            raise ValueError(
                f"`frame[{self.name!r}]`: expected the values that were there when the GAN was built. Received "
                f"{value!r}.{near}"
            )
        return np.where(found < 0, self.choices - 1, np.minimum(found, self._last)), None

    @property
    def _last(self):
        return self.own if self.many else self.own - 1

    def decode(self, choices, values, n, rng):
        """Returns the values; of those that share a choice as frequent ones as in the data."""
        pandas = frames.pandas()
        chosen = np.array(choices)
        shared = (chosen == self.own) & self.many
        if shared.any():
            first = self.own if len(self.categories) > self.own else 0  # where no rare ones were kept, any
            weights = self.counts[first:] / self.counts[first:].sum()
            chosen[shared] = first + rng.choice(len(weights), int(shared.sum()), p=weights)
        missing = (chosen == self.choices - 1) & ~shared & bool(self.missing)
        made = pandas.Series(index_of(self.categories, self.inner).take(np.where(missing, 0, chosen)))
        return as_missing(made, missing, self.dtype).astype(self.dtype_of_values)

    def allowed(self, wanted, argument):
        """Returns which choices lead to the values that are wanted, and a list of messages."""
        places, found = [], none_wanted(wanted, self.name, argument)
        for value in several(wanted):
            if is_missing(value) and self.missing:
                places.append(self.choices - 1)
            elif (place := place_of(value, self.categories)) is not None:
                places.append(min(place, self._last))
            else:
                found.append(self._no_such(value, argument))
        allowed = np.zeros(self.choices, bool)
        allowed[places] = True
        return allowed, found

    def fulfils(self, series, wanted):
        """Returns which of the values made are among those that are wanted, a boolean array."""
        given = several(wanted)
        places = [place_of(value, self.categories) for value in given if not is_missing(value)]
        index = index_of([self.categories[place] for place in places], self.inner)
        right = series.isin(index).to_numpy(bool)
        return right | series.isna().to_numpy() if any(map(is_missing, given)) else right & series.notna().to_numpy()

    def _no_such(self, value, argument):
        shown = ", ".join(map(repr, self.categories[:10])) + (", ..." if len(self.categories) > 10 else "")
        if is_missing(value):
            return f"{argument}: in {self.name!r} no value is missing. Known: {shown}."
        near = checks.suggestion(as_plain(value), self.categories)
        return f"{argument}: {self.name!r} has no value {as_plain(value)!r}. Known: {shown}.{near}"

    def get_config(self):
        """Returns what the column is made of again."""
        return {
            **super().get_config(),
            "categories": self.categories,
            "counts": self.counts.tolist(),
            "inner": self.inner,
            "missing": self.missing,
            "ordered": self.ordered,
            "levels": self.levels,
            "most": self.most,
            "single": self.single,
        }


def as_missing(series, missing, dtype):
    """Returns a series in which some values are missing, as its type has them."""
    if not missing.any():
        return series
    if series.dtype.kind in "biu" and dtype != "object":
        series = series.astype("object" if series.dtype.kind == "b" else "Int64")
    return series.mask(missing, None if dtype == "object" else frames.pandas().NA)

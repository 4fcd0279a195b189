"""`Column`: what all kinds of columns share."""

import numpy as np


class Column:
    """One column of a table: how its values become numbers for the networks, and how these become values again.

    A column has `choices`, how many outcomes of a softmax stand for it, and `values`, 0 or 1, whether a number between
    -1 and 1 stands beside them. One that nothing is learned of has neither.

    Args:
        name: String.
        dtype: String, the type that pandas has for it.

    Attributes:
        kind: String, what it is called in `gan.columns`.
        about: String, what was decided, for `gan.columns`.
    """

    kind = "column"
    choices = 0
    values = 0
    other = None  # the name of the column whose choices it follows
    about = ""

    def __init__(self, name, dtype):
        self.name = name
        self.dtype = dtype

    def encode(self, series, rng):
        """Returns which choice stands for each row, integers, and the numbers beside them, or `None` for each.

        Args:
            series: `pandas.Series` of the column.
            rng: `numpy.random.Generator`.
        """
        return None, None

    def decode(self, choices, values, n, rng):
        """Returns a `pandas.Series` of the column's type.

        Args:
            choices: Integer array `(n,)`, or `None` for a column without any.
            values: float64 array `(n,)`, or `None`.
            n: Integer, how many rows.
            rng: `numpy.random.Generator`.
        """
        raise NotImplementedError(f"{type(self).__name__} has to say in `decode` how its values are made.")

    def allowed(self, wanted, argument):
        """Returns which choices may lead to the values of a condition, a boolean array, and a list of messages."""
        return None, [f"{argument}: {self.name!r} is {self.about}, so nothing can be asked of it. Leave it out."]

    def fulfils(self, series, wanted):
        """Returns which of the values made are as wanted, a boolean array."""
        return np.ones(len(series), bool)

    def get_config(self):
        """Returns what the column is made of again, in plain types."""
        return {"kind": self.kind, "column": self.name, "type": self.dtype}

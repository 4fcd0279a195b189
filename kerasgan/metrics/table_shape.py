"""How well the columns of a table are met, one by one."""

import numpy as np

from kerasgan.checks.frames import as_numbers
from kerasgan.checks.types import Frame
from kerasgan.metrics import frames
from kerasgan.metrics.kolmogorov_smirnov import kolmogorov_smirnov


def table_shape(real: Frame, fake: Frame, *, by_column: bool = False) -> float | dict[str, float]:
    """Returns how alike the columns of two tables are, each by itself.

    Formula, for columns of numbers and dates, and for all others:

    ```python
    1 - max(abs(F(x) - G(x)))                       # Kolmogorov-Smirnov: F, G the shares of values up to x
    1 - 0.5 * sum(abs(p(category) - q(category)))   # total variation
    ```

    Args:
        real: `pandas.DataFrame` of real rows.
        fake: `pandas.DataFrame` of generated rows, with the same columns.
        by_column: Boolean, whether to return the score of each column. Defaults to `False`.

    Returns:
        Float from 0 to 1, the mean over the columns; or a dict of floats by column. Real rows against other real ones
        don't reach 1: compare with that value.

    Raises:
        ValueError: If the two are no frames of the same columns.

    Example:

    >>> real = pandas.DataFrame({"age": [20, 30, 40, 50], "sex": ["f", "f", "m", "m"]})
    >>> table_shape(real, real.assign(sex="f"), by_column=True)
    {'age': 1.0, 'sex': 0.5}

    Source: the column shapes of SDMetrics (DataCebo), whose figures these are. There and here what is missing is left
    out.
    """
    real, fake = frames.tables(real=real, fake=fake)
    found = {name: _alike(real[name], fake[name]) for name in real.columns}
    return found if by_column else float(np.nanmean(list(found.values())))


def _alike(real, fake):
    if frames.is_numeric(real) and frames.is_numeric(fake):
        a, b = (values[~np.isnan(values)] for values in map(as_numbers, (real, fake)))
        if not len(a) or not len(b):
            return float(len(a) == len(b))
        return 1 - float(kolmogorov_smirnov(a[:, None], b[:, None])[0])
    a, b = frames.codes(real.dropna(), fake.dropna())
    if not len(a) or not len(b):
        return float(len(a) == len(b))
    size = 1 + max(a.max(), b.max())
    shares = [np.bincount(one, minlength=size) / len(one) for one in (a, b)]
    return 1 - 0.5 * float(np.abs(shares[0] - shares[1]).sum())

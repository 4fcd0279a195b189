"""What a generated table is good for: a model trained on it, tested on real rows."""

import importlib
import math
from typing import NamedTuple

import numpy as np

from kerasgan import checks
from kerasgan.checks.frames import as_numbers
from kerasgan.checks.types import Frame
from kerasgan.metrics import frames

# Up to so many different values a column of whole numbers is a class, and so many classes are told apart; and so many
# categories a column may have for the trees, scikit-learn's limit. The rarest share the last.
MOST_CLASSES, MOST_CATEGORIES = 20, 255


class TableUtility(NamedTuple):
    """How well a model predicts a column of held-out real rows, trained on generated rows, and on real ones.

    `auc` and `f1` are NaN where the column holds numbers, `rmse` where it holds classes.
    """

    auc: float
    f1: float
    rmse: float
    real_auc: float
    real_f1: float
    real_rmse: float


def table_utility(real: Frame, fake: Frame, *, target: str, held_out: Frame, seed: int = 0) -> TableUtility:
    """Returns how well gradient-boosted trees predict a column, trained on generated rows and on real ones.

    Formula:

    ```python
    auc = area under the ROC curve of held_out, trained on fake      # of several classes the mean over pairs
    f1 = mean over the classes of 2 * precision * recall / (precision + recall)
    rmse = sqrt(mean((predicted - true) ** 2))
    ```

    Args:
        real: `pandas.DataFrame` of real rows that were trained on.
        fake: `pandas.DataFrame` of generated rows, with the same columns.
        target: String, the column to predict: classes where it holds text, truth values, categories or a few whole
            numbers, else numbers. Of more than 20 classes the 19 most frequent real ones are told apart, and all others
            are one: a model of hundreds would be as many times as slow.
        held_out: `pandas.DataFrame` of further real rows, to test on.
        seed: Integer, of the trees. Defaults to `0`.

    Returns:
        Tuple `(auc, f1, rmse, real_auc, real_f1, real_rmse)`.

    Raises:
        ValueError: If the frames differ in their columns, have no column beside `target`, or `target` is none of them.
        ImportError: If scikit-learn is not installed.

    Example:

    >>> rng = np.random.default_rng(0)
    >>> rows = pandas.DataFrame({"x": rng.normal(size=300)})
    >>> rows["y"] = np.where(rows["x"] > 0, "high", "low")
    >>> found = table_utility(rows[:100], rows[100:200], target="y", held_out=rows[200:])
    >>> found.auc > 0.95, found.real_auc > 0.95
    (True, True)

    Reference: Esteban, Hyland, Raetsch, Real-valued (Medical) Time Series Generation with Recurrent Conditional GANs,
    2017, train on synthetic, test on real. The trees are scikit-learn's `HistGradientBoosting`, with its defaults.
    """
    columns = list(getattr(real, "columns", ()))
    problems = [] if target in columns or not columns else [checks.unknown("target", target, map(str, columns))]
    problems += checks.seed(seed)
    if columns == [target]:
        problems.append(
            f"`target`: expected other columns to predict {target!r} by. Received frames of that one alone."
        )
    real, fake, held_out = frames.tables(real=real, fake=fake, held_out=held_out, least=2, problems=problems)
    model = _classes if is_class(real[target]) else _numbers
    scores = [model(*as_arrays([rows, held_out], target, real), seed) for rows in (fake, real)]
    return TableUtility(*scores[0], *scores[1])


def is_class(series):
    """Tells whether a column holds classes to tell apart, not numbers to predict."""
    if not frames.is_numeric(series):
        return True
    values = series.dropna()
    whole = series.dtype.kind in "iuf" and bool((values == values.round()).all())
    return whole and values.nunique() <= MOST_CLASSES


def as_arrays(tables, target, real):
    """Returns (x, y) of each table, all as numbers that stand for the same, and which columns are categories."""
    names = [name for name in real.columns if name != target]
    parts, categorical = [], []
    for name in names:
        if frames.is_numeric(real[name]):
            parts.append([as_numbers(table[name]) for table in tables])
        else:
            parts.append(_ranked(*frames.codes(*(table[name] for table in tables))))
        categorical.append(not frames.is_numeric(real[name]))
    x = [np.stack([part[number] for part in parts], axis=1) for number in range(len(tables))]
    if not is_class(real[target]):
        return x, [as_numbers(table[target]) for table in tables], np.array(categorical)
    of_real, *labels = frames.codes(*(table[target] for table in (real, *tables)))
    return x, _ranked(of_real, *labels, most=MOST_CLASSES)[1:], np.array(categorical)


def _ranked(first, *others, most=MOST_CATEGORIES):
    """Returns whole numbers as their ranks by how frequent they are in the first array, `most` different ones."""
    size = 1 + max(codes.max() for codes in (first, *others))
    order = np.argsort(-np.bincount(first, minlength=size), kind="stable")
    rank = np.empty(len(order), "int64")
    rank[order] = np.arange(len(order))
    return [np.minimum(rank[codes], most - 1) for codes in (first, *others)]


# From so many rows on scikit-learn sets some of each class aside, to find out when to stop.
STOPPING_EARLY = 10_000


def _trees(kind, categorical, seed):
    try:
        ensemble = importlib.import_module("sklearn.ensemble")
    except ImportError:
        raise ImportError("`table_utility` needs scikit-learn. Run `pip install 'kerasgan[tables]'`.") from None
    return getattr(ensemble, f"HistGradientBoosting{kind}")(random_state=seed, categorical_features=categorical)


def _classes(x, labels, categorical, seed):
    from sklearn.metrics import f1_score, roc_auc_score

    train, test = labels
    known, counts = np.unique(train, return_counts=True)
    if len(train) > STOPPING_EARLY and counts.min() < 2:  # a single row can't lie in both parts of a table
        learned = np.isin(train, known[counts > 1])
        x, train, known = (x[0][learned], x[1]), train[learned], known[counts > 1]
    if len(known) < 2:  # a table of one class teaches nothing
        return 0.5, float(f1_score(test, np.full(len(test), known[0]), average="macro")), math.nan
    model = _trees("Classifier", categorical, seed).fit(x[0], train)
    scored = np.isin(test, known)
    both = np.isin(known, test)  # classes that only one of the two tables has say nothing
    shares = model.predict_proba(x[1][scored])[:, both]
    f1 = float(f1_score(test, model.predict(x[1]), average="macro"))
    if both.sum() < 2:
        return math.nan, f1, math.nan
    shares /= shares.sum(axis=1, keepdims=True)
    options = {"labels": known[both], "multi_class": "ovo"} if both.sum() > 2 else {}
    return float(roc_auc_score(test[scored], shares if options else shares[:, 1], **options)), f1, math.nan


def _numbers(x, labels, categorical, seed):
    train, test = labels
    known, tested = ~np.isnan(train), ~np.isnan(test)
    model = _trees("Regressor", categorical, seed).fit(x[0][known], train[known])
    error = model.predict(x[1][tested]) - test[tested]
    return math.nan, math.nan, float(np.sqrt(np.mean(error**2)))

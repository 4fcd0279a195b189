"""A metric beside its value for real samples."""

import inspect
from collections.abc import Callable
from typing import Any, NamedTuple

from numpy.typing import ArrayLike

from kerasgan import checks
from kerasgan.metrics import arrays, frames, registry
from kerasgan.metrics import features as extractors


class Comparison(NamedTuple):
    """A metric's value, the same metric of real samples against real samples, and the sizes of the samples."""

    value: Any
    real_value: Any
    n_real: int
    n_fake: int
    n_baseline: tuple


def compare(
    metric: str | Callable,
    real: ArrayLike,
    fake: ArrayLike,
    *,
    held_out: ArrayLike | None = None,
    features: Any = None,
    batch_size: int = 128,
    seed: int = 0,
    **options: Any,
) -> Comparison:
    """Returns a metric of generated samples beside the same metric of real samples, which is what is within reach.

    Formula, without and with `held_out` real samples:

    ```python
    value, real_value = metric(real, fake), metric(half_of_real, other_half)
    value, real_value = metric(real, fake), metric(real, held_out)   # as many held_out as there are fakes
    ```

    A metric of one sample (`inception_score`, `mode_coverage`, `class_balance`) is taken of `fake` and of `real`.

    Args:
        metric: Function of `kerasgan.metrics` or its name, or any function `(real, fake, **options)`.
        real: Array `(n, ...)` of real samples, or for the metrics of tables a `pandas.DataFrame` of real rows.
        fake: Array `(m, ...)` of generated samples, or a frame.
        held_out: Array or frame of further real samples. Defaults to `None`: `real` is split in random halves. Many
            metrics grow where samples are few, and halves are half as many: with `held_out` the sizes are the same.
        features: What turns samples into features, as in `metrics.features.extract`: a Keras model, a function of a
            batch, or `"raw"`, the values themselves. Defaults to `None`: they are features already.
        batch_size: Integer, samples at a time for `features`. Defaults to `128`.
        seed: Integer, of the halves; the order of the rows has no influence. Defaults to `0`.
        **options: What the metric takes, such as `k=3`.

    Returns:
        Tuple `(value, real_value, n_real, n_fake, n_baseline)`: the two values as the metric returns them, and how many
        samples each was taken of.

    Raises:
        ValueError: If there is no metric of that name, if the metric takes held-out samples itself, as `table_utility`
            and `nearest_record` do, or as the metric does.

    Example:

    >>> rng = np.random.default_rng(0)
    >>> found = compare("sliced_wasserstein", rng.normal(size=(200, 2)), rng.normal(1.0, 1.0, (100, 2)))
    >>> found.value > 3 * found.real_value
    True

    Source: Lucic et al., Are GANs Created Equal?, 2018, and others print the value of real data as a row of its own.
    """
    metric = registry.get(metric)
    if "held_out" in inspect.signature(metric).parameters:
        raise ValueError(
            f"`metric`: {metric.__name__} compares with held-out real rows by itself. Call it directly: "
            f"`metrics.{metric.__name__}(real, fake, held_out=...)`."
        )
    checks.raise_all(checks.seed(seed))
    if features is not None:
        groups = (real, fake, held_out)
        real, fake, held_out = (None if x is None else extractors.extract(x, features, batch_size) for x in groups)
    if not takes_two(metric, options):
        other = real if held_out is None else held_out
        return Comparison(metric(fake, **options), metric(other, **options), len(real), len(fake), (len(other),))
    return _of_two(metric, real, fake, held_out, seed, options)


def takes_two(metric, options=()):
    """Whether a metric compares two samples: `real` and `fake`, or whatever a function of the user's own calls them.

    Args:
        metric: Function.
        options: Names of its further arguments, which are given besides. Defaults to none.
    """
    known = inspect.signature(metric).parameters.values()
    needed = [one for one in known if one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD)]
    alone = [one.name for one in needed if one.default is one.empty and one.name not in options]
    return [one.name for one in needed[:2]] == ["real", "fake"] or len(alone) > 1


def _of_two(metric, real, fake, held_out, seed, options):
    checked, shuffled = (
        (frames.tables, frames.shuffled) if frames.is_frame(real) else (arrays.features, arrays.shuffled)
    )
    if held_out is None:
        real, fake = checked(real=real, fake=fake, least=2)
        rows = shuffled(real, seed)
        a, b = rows[: len(rows) // 2], rows[len(rows) // 2 :]
    else:
        real, fake, held_out = checked(real=real, fake=fake, held_out=held_out)
        a, b = real, shuffled(held_out, seed)[: len(fake)]
    value, baseline = metric(real, fake, **options), metric(a, b, **options)
    return Comparison(value, baseline, len(real), len(fake), (len(a), len(b)))

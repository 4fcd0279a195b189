"""Metrics of samples that come in batches."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from kerasgan import checks
from kerasgan.metrics import arrays, registry
from kerasgan.metrics import features as extractors
from kerasgan.metrics.compare import takes_two
from kerasgan.metrics.frechet_distance import frechet_distance, of_moments
from kerasgan.metrics.moments import Moments


class Streaming:
    """A metric whose samples come in batches; the result is that of all samples at once.

    The Fréchet distance keeps means and covariances only, `d * d` numbers however many samples come; other metrics need
    all features, and keep them.

    Args:
        metric: Function of `kerasgan.metrics` or its name, or any function `(real, fake, **options)`.
        features: What turns samples into features, as in `metrics.features.extract`. Defaults to `None`: they are
            features already.
        **options: What the metric takes, such as `k=3`.

    Raises:
        ValueError: If there is no metric of that name.

    Example:

    >>> stream = Streaming("frechet_distance")
    >>> for _ in range(3):
    ...     stream.update(np.random.normal(size=(100, 2)), real=True)
    ...     stream.update(np.random.normal(size=(100, 2)))
    >>> stream.result() < 1
    True

    Reference: the state and the two methods are those of Keras's metrics.
    """

    def __init__(self, metric: str, *, features: Any = None, **options: Any) -> None:
        self.metric = registry.get(metric)
        if self.metric is frechet_distance and options:
            raise ValueError(f"`frechet_distance` takes no options. Received: {', '.join(options)}. Leave them out.")
        self.features = features
        self.options = options
        self.reset_state()

    def update(self, samples: ArrayLike, *, real: bool = False) -> None:
        """Adds a batch `(n, d)`, of real samples with `real=True`, otherwise of generated ones."""
        if real and not self._two:
            raise ValueError(f"`real`: {self.metric.__name__} looks at generated samples only. Received: True.")
        if self.features is not None:
            samples = extractors.extract(samples, self.features, max(1, len(samples)))
        kind = "real" if real else "fake"
        if self._running:
            self._check_scales(kind, np.asarray(samples))
            (samples,) = arrays.features(**{kind: samples})
            self._check_width(kind, samples)
            self._moments[kind].update(samples)
        else:
            self._batches[kind].append(np.array(samples))

    def result(self) -> Any:
        """Returns what the metric returns for all samples so far."""
        kinds = ("real", "fake") if self._two else ("fake",)
        seen = {
            kind: self._moments[kind].count if self._running else sum(map(len, self._batches[kind])) for kind in kinds
        }
        least = 2 if self._running else 1
        checks.raise_all(
            [
                f"`{kind}`: expected at least {least} samples before the result. Received {seen[kind]}."
                for kind in kinds
                if seen[kind] < least
            ]
        )
        if self._running:
            return of_moments(self._moments["real"], self._moments["fake"])
        return self.metric(*(np.concatenate(self._batches[kind]) for kind in kinds), **self.options)

    def reset_state(self) -> None:
        """Forgets all samples."""
        self._two = takes_two(self.metric, self.options)
        self._running = self.metric is frechet_distance
        self._moments = {"real": Moments(), "fake": Moments()}
        self._batches = {"real": [], "fake": []}
        self._first = {}  # batch of each kind

    def _check_scales(self, kind, samples):
        """Compares the first batch of each kind: pixels beside values from -1 to 1 have no distance."""
        if kind not in self._first and samples.size and samples.dtype.kind in "uif":
            self._first[kind] = samples
            checks.raise_all(arrays.scale_problems(self._first))

    def _check_width(self, kind, samples):
        known = [group.mean.shape[0] for group in self._moments.values() if group.count]
        if known and samples.shape[1] != known[0]:
            raise ValueError(f"`{kind}`: expected {known[0]} features, as before. Received {samples.shape[1]}.")

"""`InStep`: a distribution that is drawn on the device, inside the compiled step."""

from collections.abc import Callable
from typing import Any

import numpy as np

from kerasgan import checks
from kerasgan.checks.types import Tensor


class InStep:
    """A sampler written in Keras operations, which `fit_gan` runs inside the compiled training step.

    No batch then travels from the host to the device. On a CPU a NumPy sampler, which runs in a thread beside the step,
    is as fast; on a GPU this one saves the transfer.

    Args:
        draw: Function `(batch_size, seed) -> tensor (batch_size, *shape)` in Keras operations; `seed` is a
            `keras.random.SeedGenerator`, for example for `keras.random.normal(shape, seed=seed)`.

    Raises:
        ValueError: If `draw` is not callable.

    Example:

    >>> data = kerasgan.datasets.InStep(lambda n, seed: 3.0 + keras.random.normal((n, 200), seed=seed))
    >>> history = kerasgan.fit_gan(kerasgan.build_gan(), data, steps=2, verbose=0)
    """

    value_range = (-np.inf, np.inf)

    def __init__(self, draw: Callable[[int, Any], Tensor]) -> None:
        found = [] if callable(draw) else [f"`draw`: expected a function `(batch_size, seed)`. Received: {draw!r}."]
        checks.raise_all(found)
        self.draw = draw

    def as_source(self, reader: Any, batch_size: int, rng: np.random.Generator) -> Any:
        """Returns what `fit_gan` takes instead of batches."""
        from kerasgan.training.sources.in_step_source import InStepSource

        return InStepSource(self.draw, reader.first, batch_size)

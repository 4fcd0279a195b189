"""InstanceNoise: real and generated samples blurred alike, until G is near enough."""

import copy
from typing import Any, Self

import keras
from keras import ops

from kerasgan import checks
from kerasgan.checks.types import Config, Shape, Tensor
from kerasgan.training import schedules
from kerasgan.transforms.transform import Transform


@keras.saving.register_keras_serializable(package="kerasgan")
class InstanceNoise(Transform):
    """Adds normal noise to each sample that D sees, real or generated.

    Formula:

    ```python
    D(x + stddev * n),  n ~ N(0, 1)
    ```

    Real samples that lie on a thin set, such as drawings whose areas have exactly one colour, are told from generated
    ones by that alone, and D wins before G has learned anything. Under noise the two overlap, and D has to look at
    the rest. The noise does not leak: samples that G makes have none.

    Args:
        stddev: Float, the noise's standard deviation, in the units of the samples: of images from -1 to 1, 0.1 is a
            twentieth of the range; or a schedule of it, such as `schedules.Linear(0.1, 0.0, steps)`. Defaults to `0.1`.

    Raises:
        ValueError: If `stddev` is negative, or no number and no schedule.

    Example:

    >>> fading = kerasgan.schedules.Linear(0.2, 0.0, 5_000)
    >>> gan = kerasgan.build_gan(transforms=[kerasgan.transforms.InstanceNoise(fading)])

    Reference: Sønderby, Caballero, Theis, Shi, Huszár, Amortised MAP Inference for Image Super-resolution, 2017, which
    lets the noise fade over the training; Arjovsky, Bottou, Towards Principled Methods for Training Generative
    Adversarial Networks, 2017. Ours stays as it is unless it is given a schedule.
    """

    def __init__(self, stddev: Any = 0.1) -> None:
        self.stddev, problems = checks.tried(schedules.get, "stddev", stddev, 0)
        checks.raise_all(problems)

    def draw(self, shape: Shape, seed: Any) -> Tensor:
        """Returns normal noise of the samples' shape."""
        return keras.random.normal(shape, seed=seed)

    def at(self, step: Tensor) -> Self:
        """Returns one with the deviation of a step."""
        now = copy.copy(self)
        now.stddev = schedules.at(self.stddev, step)
        return now

    def __call__(self, samples, random=None):
        """Returns the samples with noise, or without random numbers as they are."""
        if random is None:
            return samples
        return samples + ops.cast(self.stddev * random, samples.dtype)

    def get_config(self) -> Config:
        """Returns what `from_config` needs."""
        return {"stddev": schedules.serialize(self.stddev)}

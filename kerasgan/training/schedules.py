"""What changes while training: a value for each step, in the place of a number.

A schedule is one of Keras's `LearningRateSchedule`: those that Keras has and the three here do for learning rates, the
weights of terms, the strength of transforms, and the figures of `kerasgan.ScheduledAdam` alike. It has no state: what
it depends on is the count of an optimizer, which files and checkpoints hold, so that training goes on to the bit.
"""

import math
from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
from keras import ops

from kerasgan import checks
from kerasgan.checks import identifiers
from kerasgan.checks.types import Config, Tensor

Schedule = keras.optimizers.schedules.LearningRateSchedule

__all__ = ["SCHEDULES", "Cosine", "Linear", "Step", "get"]


class _Known(Schedule):
    """Base of those whose least and greatest value can be told."""

    def all_values(self):
        """Returns the list of numbers between which all values lie."""
        raise NotImplementedError


class _Between(_Known):
    """Base of those that lead from one value to another and stay there; a subclass has `passed`."""

    def __init__(self, start: float, end: float, steps: int, name: str | None = None) -> None:
        super().__init__()
        problems = [*checks.finite_number("start", start), *checks.finite_number("end", end)]
        checks.raise_all([*problems, *checks.positive_integer("steps", steps)])
        self.start, self.end, self.steps, self.name = start, end, steps, name

    def __call__(self, step):
        share = ops.clip(ops.cast(step, keras.config.floatx()) / self.steps, 0.0, 1.0)
        return self.start + (self.end - self.start) * self.passed(share)

    def all_values(self) -> list[float]:
        """Returns the values at both ends."""
        return [self.start, self.end]

    def get_config(self) -> Config:
        """Returns what `from_config` needs."""
        return {"start": self.start, "end": self.end, "steps": self.steps, "name": self.name}

    def __repr__(self):
        return f"{type(self).__name__}({self.start!r}, {self.end!r}, steps={self.steps!r})"


@keras.saving.register_keras_serializable(package="kerasgan")
class Cosine(_Between):
    """Goes from one value to another along half a cosine, slowly at both ends, and stays there.

    Formula:

    ```python
    value = start + (end - start) * (1 - cos(pi * min(step / steps, 1))) / 2
    ```

    Args:
        start: Float, the value at step 0.
        end: Float, the value from `steps` on; `keras.optimizers.schedules.CosineDecay` can't rise from zero.
        steps: Integer, how many steps it takes.
        name: String. Defaults to `None`.

    Raises:
        ValueError: If an argument is no such number.

    Example:

    >>> gamma = kerasgan.schedules.Cosine(0.05, 0.005, steps=1000)
    >>> gan = kerasgan.build_gan(loss="relativistic", terms=[kerasgan.terms.R1(gamma), kerasgan.terms.R2(gamma)])

    Reference: Loshchilov, Hutter, SGDR: Stochastic Gradient Descent with Warm Restarts, 2017, without restarts; for all
    of a GAN's figures: Huang et al., The GAN is dead; long live the GAN!, 2024.
    """

    def passed(self, share: Tensor) -> Tensor:
        """Returns which part of the way is done after a part of the steps."""
        return 0.5 * (1.0 - ops.cos(math.pi * share))


@keras.saving.register_keras_serializable(package="kerasgan")
class Linear(_Between):
    """Goes from one value to another in equal parts, and stays there.

    Formula:

    ```python
    value = start + (end - start) * min(step / steps, 1)
    ```

    Args:
        start: Float, the value at step 0.
        end: Float, the value from `steps` on.
        steps: Integer, how many steps it takes.
        name: String. Defaults to `None`.

    Raises:
        ValueError: If an argument is no such number.

    Example:

    >>> float(kerasgan.schedules.Linear(1.0, 0.0, steps=4)(3))
    0.25
    """

    def passed(self, share: Tensor) -> Tensor:
        """Returns which part of the way is done after a part of the steps."""
        return share


@keras.saving.register_keras_serializable(package="kerasgan")
class Step(_Known):
    """Has one value up to a step, then another, and so on.

    Formula:

    ```python
    value = values[number of boundaries at or below step]
    ```

    Args:
        values: List of floats, one more than boundaries.
        boundaries: List of integers, ascending: the steps at which the next value begins.
        name: String. Defaults to `None`.

    Raises:
        ValueError: If there are not as many values, or boundaries don't ascend.

    Example:

    >>> [float(kerasgan.schedules.Step([1.0, 0.0], [100])(step)) for step in (99, 100)]
    [1.0, 0.0]

    Keras's `PiecewiseConstantDecay` changes one step later.
    """

    def __init__(self, values: Sequence[float], boundaries: Sequence[int], name: str | None = None) -> None:
        super().__init__()
        checks.raise_all(_no_lists(values=values, boundaries=boundaries))
        problems = [problem for value in values for problem in checks.finite_number("values", value)]
        problems += [problem for step in boundaries for problem in checks.positive_integer("boundaries", step)]
        if not problems and list(boundaries) != sorted(set(boundaries)):
            problems.append(f"`boundaries`: expected steps that ascend. Received: {list(boundaries)}.")
        if len(values) != len(boundaries) + 1:
            problems.append(
                f"`values`: expected one more than boundaries, {len(boundaries) + 1}. Received: {len(values)}."
            )
        checks.raise_all(problems)
        self.values, self.boundaries, self.name = list(values), list(boundaries), name

    def __call__(self, step):
        value = ops.convert_to_tensor(self.values[0], keras.config.floatx())
        for boundary, later in zip(self.boundaries, self.values[1:]):
            value = ops.where(ops.cast(step, "int32") >= boundary, later, value)
        return value

    def all_values(self) -> list[float]:
        """Returns its values."""
        return self.values

    def get_config(self) -> Config:
        """Returns what `from_config` needs."""
        return {"values": self.values, "boundaries": self.boundaries, "name": self.name}

    def __repr__(self):
        return f"Step({self.values!r}, {self.boundaries!r})"


_OF_KERAS = (
    "CosineDecay", "CosineDecayRestarts", "ExponentialDecay", "InverseTimeDecay", "PiecewiseConstantDecay",
    "PolynomialDecay",
)  # fmt: skip

SCHEDULES = {
    **{name: getattr(keras.optimizers.schedules, name) for name in _OF_KERAS},
    "cosine": Cosine,
    "linear": Linear,
    "step": Step,
}


def get(argument: str, value: Any, at_least: float | None = None, at_most: float | None = None) -> Any:
    """Returns a number as it is, and the schedule for a config or a schedule.

    Both bounds hold for a number, and for all values of `Cosine`, `Linear` and `Step`.

    Args:
        argument: String, what it is called in messages.
        value: Number; a dict `{"class_name": name, "config": arguments}` with a name among `SCHEDULES`, or as Keras
            saves one; or a `keras.optimizers.schedules.LearningRateSchedule`.
        at_least: Number, the least that a value may be. Defaults to `None`, any.
        at_most: Number, the most that a value may be, where there is a least. Defaults to `None`, any.

    Returns:
        A number, or a `keras.optimizers.schedules.LearningRateSchedule`.

    Raises:
        ValueError: If it is none of these, or a value is out of bounds.

    Example:

    >>> kerasgan.schedules.get("weight", {"class_name": "linear", "config": {"start": 1, "end": 0, "steps": 50}})
    Linear(1, 0, steps=50)
    """
    if isinstance(value, dict):
        value = identifiers.find(argument, value, SCHEDULES, Schedule)
    known = value.all_values() if isinstance(value, _Known) else [] if isinstance(value, Schedule) else [value]
    for number in known:
        bad = _out_of_bounds(argument, number, at_least, at_most)
        checks.raise_all([f"{bad[0]} It is a value of {value!r}."] if bad and number is not value else bad)
    return value


def _out_of_bounds(argument, number, at_least, at_most):
    if at_most is None:
        return checks.finite_number(argument, number, at_least)
    return checks.within(argument, number, at_least, at_most)


def at(value, step):
    """Returns a number as it is, and of a schedule its value at a step."""
    return value(step) if isinstance(value, Schedule) else value


def serialize(value):
    """Returns a number as it is, and of a schedule its config."""
    return keras.saving.serialize_keras_object(value) if isinstance(value, Schedule) else value


def _no_lists(**given):
    """Checks that arguments, by name, are lists."""
    return [
        f"`{name}`: expected a list. Received: {value!r}."
        for name, value in given.items()
        if not isinstance(value, (list, tuple, np.ndarray))
    ]

"""What signatures call their types: names for what has none of its own, without importing a backend."""

import os
from collections.abc import Callable
from typing import Any, TypeVar

# A path as text or as `pathlib.Path`.
PathLike = str | os.PathLike[str]

# A tensor of the running backend; the three have no base in common, and Keras has no name for them.
Tensor = Any

# A `pandas.DataFrame`; pandas is not imported before a table is read.
Frame = Any

# A shape, with or without the batch axis; `None` for what is not known.
Shape = tuple[int | None, ...]

# What `from_config` takes: plain types by name.
Config = dict[str, Any]

# The logs of Keras's callbacks.
Logs = dict[str, Any] | None

# A part of Keras or of ours as a name, as a config, or as it is.
Identifier = str | dict[str, Any] | Any

# A distribution of noise: by name, by config, or `(shape, seed) -> tensor`.
Distribution = str | dict[str, Any] | Callable[..., Tensor]

# A function that a decorator leaves as it is, in the eyes of a type checker.
Function = TypeVar("Function", bound=Callable)

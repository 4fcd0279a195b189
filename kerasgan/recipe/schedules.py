"""Schedules that follow the length of a run: a number of updates or steps as a part of the run, in a recipe.

It needs no backend.
"""

import copy
from typing import Any

from kerasgan import checks

# The key of what is a part of the run instead of a number of updates.
OF_RUN = "of_run"

OPTIMIZERS = ("g_optimizer", "d_optimizer")

# What of a recipe's `gan` may have schedules.
SCHEDULED = (*OPTIMIZERS, "terms", "transforms")


def problems(gan, training):
    """Returns what is wrong with the parts of a run in a recipe's `gan`, a list of messages."""
    found = []
    for name, value in gan.items():
        parts = list(_parts_of_run(value))
        if parts and name not in SCHEDULED:
            found.append(f"`{name}`: expected `{OF_RUN}` in {', '.join(SCHEDULED)} only. Received: {parts[0]!r}.")
        elif parts and (training.get("steps") is None or training.get("epochs") is not None):
            found.append(
                f"`{name}`: `{OF_RUN}` needs a run of a known length. Give `training` its `steps`, and no `epochs`."
            )
        for part in parts:
            found += _part_problems(name, part)
    return found


def _part_problems(name, part):
    share = part[OF_RUN]
    if len(part) == 1 and not checks.finite_number(OF_RUN, share) and share > 0:
        return []
    return [
        f'`{name}`: expected a part of the run, a number above 0 such as {{"{OF_RUN}": 1.0}}, the whole of it. '
        f"Received: {part!r}."
    ]


def _parts_of_run(value):
    """Yields each object with the key `of_run` inside a value from JSON."""
    if isinstance(value, dict) and OF_RUN in value:
        yield value
    elif isinstance(value, (dict, list)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _parts_of_run(inner)


def resolved(recipe: dict[str, Any]) -> dict[str, Any]:
    """Returns a copy of a recipe that has numbers of updates in place of parts of the run.

    Args:
        recipe: Dict, as `load` returns it.

    Example:

    >>> recipe = kerasgan.recipe.changed(kerasgan.recipe.load("mnist_best"), steps=50)
    >>> kerasgan.recipe.resolved(recipe)["gan"]["d_optimizer"]["config"]["learning_rate"]["config"]["decay_steps"]
    50
    """
    recipe = copy.deepcopy(recipe)
    gan, steps = recipe.get("gan", {}), recipe.get("training", {}).get("steps")
    for name in [name for name in SCHEDULED if name in gan]:
        updates = steps and steps * (gan.get("d_steps", 1) if name == "d_optimizer" else 1)
        gan[name] = _with_updates(gan[name], updates)
    return recipe


def _with_updates(value, updates):
    """Returns a value from JSON with a number in place of each part of so many updates, 1 at least."""
    if isinstance(value, dict) and OF_RUN in value:
        return max(1, round(value[OF_RUN] * updates))
    if isinstance(value, dict):
        return {name: _with_updates(inner, updates) for name, inner in value.items()}
    return [_with_updates(inner, updates) for inner in value] if isinstance(value, list) else value

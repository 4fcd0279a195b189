"""`--set discriminator.filters=64`: any value of a recipe, by its place."""

import copy
import json

from kerasgan import checks
from kerasgan import recipe as recipes


def with_settings(recipe, settings):
    """Returns a copy of a recipe with other values.

    Args:
        recipe: Dict, as `kerasgan.recipe.load` returns it.
        settings: Texts `"place=value"`, the place with dots between; the value is JSON, or else text.

    Raises:
        ValueError: If a text is no setting, names a place that a recipe does not have, or makes the recipe invalid.

    Example:

    >>> recipe = with_settings(kerasgan.recipe.load("mnist_dcgan"), ["discriminator.filters=64", "gan.loss=hinge"])
    >>> recipe["discriminator"]["filters"], recipe["gan"]["loss"]
    (64, 'hinge')
    """
    recipe = copy.deepcopy(recipe)
    checks.raise_all([problem for text in settings for problem in put(recipe, text)])
    checks.raise_all(recipes.problems(recipe))
    return recipe


def put(recipe, text):
    """Puts one setting into a recipe; returns what is wrong with it, a list of messages."""
    place, equals, value = text.partition("=")
    names = place.strip().split(".")
    if not equals or not all(names):
        return [f"`set`: expected a place and a value, such as 'training.batch_size=64'. Received: {text!r}."]
    if names[0] not in recipes.PARTS:
        return [f"`set`: {said}" for said in checks.no_unknown("A recipe", names[:1], recipes.PARTS)]
    part = recipe.setdefault(names[0], {}) if len(names) > 1 else recipe
    for depth, name in enumerate(names[1:-1], 2):
        if not isinstance(part, dict) or not isinstance(part.get(name), dict):
            where, there = ".".join(names[: depth - 1]), part if isinstance(part, dict) else {}
            inner = [key for key, found in there.items() if isinstance(found, dict)]
            near = checks.suggestion(name, inner)
            return [f"`set`: `{where}` has no part `{name}` in this recipe: {place}.{near}"]
        part = part[name]
    if not isinstance(part, dict):
        return [f"`set`: `{'.'.join(names[:-1])}` is a value in this recipe, no part: {place}."]
    part[names[-1]] = parsed(value.strip())
    return []


def parsed(value):
    """Returns what a text says as JSON, or the text itself."""
    try:
        return json.loads(value)
    except ValueError:
        return value

"""`--set discriminator.filters=64`: any value of a recipe, by its place."""

import copy
import json

from kerasgan import checks
from kerasgan import recipe as recipes


def with_settings(recipe, settings):
    """Returns a copy of a recipe with other values.

    Args:
        recipe: Dict, as `kerasgan.recipe.load` returns it.
        settings: Texts `"place=value"`, the place with dots between, in a list its number from 0 on; the value is JSON,
            or else text.

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
    part = recipe
    for depth, name in enumerate(names):
        where = ".".join(names[:depth])
        if wrong := no_place(part, name, where, place):
            return [f"`set`: {wrong}"]
        key = int(name) if isinstance(part, list) else name
        if depth == len(names) - 1:
            part[key] = parsed(value.strip())
        elif isinstance(part, dict) and (not depth or (where, name) == ("data", "options")):
            part = part.setdefault(key, {})
        elif wrong := no_part(part, key, where, place):
            return [f"`set`: {wrong}"]
        else:
            part = part[key]
    return []


def no_place(part, name, where, place):
    """Returns what keeps `part` from having a place of a name: a list has numbers, a value none; `None` for nothing."""
    if isinstance(part, list) and not (name.isdecimal() and int(name) < len(part)):
        return f"`{where}` is a list of {len(part)} in this recipe, whose places are numbers from 0 on: {place}."
    return None if isinstance(part, (dict, list)) else f"`{where}` is a value in this recipe, no part: {place}."


def no_part(part, key, where, place):
    """Returns that there is no part of that name, or `None` where there is one."""
    inside = dict(enumerate(part)) if isinstance(part, list) else part
    if isinstance(inside.get(key), (dict, list)):
        return None
    near = checks.suggestion(key, [name for name, found in inside.items() if isinstance(found, (dict, list))])
    return f"`{where}` has no part `{key}` in this recipe: {place}.{near}"


def parsed(value):
    """Returns what a text says as JSON, or the text itself."""
    try:
        return json.loads(value)
    except ValueError:
        return value

"""Keyword arguments by wrong names: Python names the one that it did not expect, and not the one that was meant."""

import functools
import inspect
from collections.abc import Callable

from kerasgan import checks
from kerasgan.checks.types import Function


def told_with_suggestions(refuse: Callable | None = None, /, **meant: str) -> Callable[[Function], Function]:
    """Returns a decorator: a keyword that the function does not take is a `TypeError` that says what was meant.

    Args:
        refuse: Function of a dict of such keywords that returns messages: it knows why some are not taken, a
            `ValueError`. Defaults to `None`.
        **meant: What names of other libraries are called here.

    Example:

    >>> @told_with_suggestions(loss_fn="loss")
    ... def build(*, loss="minimax"):
    ...     return loss
    >>> build(loss_fn="hinge")
    Traceback (most recent call last):
    TypeError: `build` takes no `loss_fn`. Known: loss. Did you mean 'loss'?
    """

    def decorate(function):
        known = inspect.signature(function).parameters

        takes_any = any(one.kind is one.VAR_KEYWORD for one in known.values())

        @functools.wraps(function)
        def checked(*arguments, **options):
            if not takes_any and not set(options) <= set(known):
                checks.raise_all(refuse(options) if refuse else [])
                raise TypeError(message(function.__name__, options, known, meant))
            return function(*arguments, **options)

        return checked

    return decorate


def message(name, options, known, meant):
    """Returns what is said of the first keyword that is not known."""
    wrong = next(option for option in options if option not in known)
    if wrong not in meant:
        return checks.no_unknown(f"`{name}`", [wrong], known)[0]
    return f"`{name}` takes no `{wrong}`. Known: {', '.join(sorted(known))}. Did you mean {meant[wrong]!r}?"

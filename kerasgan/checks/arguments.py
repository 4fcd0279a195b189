"""Keyword arguments by wrong names: Python names the one that it did not expect, and not the one that was meant."""

import functools
import inspect

from kerasgan import checks


def told_with_suggestions(**meant):
    """Returns a decorator: a keyword that the function does not take is a `TypeError` that says what was meant.

    Args:
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

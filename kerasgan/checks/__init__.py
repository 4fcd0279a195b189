"""Argument checks, all in one style of message: the argument, what was expected, what was received, what to do.

A check returns a list of problems, empty when all is well. A caller adds up the lists of all its checks and hands
them to `raise_all`, so that a user sees every mistake at once.
"""

import difflib
import math
import numbers

# How many numbers a text of ranges lists at most, and how many digits each has.
MOST_NUMBERS, MOST_DIGITS = 100_000, 15


def raise_all(problems, error=ValueError):
    """Raises one `error` that lists all `problems`, also as its attribute; does nothing where there are none."""
    if not problems:
        return
    lines = "\n".join(f"  {i}. {problem}" for i, problem in enumerate(problems, 1))
    raised = error(problems[0] if len(problems) == 1 else f"{len(problems)} problems:\n{lines}")
    raised.problems = problems
    raise raised


def tried(function, *arguments):
    """Returns what `function` returns and no problems, or `None` and the problems of its `ValueError`."""
    try:
        return function(*arguments), []
    except ValueError as error:
        return None, getattr(error, "problems", [str(error)])


def suggestion(name, options):
    """Returns " Did you mean 'x'?" for the option nearest to `name`, in any case of letters, or an empty string."""
    folded = {str(option).casefold(): str(option) for option in options}
    letters = sorted(str(name).casefold())
    swapped = [option for option in folded if sorted(option) == letters]  # "adma" is "adam" sooner than "adamax"
    near = swapped or difflib.get_close_matches(str(name).casefold(), folded, n=1)
    return f" Did you mean {folded[near[0]]!r}?" if near else ""


def unknown(argument, received, options):
    """Returns the message for a value of `argument` that is none of `options`."""
    known = ", ".join(repr(option) for option in sorted(options))
    return f"`{argument}`: expected one of {known}. Received: {received!r}.{suggestion(received, options)}"


def one_of(argument, received, options):
    """Checks that `received` is one of `options`."""
    known = isinstance(received, str) and received in options
    return [] if known else [unknown(argument, received, options)]


def positive_integer(argument, received, optional=False, least=1):
    """Checks that `received` is an integer of at least `least` (or None where `optional`)."""
    if optional and received is None:
        return []
    whole = isinstance(received, numbers.Integral) and not isinstance(received, bool)
    if whole and received >= least:
        return []
    return [f"`{argument}`: expected a whole number of at least {least}. Received: {received!r}."]


def seed(received, optional=False):
    """Checks that a `seed` is a whole number of at least 0 (or None where `optional`)."""
    return positive_integer("seed", received, optional, least=0)


def shape(argument, received):
    """Checks that `received` is a shape without the batch axis: a non-empty sequence of positive integers."""
    sizes = received if isinstance(received, (tuple, list)) else None
    if sizes and not any(positive_integer(argument, size) for size in sizes):
        return []
    return [
        f"`{argument}`: expected a tuple of whole numbers of at least 1, the shape of one sample without the batch "
        f"axis, such as (200,) or (28, 28, 1). Received: {received!r}."
    ]


def no_unknown(where, received, options):
    """Checks that all names in `received` are among `options`; `where` says what takes them."""
    return [
        f"{where} takes no `{name}`. Known: {', '.join(sorted(options))}.{suggestion(name, options)}"
        for name in received
        if name not in options
    ]


def finite_number(argument, received, at_least=None):
    """Checks that `received` is a finite number, no less than `at_least` where that is given."""
    number = isinstance(received, numbers.Real) and not isinstance(received, bool) and math.isfinite(received)
    if number and (at_least is None or received >= at_least):
        return []
    bound = "" if at_least is None else f" of at least {at_least}"
    return [f"`{argument}`: expected a finite number{bound}. Received: {received!r}."]


def within(argument, received, low, high, below=False):
    """Checks that `received` is a number from `low` to `high`, or with `below` to below `high`."""
    if not finite_number(argument, received, low) and (received < high if below else received <= high):
        return []
    return [f"`{argument}`: expected a number from {low} to {'below ' * below}{high}. Received: {received!r}."]


def boolean(argument, received, other=""):
    """Checks that `received` is True or False; `other` says what else there is, for the message."""
    known = isinstance(received, bool)
    return [] if known else [f"`{argument}`: expected True or False{other}. Received: {received!r}."]


def whole_numbers(argument, text, example):
    """Returns the list of the whole numbers in a text such as `"3,5,7-9"`: single ones and ranges, with commas between.

    Args:
        argument: String, what the text is called in messages.
        text: String.
        example: String, what the message gives as examples.

    Raises:
        ValueError: If it is none, or lists more than `MOST_NUMBERS`.

    Example:

    >>> whole_numbers("labels", "7,0-2", "'0-9'")
    [7, 0, 1, 2]
    """
    ranges = [_range(part.strip()) for part in text.split(",")]
    if None in ranges:
        raise ValueError(f"`{argument}`: expected whole numbers and ranges, such as {example}. Received: {text!r}.")
    if (count := sum(map(len, ranges))) > MOST_NUMBERS:
        raise ValueError(f"`{argument}`: expected at most {MOST_NUMBERS:,} numbers. Received {count:,}: {text!r}.")
    return [number for one in ranges for number in one]


def _range(text):
    """Returns the `range` that a text such as `"3"` or `"7-9"` stands for, `None` where it is none."""
    ends = text.split("-")
    if len(ends) > 2 or not all(end.isdecimal() and len(end) <= MOST_DIGITS for end in ends):
        return None
    return range(int(ends[0]), int(ends[-1]) + 1) or None

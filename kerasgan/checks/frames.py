"""What data sets and GANs of tables share: the package pandas, and names of columns."""

import importlib

from kerasgan import checks

MISSING_PACKAGES = "Tables need pandas and scikit-learn, and {} is not installed. Run `pip install 'kerasgan[tables]'`."

# How many columns a message lists.
MOST_LISTED = 20


def pandas(*others):
    """Returns the package pandas.

    Args:
        *others: Names of further packages that have to be there.

    Raises:
        ImportError: If it or another one is not installed, with what to do.
    """
    for name in ("pandas", *others):
        try:
            importlib.import_module(name)
        except ImportError:
            raise ImportError(MISSING_PACKAGES.format(name)) from None
    return importlib.import_module("pandas")


def unknown_columns(argument, names, known):
    """Checks that names are those of columns."""
    known = list(known)
    shown = ", ".join(map(repr, known[:MOST_LISTED])) + (", ..." if len(known) > MOST_LISTED else "")
    return [
        f"`{argument}`: there is no column {name!r}. Columns: {shown}.{checks.suggestion(name, known)}"
        for name in names
        if name not in known
    ]

"""A run as one HTML file that opens offline: what came of it, how it went, what it made, and how to make it again."""

import pathlib
from collections.abc import Sequence
from typing import Any

import jinja2

from kerasgan import checks
from kerasgan.checks import files
from kerasgan.checks.types import PathLike
from kerasgan.recipe.report import charts, contents, page

__all__ = ["charts", "contents", "page", "write"]


def write(
    runs: PathLike | Sequence[PathLike], to_file: PathLike | None = None, *, generator: Any = False
) -> pathlib.Path:
    """Writes a report of a run folder, or a page that shows several side by side.

    The file holds everything, its pictures, curves and script included, and asks nothing of a network. What a folder
    lacks is left out.

    Args:
        runs: Path of a run folder, or list of several.
        to_file: Path of the HTML file. Defaults to `None`, `report.html` in the first folder.
        generator: Boolean, whether the generators run in the page, as `kerasgan page` shows them: those of at most 2 MB
            that it knows. It loads them. Or the trained GAN of the only run, which then is not loaded. Defaults to
            `False`.

    Returns:
        `pathlib.Path` of the file.

    Raises:
        ValueError: If a folder is not a run, or has nothing of a run in it.

    Example:

    >>> write("nowhere")
    Traceback (most recent call last):
    ValueError: `runs`: expected a run folder, as `kerasgan train` leaves it. Received 'nowhere', which is no folder.
    """
    folders = [pathlib.Path(run) for run in (runs if isinstance(runs, (list, tuple)) else [runs])]
    wrong = [] if to_file is None or pathlib.Path(to_file).suffix.lower() in (".html", ".htm") else [str(to_file)]
    named = [f"`to_file`: expected a name that ends in .html. Received: {name!r}." for name in wrong]
    checks.raise_all([*named, *(problem for folder in folders for problem in contents.problems(folder))])
    to_file = folders[0] / "report.html" if to_file is None else pathlib.Path(to_file)
    gan = generator if not isinstance(generator, bool) else None
    text = made(folders, page.running(folders, gan) if generator is not False else ())
    try:
        to_file.parent.mkdir(parents=True, exist_ok=True)
        files.write(text.encode("utf-8"), to_file)  # in place of a link, not through it
    except OSError as error:
        raise ValueError(f"`to_file`: cannot write {str(to_file)!r}: {error.strerror}.") from error
    return to_file


def made(folders, running=(), live=False):
    """Returns the HTML of the report of run folders, and of generators that run in it, as `page.running` has them.

    With `live` the report renews itself.

    Raises:
        ValueError: If a file holds what no run writes.
    """
    try:
        found = [contents.read(folder, live) for folder in folders]
        contents.tell_apart(found)
        return page.render(found, running, live)
    except (ArithmeticError, AttributeError, LookupError, OSError, TypeError, jinja2.TemplateError) as error:
        names = ", ".join(map(str, folders))
        raise ValueError(
            f"`runs`: no report can be made of {names}: recipe.json, summary.json or another file holds what no run "
            f"writes. {type(error).__name__}: {error}"[:500]
        ) from error

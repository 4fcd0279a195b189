"""A run as one HTML file that opens offline: what came of it, how it went, what it made, and how to make it again."""

import pathlib

from kerasgan import checks
from kerasgan.report import charts, contents, page

__all__ = ["charts", "contents", "page", "write"]


def write(runs, to_file=None):
    """Writes a report of a run folder, or a page that shows several side by side.

    The file holds everything, its pictures, curves and script included, and asks nothing of a network. What a folder
    lacks is left out.

    Args:
        runs: Path of a run folder, or list of several.
        to_file: Path of the HTML file. Defaults to `None`, `report.html` in the first folder.

    Returns:
        `pathlib.Path` of the file.

    Raises:
        ValueError: If a folder is none, or has nothing of a run in it.

    Example:

    >>> write("nowhere")
    Traceback (most recent call last):
    ValueError: `runs`: expected a run folder, as `kerasgan train` leaves it. Received 'nowhere', which is no folder.
    """
    folders = [pathlib.Path(run) for run in (runs if isinstance(runs, (list, tuple)) else [runs])]
    checks.raise_all([problem for folder in folders for problem in contents.problems(folder)])
    to_file = folders[0] / "report.html" if to_file is None else pathlib.Path(to_file)
    found = [contents.read(folder) for folder in folders]
    contents.tell_apart(found)
    to_file.parent.mkdir(parents=True, exist_ok=True)
    to_file.write_text(page.render(found), encoding="utf-8")
    return to_file

"""A trained generator for use elsewhere: one file, from noise and conditions to samples in the units of the data."""

import pathlib
from typing import Any

from kerasgan import checks
from kerasgan.checks.types import PathLike
from kerasgan.plots.files import make_folder
from kerasgan.presets.export import formats, packages, problems, trial
from kerasgan.presets.export.graph import Graph
from kerasgan.training import averages

__all__ = ["export", "formats", "graph", "packages", "problems", "trial"]


def export(
    game: Any, filepath: PathLike, format: str | None = None, to: str | None = None, overwrite: bool = False
) -> pathlib.Path:
    """Writes the generator of a game to a file, and runs the file before it takes its name; see `Game.export`.

    Args:
        game: A `Game`.
        filepath: Path.
        format: String, one of `formats.FORMATS`. Defaults to `None`, by the suffix.
        to: String, which way, of a game that translates between two sets. Defaults to `None`, the first one.
        overwrite: Boolean. Defaults to `False`.

    Returns:
        `pathlib.Path` of what was written.

    Raises:
        ValueError: If the arguments don't fit, or the generator can't be exported; nothing is written then.
        ImportError: If a package is missing.
    """
    path = pathlib.Path(filepath)
    chosen, wrong = formats.chosen(path, format)
    checks.raise_all([*wrong, *problems.of_target(game, to)])
    route = game.route(to)
    checks.raise_all([*problems.of_path(path, chosen, overwrite), *problems.of_route(route, chosen)])
    packages.need(chosen)
    checks.raise_all(make_folder("filepath", path.parent))
    with averages.in_place(game._averages()), chosen.beside(path) as beside:
        graph = Graph(route)
        with problems.told(route, chosen):
            chosen.write(graph, beside)
            found = trial.run(graph, chosen, beside)
        checks.raise_all(found)
    return path

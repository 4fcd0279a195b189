"""The pictures of a page: which are drawn anew, and the colours of curves."""

import pathlib

from benchmarks.studies import samples
from kerasgan.plots import figure

COLOURS = (figure.REAL, figure.FAKE, figure.OTHER, "#CC79A7", "#E69F00", "#56B4E9", "#000000")
STYLES = ("-", "-.", ":", (0, (6, 1, 1, 1, 1, 1)))  # one for each round of the colours; PacGAN's networks are dashed


def draw(groups, folder, to, curves, panels):
    """Draws curves, and samples of each group's first run; returns the names of the files.

    The picture of samples is not drawn anew where it would have to leave out a run whose samples are not kept.

    Args:
        groups: Dict of lists of records.
        folder: Path, where samples are.
        to: Path of a folder for the pictures; made where it does not exist.
        curves: Function of the groups and a path that draws and returns the path.
        panels: Function of a dict of first runs and their samples, and a path, likewise.
    """
    to = pathlib.Path(to)
    to.mkdir(parents=True, exist_ok=True)
    if not groups:
        return []
    firsts = {key: (runs[0], samples.read(folder, runs[0])) for key, runs in groups.items()}
    kept = {key: (run, images) for key, (run, images) in firsts.items() if images is not None}
    drawn = [curves(groups, to / "curves.png")]
    if kept and (kept.keys() == firsts.keys() or not (to / "samples.png").exists()):
        drawn.append(panels(kept, to / "samples.png"))
        samples.pack(folder, [run for run, _ in kept.values()], to / samples.NAME)
    return [path.name for path in drawn]

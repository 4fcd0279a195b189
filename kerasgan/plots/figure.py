"""What all figures share: colours, style, display in notebooks, and how they are saved."""

import functools
import io
import pathlib
import threading

import matplotlib
import matplotlib.figure

from kerasgan.checks.types import Function
from kerasgan.plots import fonts, notebook
from kerasgan.plots.files import write

# From Okabe and Ito's palette, which people with any kind of colour vision can tell apart.
REAL = DISCRIMINATOR = "#0072B2"
FAKE = GENERATOR = "#D55E00"
NOISE = "#8C8C8C"
OTHER = "#009E73"
REFERENCE = "#555555"

STYLE = {
    "axes.axisbelow": True,
    "axes.edgecolor": "#555555",
    "axes.grid": True,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 10,
    "axes.titleweight": "bold",
    "figure.dpi": 100,
    "font.size": 9,
    "grid.color": "#E6E6E6",
    "legend.frameon": False,
    "savefig.dpi": 100,
}


class Figure(matplotlib.figure.Figure):
    """A Matplotlib figure that shows itself in notebooks and that pyplot knows nothing of: there is none to close."""

    def _repr_png_(self):
        if notebook.shell():
            notebook.show_waiting(before=self)
        return picture(self, "png")


# Matplotlib's style is one for all threads, and callbacks draw in threads of their own: one figure at a time.
_ONE_AT_A_TIME = threading.RLock()


def styled(plot: Function) -> Function:
    """Decorates a function that makes a figure: it works in the house style, and leaves the user's as it was."""

    @functools.wraps(plot)
    def in_style(*arguments, **options):
        with _ONE_AT_A_TIME, matplotlib.rc_context(STYLE | {"font.family": fonts.names()}):
            return plot(*arguments, **options)

    return in_style


def subplots(rows, columns, width, height, **options):
    """Returns a `Figure` of `width` x `height` inches and its axes, an array of shape `(rows, columns)`."""
    figure = Figure(figsize=(width, height), layout="constrained")
    return figure, figure.subplots(rows, columns, squeeze=False, **options)


def picture(figure, extension):
    """Returns `figure` as the bytes of a file of the type `extension`."""
    file = io.BytesIO()
    figure.savefig(file, format=extension)
    return file.getvalue()


def extension(to_file):
    """Returns the extension of a file name in lower case, without the dot."""
    return pathlib.Path(to_file).suffix.lower().lstrip(".")


def check_folder(to_file):
    """Checks that the folder of `to_file` exists."""
    folder = pathlib.Path(to_file).parent
    if folder.is_dir():
        return []
    return [
        f"`to_file`: expected a file in a folder that exists. Received: {str(to_file)!r}. Make {str(folder)!r} first."
    ]


def check_extension(to_file, extensions, program):
    """Checks that `program`, which writes the file types `extensions`, can write `to_file`."""
    if extension(to_file) in extensions:
        return []
    known = ", ".join(f".{name}" for name in sorted(extensions))
    return [
        f"`to_file`: expected a file name with an extension that {program} can write: {known}. "
        f"Received: {str(to_file)!r}."
    ]


def check_file(to_file):
    """Checks that a Matplotlib figure can be saved as `to_file`; None, for not at all, is fine too."""
    if to_file is None:
        return []
    extensions = Figure().canvas.get_supported_filetypes()
    return check_folder(to_file) + check_extension(to_file, extensions, "Matplotlib")


def save(figure, to_file):
    """Saves `figure`; where `to_file` is None a notebook shows it."""
    if to_file is not None:
        write(picture(figure, extension(to_file)), to_file)
    else:
        notebook.wait(figure)

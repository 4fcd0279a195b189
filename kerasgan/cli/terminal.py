"""What the commands share: what they take, and what they print."""

import contextlib
import os
import sys
import warnings
from typing import Annotated

import typer

from kerasgan.cli import complete

Trained = Annotated[
    str,
    typer.Argument(
        metavar="NAME|RUN",
        help="An entry of the zoo, a run folder, a preset or hf://...",
        autocompletion=complete.trained,
    ),
]


def chosen_backend(name):
    """Has Keras, which is not imported yet, take a backend; returns its name."""
    from kerasgan import checks

    if name is not None:
        checks.raise_all(checks.one_of("backend", name, complete.BACKENDS))
        os.environ["KERAS_BACKEND"] = name
    return name


Backend = Annotated[
    str | None,
    typer.Option(
        help="'tensorflow', 'jax' or 'torch'. Default: $KERAS_BACKEND, or TensorFlow.",
        callback=chosen_backend,
        autocompletion=complete.backends,
    ),
]


@contextlib.contextmanager
def silenced():
    """Keeps what TensorFlow's native code writes at import (a dozen lines about GPUs) off the terminal.

    Python's warnings are for the user, and follow at the end.
    What is imported here chooses the backend; from then on TensorFlow is left out where it is another.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    try:
        terminal = os.dup(2)
    except OSError:  # `2>&-`: there is none to keep clean
        yield
        return leave_out_tensorflow()
    show_warning, held = warnings.showwarning, []
    warnings.showwarning = lambda *told, **options: held.append(told)
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(terminal, 2)
        os.close(terminal)
        warnings.showwarning = show_warning
        for told in held:
            show_warning(*told)
        leave_out_tensorflow()


class Without:
    """A finder of modules that is as another one, and finds no TensorFlow, as if it were not installed.

    None in `sys.modules` would say the same, but Keras takes any entry there for TensorFlow at work.
    """

    def __init__(self, finder):
        self.finder = finder

    def __getattr__(self, name):
        return getattr(self.finder, name)

    def find_spec(self, name, path=None, target=None):
        return None if name == "tensorflow" else self.finder.find_spec(name, path, target)


def leave_out_tensorflow():
    """Has Keras do without TensorFlow, once it is known that another backend computes.

    Otherwise Keras imports it on every backend to set a seed and to save a model, which takes seconds.
    """
    keras = sys.modules.get("keras")
    if keras is not None and keras.backend.backend() != "tensorflow":
        let_in_tensorflow()
        sys.meta_path[:] = map(Without, sys.meta_path)


def let_in_tensorflow():
    """Takes back what `leave_out_tensorflow` did, for those who need TensorFlow beside another backend.

    Keras remembers once it has missed it: call this before anything asks.
    """
    sys.meta_path[:] = [finder.finder if isinstance(finder, Without) else finder for finder in sys.meta_path]


def show(summary, folder):
    """Prints the figures of a run beside those of real samples, and where the run lies."""
    from rich.table import Table

    from kerasgan.callbacks.progress import say, steady_console
    from kerasgan.recipe import diary

    console = steady_console()
    if summary["figures"]:
        table = Table(title=f"How close are {summary['samples']:,} generated samples?", title_justify="left")
        for column in ("figure", "generated", "real"):
            table.add_column(column, justify="left" if column == "figure" else "right")
        for figure in summary["figures"].values():
            table.add_row(figure["title"], *(number(figure[column]) for column in ("generated", "real")))
        say(console, table)
    if told := doctor(folder):
        say(console, f"Doctor: {told}")
    if summary["state"] == diary.CUT_OFF:
        say(console, f"Cut off after step {summary['steps']:,}. The same command goes on from here.")
    say(console, f"Run folder: {folder}\nReport: {folder / 'report.html'}")


def doctor(folder):
    """Returns what the doctor says of a run, empty where there is nothing to say."""
    from kerasgan.recipe.report import contents

    about = contents.read_doctor(folder / "doctor.json") or {}
    advice = f" See {folder / 'doctor.txt'}." if about.get("findings") else ""
    return about["verdict"] + advice if about.get("looked") else ""


def number(value):
    """Returns a figure as text: counts as they are, anything else with four digits after the point."""
    return str(value) if isinstance(value, int) else f"{value:.4f}"

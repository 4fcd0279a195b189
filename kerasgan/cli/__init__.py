"""The command `kerasgan`: one command, one file. Nothing heavy is imported before a command runs."""

import logging
import os
import sys
import warnings
from typing import Annotated

import typer

from kerasgan.cli import recipes, zoo
from kerasgan.cli.directions import directions
from kerasgan.cli.evaluate import evaluate
from kerasgan.cli.export import export
from kerasgan.cli.invert import invert
from kerasgan.cli.page import page
from kerasgan.cli.plot import plot
from kerasgan.cli.report import report
from kerasgan.cli.sample import sample
from kerasgan.cli.train import train
from kerasgan.cli.translate import translate

app = typer.Typer(
    name="kerasgan",
    help="GANs for Keras 3: build, train, look, measure, share.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)

for command in (train, report, page, sample, translate, directions, invert, evaluate, plot, export):
    app.command()(command)
app.add_typer(recipes.app, name="recipes")
app.add_typer(zoo.app, name="zoo")


def main():
    """Runs the command line; a mistake of the user's gives one clear message instead of a traceback."""
    warnings.showwarning = show_warning
    logging.getLogger("tensorflow").setLevel(logging.ERROR)  # of tracing and of what is deprecated: not the user's
    keep_compiled()
    try:
        app()
    except SystemExit:
        quietly_end()
        raise
    except (ValueError, ArithmeticError, RuntimeError, OSError, ImportError) as error:
        typer.secho(f"Error: {error}", fg="red", err=True)
        sys.last_value = error  # as Python does for an error that nobody catches; see `training/replicas_jax.py`
        raise SystemExit(1) from None


def keep_compiled():
    """Has JAX keep what it compiles for the next run of the same networks, as PyTorch does by itself."""
    folder = os.path.expanduser("~/.kerasgan/compiled")
    if not folder.startswith("~"):  # a user without a home
        os.environ.setdefault("JAX_COMPILATION_CACHE_DIR", folder)
        # Samples are made operation by operation: a hundred programs of a tenth of a second each.
        os.environ.setdefault("JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS", "0")


def show_warning(message, *where, **options):
    """Prints a warning as one line: where in our code it arose says nothing to who typed a command."""
    typer.secho(f"Warning: {message}", fg="yellow", err=True)


def quietly_end():
    """Writes what is left to be written; where nobody reads it any more Python would fail at its very end."""
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@app.callback(invoke_without_command=True)
def options(version: Annotated[bool, typer.Option("--version", help="Show the version and exit.")] = False):
    """GANs for Keras 3: build, train, look, measure, share."""
    if version:
        import kerasgan

        typer.echo(f"kerasgan {kerasgan.__version__}")
        raise typer.Exit

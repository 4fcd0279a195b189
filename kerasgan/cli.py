"""The command `kerasgan`: parses and calls. Nothing heavy is imported before a command runs."""

import contextlib
import os
import pathlib
from typing import Annotated

import typer

app = typer.Typer(
    name="kerasgan",
    help="GANs for Keras 3: build, train, look, measure, share.",
    no_args_is_help=True,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def main():
    """Runs the command line; a mistake of the user's gives one clear message instead of a traceback."""
    try:
        app()
    except (ValueError, ArithmeticError, RuntimeError, OSError) as error:
        typer.secho(f"Error: {error}", fg="red", err=True)
        raise SystemExit(1) from None


@app.callback(invoke_without_command=True)
def options(version: Annotated[bool, typer.Option("--version", help="Show the version and exit.")] = False):
    """GANs for Keras 3: build, train, look, measure, share."""
    if version:
        import kerasgan

        typer.echo(f"kerasgan {kerasgan.__version__}")
        raise typer.Exit


@app.command()
def train(
    name: Annotated[str, typer.Argument(help="A recipe by name (`kerasgan recipes` lists them) or a JSON file.")],
    recipe: Annotated[str, typer.Option(help="A variant of the recipe, such as `book` for normal_200d.")] = "",
    out: Annotated[pathlib.Path | None, typer.Option(help="The run folder. Default: runs/NAME.")] = None,
    steps: Annotated[int | None, typer.Option(help="How many steps. Default: as the recipe says.")] = None,
    seed: Annotated[int | None, typer.Option(help="The seed of the run. Default: as the recipe says.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing while training.")] = False,
):
    """Train a GAN by a recipe; leaves a run folder with the model, figures and diagrams.

    A run that was cut off goes on where it was when the same command is given again.
    """
    from kerasgan import recipe as recipes

    chosen = recipes.changed(recipes.load(f"{name}_{recipe}" if recipe else name), steps=steps, seed=seed)
    with silenced():
        from kerasgan import run

    out = out or run.choose_folder(chosen)
    figures = run.train(chosen, out, verbose=0 if quiet else "auto")
    show(figures, out)


@app.command()
def report(
    runs: Annotated[list[pathlib.Path], typer.Argument(help="Run folders; with several, they are compared.")],
    out: Annotated[
        pathlib.Path | None, typer.Option(help="The HTML file. Default: report.html in the first run.")
    ] = None,
):
    """Write a report of one run, or of several side by side: one HTML file that opens offline."""
    from kerasgan import report as reports

    typer.echo(f"Report: {reports.write(runs, out)}")


@app.command()
def recipes():
    """List the recipes that come with kerasgan."""
    from rich.console import Console

    from kerasgan import recipe

    for name in recipe.names():
        Console(highlight=False).print(f"[bold]{name}[/]  {recipe.load(name).get('description', '')}")


@contextlib.contextmanager
def silenced():
    """Keeps what TensorFlow's native code writes at import (a dozen lines about GPUs) off the terminal."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    terminal = os.dup(2)
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(terminal, 2)
        os.close(terminal)


# What the figures of a run are called in its summary, and what samples of the right distribution aim at.
TITLES = {
    "mean_error": "mean |mean|, ideal 0",
    "std": "mean standard deviation, ideal 1",
    "ks": "mean Kolmogorov-Smirnov distance, ideal 0",
    "off_diagonal": "off-diagonal covariance (RMS), ideal 0",
    "sliced_wasserstein": "sliced Wasserstein distance, ideal 0",
}


def show(figures, folder):
    """Prints the figures of a run beside those of real samples, and where the run lies."""
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    if figures:
        table = Table(title="How close are 10,000 generated samples?", title_justify="left")
        for column in ("figure", "generated", "real"):
            table.add_column(column, justify="left" if column == "figure" else "right")
        for name, (generated, real) in figures.items():
            table.add_row(TITLES[name], f"{generated:.4f}", f"{real:.4f}")
        console.print(table)
    console.print(f"Run folder: {folder}", soft_wrap=True)

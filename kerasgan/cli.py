"""The command `kerasgan`: parses and calls. Nothing heavy is imported before a command runs."""

import contextlib
import os
import pathlib
import sys
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
    except (ValueError, ArithmeticError, RuntimeError, OSError, ImportError) as error:
        typer.secho(f"Error: {error}", fg="red", err=True)
        sys.last_value = error  # as Python does for an error that nobody catches; see `training/replicas_jax.py`
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
    data: Annotated[str | None, typer.Option(help="A folder or zip of images, for recipes that need one.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing while training.")] = False,
    devices: Annotated[str, typer.Option(help="'one', or 'all' devices of this machine share each batch.")] = "one",
    coordinator: Annotated[str | None, typer.Option(help="HOST:PORT of process 0, for several processes.")] = None,
    num_processes: Annotated[int, typer.Option(help="How many processes train together.")] = 1,
    process_id: Annotated[int, typer.Option(help="The number of this one, from 0 on.")] = 0,
):
    """Train a GAN by a recipe; leaves a run folder with the model, figures and diagrams.

    A run that was cut off goes on where it was when the same command is given again.
    """
    from kerasgan import checks
    from kerasgan import recipe as recipes

    chosen = recipes.load(f"{name}_{recipe}" if recipe else name)
    chosen = recipes.changed(chosen, data=data, steps=steps, seed=seed)
    checks.raise_all(recipes.missing_data(chosen))
    with silenced():
        from kerasgan import devices as engines
        from kerasgan import run

    out = out or run.choose_folder(chosen)
    scope = engines.join(devices, coordinator, num_processes, process_id)
    summary = run.train(chosen, out, verbose=0 if quiet else "auto", scope=scope)
    if summary:  # the first process has it
        show(summary, out)


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


# === Using what was trained ===

Trained = Annotated[
    str, typer.Argument(metavar="NAME|RUN", help="An entry of the zoo, a run folder, a preset or hf://...")
]


@app.command()
def sample(
    name: Trained,
    n: Annotated[int | None, typer.Option("-n", help="How many. Default: what fills a picture.")] = None,
    seed: Annotated[
        int | None, typer.Option(help="The same seed, the same samples. Default: others each time.")
    ] = None,
    output: Annotated[
        pathlib.Path, typer.Option("-o", "--output", help="A picture, .npy, .csv, or a folder for single images.")
    ] = pathlib.Path("samples.png"),
    labels: Annotated[str | None, typer.Option(help="Classes to make, such as 0-9 or 3,5.")] = None,
    interpolate: Annotated[
        int | None, typer.Option(help="A walk past this many points of the latent space, as .gif or .webp.")
    ] = None,
):
    """Make samples with a trained GAN."""
    with silenced():
        from kerasgan import sampling, trained

        wanted = None if labels is None else sampling.parse_labels(labels)
        gan = trained.load(name).gan
    if interpolate is None:
        made = sampling.make(gan, n or sampling.default_count(gan), seed, wanted)
        sampling.write(gan, made, output)
    else:
        sampling.walk(gan, interpolate, output, seed, wanted, n or sampling.WALKERS)
    typer.echo(f"{output}")


@app.command()
def evaluate(
    name: Trained,
    seeds: Annotated[int, typer.Option(help="Over how many sampling seeds.")] = 3,
    data: Annotated[str | None, typer.Option(help="A folder or zip of images, for recipes that need one.")] = None,
):
    """Measure a trained GAN on its data, beside as many real samples."""
    with silenced():
        from kerasgan import curate, tables, trained

        found = trained.load(name)
    tables.show(tables.of_scores(found.name, curate.evaluate(found, seeds, data)))


@app.command()
def plot(
    name: Trained,
    out: Annotated[pathlib.Path, typer.Option(help="The folder for the pictures.")] = pathlib.Path(),
):
    """Draw the diagrams of a trained GAN and of both networks, and a sheet of samples."""
    with silenced():
        from kerasgan import sampling, trained

        gan = trained.load(name).gan
    for file in sampling.plot(gan, out):
        typer.echo(f"{file}")


zoo_app = typer.Typer(help="Trained GANs that come with kerasgan.", no_args_is_help=True)
app.add_typer(zoo_app, name="zoo")


@zoo_app.command("list")
def zoo_list():
    """List the zoo with its main scores."""
    from kerasgan import tables

    tables.show(tables.of_zoo())


@zoo_app.command("show")
def zoo_show(name: Annotated[str, typer.Argument(help="An entry of the zoo.")]):
    """Show the card of an entry: what it is, how good it is, how to use it."""
    from kerasgan import tables, zoo

    tables.show(zoo.card(name))


@zoo_app.command("verify")
def zoo_verify(
    names: Annotated[list[str] | None, typer.Argument(help="Entries. Default: all.")] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Without measuring the scores again.")] = False,
    data: Annotated[str | None, typer.Option(help="A folder or zip of images, for entries that need one.")] = None,
):
    """Check every file, load every entry, and make its samples and scores again."""
    from kerasgan import tables, zoo

    names = [zoo.known(name, zoo.names() + zoo.classifiers()) for name in names or ()]
    with silenced():
        from kerasgan import curate
    if not tables.show_checks(curate.verify(names, measure=not quick, data=data)):
        raise typer.Exit(1)


@zoo_app.command("add")
def zoo_add(
    run: Annotated[pathlib.Path, typer.Argument(help="A run folder.")],
    name: Annotated[str | None, typer.Option(help="The entry's name. Default: the recipe's.")] = None,
    about: Annotated[pathlib.Path | None, typer.Option(help="JSON: summary, method, data, limits, wrong.")] = None,
    data: Annotated[str | None, typer.Option(help="A folder or zip of images, for recipes that need one.")] = None,
):
    """Turn a run into an entry of the zoo: measure it, write its card, the gallery and the manifest."""
    from kerasgan import manifest

    about = manifest.read_json(about) if about else None
    with silenced():
        from kerasgan import curate
    typer.echo(f"{curate.add(run, name, about, data)}")


@zoo_app.command("refresh")
def zoo_refresh():
    """Write the cards, the gallery and the manifest again, from the other files of the zoo."""
    with silenced():
        from kerasgan import curate
    curate.refresh(cards_too=True)


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


def show(summary, folder):
    """Prints the figures of a run beside those of real samples, and where the run lies."""
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    if summary["figures"]:
        table = Table(title=f"How close are {summary['samples']:,} generated samples?", title_justify="left")
        for column in ("figure", "generated", "real"):
            table.add_column(column, justify="left" if column == "figure" else "right")
        for figure in summary["figures"].values():
            table.add_row(figure["title"], *(number(figure[column]) for column in ("generated", "real")))
        console.print(table)
    console.print(f"Run folder: {folder}", soft_wrap=True)


def number(value):
    """Returns a figure as text: counts as they are, anything else with four digits behind the point."""
    return str(value) if isinstance(value, int) else f"{value:.4f}"

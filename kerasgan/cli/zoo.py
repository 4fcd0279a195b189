"""`kerasgan zoo`: list, show, verify, add, refresh."""

import pathlib
from typing import Annotated

import typer

from kerasgan.cli.terminal import silenced

app = typer.Typer(help="Trained GANs that come with kerasgan.", no_args_is_help=True)


@app.command("list")
def list_entries():
    """List the zoo with its main scores."""
    from kerasgan.cli import tables

    tables.show(tables.of_zoo())


@app.command("show")
def show(name: Annotated[str, typer.Argument(help="An entry of the zoo.")]):
    """Show the card of an entry: what it is, how good it is, how to use it."""
    from kerasgan import zoo
    from kerasgan.cli import tables

    tables.show(zoo.card(name))


@app.command("verify")
def verify(
    names: Annotated[list[str] | None, typer.Argument(help="Entries. Default: all.")] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Do not measure the scores again.")] = False,
    data: Annotated[str | None, typer.Option(help="A folder or zip of images, for entries that need one.")] = None,
):
    """Check every file, load every entry, and reproduce its samples and scores."""
    from kerasgan import zoo
    from kerasgan.cli import tables

    names = [zoo.known(name, zoo.names() + zoo.classifiers()) for name in names or ()]
    with silenced():
        from kerasgan.zoo import curate
    if not tables.show_checks(curate.verify(names, measure=not quick, data=data)):
        raise typer.Exit(1)


@app.command("add")
def add(
    run: Annotated[pathlib.Path, typer.Argument(help="A run folder.")],
    name: Annotated[str | None, typer.Option(help="The entry's name. Default: the recipe's.")] = None,
    about: Annotated[
        pathlib.Path | None, typer.Option(help="A JSON file with summary, method, data, limits, wrong, for the card.")
    ] = None,
    data: Annotated[str | None, typer.Option(help="A folder or zip of images, for recipes that need one.")] = None,
):
    """Turn a run into an entry of your own zoo, ~/.kerasgan/zoo or $KERASGAN_ZOO: measure it and write its card."""
    from kerasgan.presets import manifest

    about = manifest.read_json(about, fix="`--about` takes the path of a JSON file of yours.") if about else None
    with silenced():
        from kerasgan.zoo import curate
    typer.echo(f"{curate.add(run, name, about, data, tell=typer.echo)}")


@app.command("refresh")
def refresh():
    """Write the cards, the gallery and the manifest of your own zoo again, from its other files."""
    with silenced():
        from kerasgan.zoo import curate
    curate.refresh(cards_too=True)

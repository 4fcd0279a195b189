"""`kerasgan recipes`: list, show."""

from typing import Annotated

import typer

from kerasgan.cli import complete

app = typer.Typer(help="The recipes that come with kerasgan.")


@app.callback(invoke_without_command=True)
def recipes(context: typer.Context):
    """List the recipes that come with kerasgan: their data, time and score. `show NAME` prints one."""
    if context.invoked_subcommand is None:
        from kerasgan.cli import tables

        tables.show(tables.of_recipes())


@app.command("show")
def show(name: Annotated[str, typer.Argument(help="A recipe.", autocompletion=complete.recipes)]):
    """Print a recipe: save it as a JSON file, change it, and `kerasgan train` it."""
    import json

    from kerasgan import recipe

    typer.echo(json.dumps(recipe.load(name), indent=2, ensure_ascii=False))

"""`kerasgan train`."""

import pathlib
from typing import Annotated

import typer

from kerasgan.cli.terminal import show, silenced


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
        from kerasgan.recipe import run
        from kerasgan.training import devices as engines
        from kerasgan.training import guard

    out = out or run.choose_folder(chosen)
    scope = engines.join(devices, coordinator, num_processes, process_id)
    with guard.ending() as ending:
        summary = run.train(chosen, out, verbose=0 if quiet else "auto", scope=scope)
    if summary:  # the first process has it
        show(summary, out)
    if ending.number:  # as a shell tells of a program that a signal ended
        raise typer.Exit(128 + ending.number)
